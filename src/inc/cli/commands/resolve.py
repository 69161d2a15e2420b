"""`inc resolve`."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import Annotated

import typer

from inc import stages
from inc.cli.naming import is_meant, short, with_name
from inc.cli.options import Override, writes
from inc.cli.writing import Write
from inc.domain.incident import Change
from inc.domain.operations import lifecycle
from inc.domain.policy import NONE
from inc.domain.text import clean_line
from inc.domain.timeline import fold
from inc.domain.times import local, read_iso
from inc.store import layout
from inc.workspace import Receipt, Workspace


@writes()
def command(
    write: Write,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[TEXT]", help="What to say about it.")
    ] = None,
    override: Override = "",
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
        advise=lambda receipt: _advice(receipt, workspace),
    )


def _advice(receipt: Receipt, workspace: Workspace) -> list[str]:
    """When the postmortem is due, and how to get to the end."""
    policy, severity = workspace.policy, str(fold(receipt.entries).get(("severity",)))
    waits = " (what it waits for: inc checklist close)" * (policy.gate("close", severity) != NONE)
    close = _named("inc close", receipt.change.incident, workspace)
    due = [*_postmortem(receipt.change, policy.zone)]
    return [*due, f"Next: {close}{waits}", *_to_be_written(receipt.change, workspace)]


def _to_be_written(change: Change, workspace: Workspace) -> Iterator[str]:
    """How the postmortem begins that is owed now: it can wait for the end, and so it comes last."""
    if change.fields.get(("postmortem_due_at",)) and not stages.known(workspace, change.incident):
        begin, name = "inc postmortem new", change.incident
        if workspace.open_ids():  # once this one is closed, such a one would be meant
            begin = with_name(begin, short(name, layout.incident_ids(workspace.root)))
        yield f"Then: {begin}"


def _named(command: str, name: str, workspace: Workspace) -> str:
    """The command with its incident, where another one is open too and could be meant."""
    if is_meant(workspace, name):
        return command
    return with_name(command, short(name, layout.incident_ids(workspace.root)))


def _postmortem(change: Change, zone: tzinfo) -> Iterator[str]:
    due, meeting = (
        read_iso(str(change.fields.get((name,))))
        for name in ("postmortem_due_at", "postmortem_meeting_by")
    )
    if due:
        its_meeting = f", its meeting {local(meeting, zone)}" if meeting else ""
        yield f"The postmortem is due {local(due, zone)}{its_meeting}."
    elif meeting:
        yield f"The meeting about the postmortem is due {local(meeting, zone)}."
