"""`inc reconcile`: make entries of what was changed by hand."""

from typing import Annotated

import typer

from inc.cli.completing import complete_incident
from inc.cli.writing import Write, writes
from inc.domain.operations import correct


@writes(text=False)
def command(
    write: Write,
    reference: Annotated[
        str | None, typer.Argument(metavar="[REF]", autocompletion=complete_incident)
    ] = None,
) -> None:
    """Make the timeline say what somebody changed by hand.

    A severity, status, role or time that was edited in the front matter gets the entry that was
    missing; an entry that was written by hand gets an id.

    \b
    Example:
      inc reconcile checkout
    """
    write.naming(reference).record(correct.reconcile)
