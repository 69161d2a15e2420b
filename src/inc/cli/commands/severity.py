"""`inc severity`: raise or lower it; say what each means."""

from typing import Annotated

import typer

from inc.cli.completing import complete_severity
from inc.cli.options import writes
from inc.cli.session import current
from inc.cli.writing import Write, usable_policy
from inc.domain import vocabulary
from inc.domain.operations import respond
from inc.errors import UsageError


@writes()
def command(
    write: Write,
    level: Annotated[
        str | None,
        typer.Argument(
            metavar="[SEVERITY]", help="sev1 (worst) to sev4.", autocompletion=complete_severity
        ),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say what each severity means; change nothing.")
    ] = False,
) -> None:
    """Raise or lower the severity, and say why.

    \b
    Examples:
      inc severity sev1 -m "all payments fail now"
      inc severity --explain
    """
    severity = vocabulary.severity(level) if level else None
    if explain:
        from inc.cli import explaining

        current().is_write = False
        explaining.severities(usable_policy(write.workspace()), severity)
        return
    if severity is None:
        raise UsageError(
            "no severity was given",
            hint='inc severity sev2 -m "why"\nWhat each means: inc severity --explain',
        )
    why, workspace = write.text(), write.workspace()
    write.record(
        lambda incident, facts: respond.set_severity(
            incident, facts, usable_policy(workspace), severity, why
        ),
        workspace,
    )
