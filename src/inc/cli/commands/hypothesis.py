"""`inc hypothesis`: a theory, to be tested in a few minutes."""

from typing import Annotated

import typer

from inc.cli import theories
from inc.cli.options import writes
from inc.cli.writing import Write
from inc.domain.operations import hypotheses


@writes()
def command(
    write: Write,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[TEXT]", help="What you think is the cause.")
    ] = None,
) -> None:
    """State a theory, and hear by when to have tested it. The one before is set aside.

    \b
    Example:
      inc hypothesis "connection leak in the 14:00 deploy"
    """
    text, workspace = write.text(words), write.workspace()
    write.record(
        lambda incident, facts: hypotheses.state(incident, facts, text),
        workspace,
        lambda receipt: theories.to_test(receipt, workspace),
        theories.set_aside,
    )
