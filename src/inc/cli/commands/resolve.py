"""`inc resolve`."""

from typing import Annotated

import typer

from inc.cli.options import writes
from inc.cli.writing import Write
from inc.domain.operations import lifecycle
from inc.domain.text import clean_line


@writes()
def command(
    write: Write,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[TEXT]", help="What to say about it.")
    ] = None,
    override: Annotated[
        str,
        typer.Option(
            "--override",
            metavar="REASON",
            help="Although something is missing; the reason is recorded (10 characters or more).",
        ),
    ] = "",
) -> None:
    """Service is restored and that was verified.

    What is missing is listed: items of the checklist to tick, and what the record itself can
    tell, such as 15 minutes without an alert. The postmortem gets its date.

    \b
    Examples:
      inc resolve -m "error rate below 0.1% for 15 minutes"
      inc resolve --override "monitoring itself is down; checked by hand"
    """
    text, why, workspace = write.text(words), clean_line(override), write.workspace()
    write.record(
        lambda incident, facts: lifecycle.resolve(incident, facts, workspace.policy, text, why),
        workspace,
    )
