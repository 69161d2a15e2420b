"""`inc reopen`."""

from typing import Annotated

import typer

from inc.cli import aftermath
from inc.cli.options import writes
from inc.cli.writing import Write
from inc.domain.operations import lifecycle


@writes()
def command(
    write: Write,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[TEXT]", help="What to say about it.")
    ] = None,
) -> None:
    """It is back: investigating again.

    \b
    Example:
      inc reopen -m "errors are back since 16:20" --at 16:20
    """
    text, workspace = write.text(words), write.workspace()
    write.record(
        lambda incident, facts: lifecycle.reopen(incident, facts, text),
        workspace,
        warn=lambda receipt: aftermath.will_change(receipt, workspace),
    )
