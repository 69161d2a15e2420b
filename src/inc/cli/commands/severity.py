"""`inc severity`: raise or lower it."""

from typing import Annotated

import typer

from inc.cli.completing import complete_severity
from inc.cli.options import writes
from inc.cli.writing import Write
from inc.domain import vocabulary
from inc.domain.operations import respond


@writes()
def command(
    write: Write,
    level: Annotated[
        str,
        typer.Argument(
            metavar="SEVERITY", help="sev1 (worst) to sev4.", autocompletion=complete_severity
        ),
    ],
) -> None:
    """Raise or lower the severity, and say why.

    \b
    Example:
      inc severity sev1 -m "all payments fail now"
    """
    severity, why = vocabulary.severity(level), write.text()
    write.record(lambda incident, facts: respond.set_severity(incident, facts, severity, why))
