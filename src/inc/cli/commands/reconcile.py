"""`inc reconcile`: make entries of what was changed by hand."""

from inc.cli.options import TEXT, writes
from inc.cli.reading import Reference
from inc.cli.writing import Write
from inc.domain.operations.reconcile import reconcile


@writes(*TEXT)
def command(
    write: Write,
    reference: Reference = None,
) -> None:
    """Make the timeline say what somebody changed by hand.

    A severity, status, role or time that was edited in the front matter gets the entry that was
    missing; an entry that was written by hand gets an id.

    \b
    Example:
      inc reconcile checkout
    """
    write.naming(reference).record(reconcile)
