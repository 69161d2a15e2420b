"""`inc close`."""

from typing import Annotated

import typer

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
    """Nothing is left to do for the response.

    \b
    Example:
      inc close
    """
    text = write.text(words)
    write.record(lambda incident, facts: lifecycle.close(incident, facts, text))
