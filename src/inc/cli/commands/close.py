"""`inc close`."""

from typing import Annotated

import typer

from inc.cli.options import Override, writes
from inc.cli.writing import Write
from inc.domain.operations import lifecycle
from inc.domain.text import clean_line


@writes()
def command(
    write: Write,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[TEXT]", help="What to say about it.")
    ] = None,
    override: Override = "",
) -> None:
    """Nothing is left to do for the response; what is missing is listed.

    \b
    Examples:
      inc close
      inc close --override "the tracking system is gone since March"
    """
    text, why, workspace = write.text(words), clean_line(override), write.workspace()
    write.record(
        lambda incident, facts: lifecycle.close(incident, facts, workspace.policy, text, why),
        workspace,
    )
