"""What is learnt from an incident: how far its postmortem is, and what is still to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from inc import actions, stages
from inc.cli import aftermath, output
from inc.cli.acting import item_dict, today
from inc.domain import postmortem
from inc.domain.action_items import Located, is_overdue
from inc.domain.incident import Incident
from inc.domain.policy import Policy
from inc.domain.postmortem import Postmortem, Stage
from inc.domain.tasks import OPEN
from inc.domain.times import ago, iso
from inc.domain.view import View
from inc.store import layout
from inc.workspace import Workspace

_MOST: Final = 3  # items on the screen; those that are late go first


class Learning(NamedTuple):
    """The postmortem (None: not begun) and where it stands, its deadline, and the action items."""

    workspace: Workspace
    postmortem: Postmortem | None
    place: str
    due: datetime | None
    meeting_by: datetime | None
    items: Sequence[Located]


def learning_of(workspace: Workspace, incident: Incident, policy: Policy) -> Learning:
    """What the documents of an incident say of it; what cannot be read is only reported."""
    name = incident.id
    known = stages.known(workspace, name)
    branch = aftermath.elsewhere(workspace, name)
    is_there = branch and known and known.stage is Stage.IN_REVIEW
    return Learning(
        workspace,
        known,
        f"on the branch {branch}" if is_there else layout.postmortem_path(name),
        postmortem.owed_by(incident, policy),
        postmortem.meeting_owed_by(incident, policy),
        actions.of_incident(workspace, name, output.finding),
    )


def sections(learning: Learning, view: View) -> Iterator[tuple[str, list[str]]]:
    """The sections of a screen about it, by their labels."""
    yield "action items", list(_items(learning, view))
    yield "postmortem", list(_postmortem(learning, view))


def _items(learning: Learning, view: View) -> Iterator[str]:
    """The items that are open, or their number and those that are late where there are many."""
    day = today(learning.workspace)
    still_open = [one for one in learning.items if one.item.state == OPEN]
    late = [one for one in still_open if is_overdue(one.item, day)]
    shown = still_open
    if len(still_open) > _MOST:
        counted = f"{len(still_open)} open" + f", {len(late)} overdue" * bool(late)
        yield f"{counted}; see inc action list -i {view.incident.id}"
        shown = late[:_MOST]
    yield from (_item(one, is_late=one in late) for one in shown)
    if len(shown) < len(late):
        yield "…"


def _item(one: Located, *, is_late: bool) -> str:
    item = one.item
    owner = f"@{item.owner.removeprefix('@')}" if item.owner else ""
    due = f"due {item.due}" if item.due else ""
    about = ", ".join(filter(None, [owner, due, "overdue" * is_late]))
    return f"[ ] {item.text} ({about})" if about else f"[ ] {item.text}"


def _postmortem(learning: Learning, view: View) -> Iterator[str]:
    found = learning.postmortem
    if found:
        since = found.time("published_at")
        when = f" {view.clock(since)}" if since and found.stage is Stage.PUBLISHED else ""
        yield f"{found.stage.value.replace('-', ' ')}{when}, {learning.place}"
    if found and found.stage is Stage.PUBLISHED:
        return
    if learning.due:
        yield f"due {view.clock(learning.due)}, {view.countdown(learning.due)}"
    meeting = found.time("meeting_at") if found else None
    if meeting:
        yield f"meeting {view.clock(meeting)}, {ago(meeting, view.now)}"
    elif learning.meeting_by:
        yield f"meeting by {view.clock(learning.meeting_by)}, {ago(learning.meeting_by, view.now)}"


def as_dict(learning: Learning, view: View) -> dict[str, Any]:
    """It for programs: `postmortem` (null while none is begun) and `actions`."""
    found, day = learning.postmortem, today(learning.workspace)
    about = (
        {
            "path": layout.postmortem_path(view.incident.id),
            "status": found.stage.value,
            "due_at": iso(learning.due) if learning.due else None,
        }
        if found
        else None
    )
    return {
        "postmortem": about,
        "actions": [item_dict(one, day) for one in learning.items],
    }
