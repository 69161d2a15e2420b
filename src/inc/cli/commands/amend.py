"""`inc amend`: correct an entry."""

from typing import Annotated

import typer

from inc.cli.at_once import Warnings, together
from inc.cli.options import writes
from inc.cli.session import current
from inc.cli.writing import Write, usable_policy
from inc.domain.incident import Change, Facts, Incident
from inc.domain.operations import correct
from inc.errors import UsageError
from inc.workspace import Receipt


@writes("by")
def command(
    write: Write,
    entry: Annotated[
        str, typer.Argument(metavar="ENTRY", help="last, last~2, or a unique part of its ^id.")
    ],
    text: Annotated[
        str | None, typer.Option("--text", metavar="TEXT", help="The right text; as -m.")
    ] = None,
) -> None:
    """Correct the text or the time of an entry; git keeps what it said before.

    \b
    Examples:
      inc amend last --at 14:35
      inc amend 7t5w --text "restarted the order-service pods, not the API"
      inc amend last~2 -e
    """
    workspace = write.workspace()

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
