"""`inc reconcile`: make entries of what was changed by hand."""

from inc.cli import receipts
from inc.cli.options import TEXT, writes
from inc.cli.reading import Reference
from inc.cli.writing import Write
from inc.documents import incident_of
from inc.domain.operations.reconcile import reconcile
from inc.store.document import Document
from inc.workspace import Applied


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
    workspace = write.workspace()
    name = write.naming(reference).resolve(workspace, itself=True)

    def apply(document: Document) -> Applied:
        incident = incident_of(name, document)
        change = reconcile(incident, write.facts(workspace, incident))
        return change, document.apply(change)

    receipt = workspace.rewrite(name, apply, dry_run=write.dry_run, writing=write.writing())
    receipts.show(receipt, workspace)
