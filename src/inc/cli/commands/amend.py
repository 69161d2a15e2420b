"""`inc amend`: correct an entry."""

from typing import Annotated

import typer

from inc.cli.at_once import Warnings, together
from inc.cli.options import writes
from inc.cli.session import current
from inc.cli.writing import Write, usable_policy
from inc.domain.incident import Change, Facts, Incident
from inc.domain.operations import correct, settling
from inc.errors import UsageError
from inc.workspace import Receipt, Workspace


@writes("by")
def command(
    write: Write,
    entry: Annotated[
        str, typer.Argument(metavar="ENTRY", help="last, last~2, or a unique part of its ^id.")
    ],
    text: Annotated[
        str | None, typer.Option("--text", metavar="TEXT", help="The right text; as -m.")
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="What it says is right: its other versions go.")
    ] = False,
    version: Annotated[
        str | None,
        typer.Option("--version", metavar="NOTE", help="The other version that is right, by ^id."),
    ] = None,
) -> None:
    """Correct the text or the time of an entry; git keeps what it said before.

    Where two people rewrote one entry, a merge keeps the other version as a note: --keep and
    --version say which one holds, and take the notes away.

    \b
    Examples:
      inc amend last --at 14:35
      inc amend 7t5w --text "restarted the order-service pods, not the API"
      inc amend last~2 -e
      inc amend 7t5w --keep
      inc amend 7t5w --version k3mx
    """
    workspace = write.workspace()
    if keep or version:
        if text or write.message or write.edit or write.at or (keep and version):
            raise UsageError("only one of them can be right", hint="Give --keep, or --version.")
        _settle(write, workspace, entry, version)
        return

    def as_it_is() -> str:
        incident = workspace.incident(write.resolve(workspace))
        return correct.find_entry(incident.entries, entry, current().typed_at).text

    words = write.text([text] if text else None, as_it_is)
    if not words and not write.at:
        raise UsageError("nothing to amend was given", hint="Give --text, --at or -e.")

    def operate(incident: Incident, facts: Facts) -> Change:
        found = correct.find_entry(incident.entries, entry, current().typed_at)
        return correct.amend(incident, facts, found, words or None, facts.at if write.at else None)

    def warn(receipt: Receipt) -> Warnings:
        from inc.cli import aftermath, remarks  # most entries are no updates

        said = remarks.on(receipt, usable_policy(workspace))
        return together([said, aftermath.out_of_date(receipt, workspace)])

    write.record(operate, workspace, warn=warn)


def _settle(write: Write, workspace: Workspace, reference: str, version: str | None) -> None:
    """Say which of several versions of an entry holds."""

    def operate(incident: Incident, _facts: Facts) -> Change:
        typed_at = current().typed_at
        found = correct.find_entry(incident.entries, reference, typed_at)
        other = correct.find_entry(incident.entries, version, typed_at) if version else None
        return settling.settle(incident, found, other)

    write.record(operate, workspace)
