"""The postmortems that ended incidents owe, as `inc list --postmortem-due` shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from inc import stages
from inc.documents import incident_of
from inc.domain import postmortem
from inc.domain.incident import Incident
from inc.domain.policy import Policy
from inc.domain.postmortem import Stage
from inc.domain.times import countdown, iso, local, minute
from inc.errors import IncError
from inc.store import layout
from inc.workspace import Workspace

_NOT_BEGUN = "not begun"


class Owed(NamedTuple):
    """A postmortem that is not published: of what, how far it is (nothing: not begun), by when."""

    incident: Incident
    stage: Stage | None
    due: datetime
    meeting_by: datetime | None

    @property
    def said_stage(self) -> str:
        """How far it is, in words."""
        return self.stage.value if self.stage else _NOT_BEGUN


def owed(workspace: Workspace, policy: Policy, report: Callable[[IncError], None]) -> list[Owed]:
    """All of them, the most urgent first; a document that cannot be read is only reported."""
    found: list[Owed] = []
    for incident in _ended(workspace, report):
        due = postmortem.owed_by(incident, policy)
        known = stages.known(workspace, incident.id) if due else None
        stage = known.stage if known else None
        if due and stage is not Stage.PUBLISHED:
            meeting = postmortem.meeting_owed_by(incident, policy)
            found.append(Owed(incident, stage, due, meeting))
    return sorted(found, key=lambda one: (one.due, one.incident.severity, one.incident.id))


def _ended(workspace: Workspace, report: Callable[[IncError], None]) -> Iterator[Incident]:
    """The incidents that have ended; there may be thousands, and most are told without YAML."""
    for name in layout.incident_ids(workspace.root):
        try:
            document = workspace.document(name)
            if document.quick_status in ("resolved", "closed") and not _is_published(
                workspace, name
            ):
                document.fields  # noqa: B018 - to meet what is wrong with it here
                yield incident_of(name, document)
        except IncError as error:
            report(error)


def _is_published(workspace: Workspace, name: str) -> bool:
    try:
        return workspace.postmortem(name).quick_status == Stage.PUBLISHED
    except IncError:
        return False  # not begun, or nobody can read it


def row(one: Owed, policy: Policy, now: datetime) -> list[str]:
    """It for a pipe: the id first, as in every list."""
    incident = one.incident
    title = " ".join(incident.title.split())
    due = local(one.due, policy.zone)
    return [incident.id, incident.severity, one.said_stage, due, countdown(one.due, now), title]


def seen(one: Owed, policy: Policy, now: datetime) -> list[str]:
    """It for a person, who is to choose one."""
    due = f"{countdown(one.due, now)}\n{minute(one.due, policy.zone)}"
    title = " ".join(one.incident.title.split())
    return [due, one.said_stage, one.incident.severity, f"{title}\n{one.incident.id}"]


def as_dict(one: Owed, now: datetime) -> dict[str, Any]:
    """It for programs."""
    incident = one.incident
    return {
        "incident": incident.id,
        "title": incident.title,
        "severity": incident.severity,
        "status": one.stage.value if one.stage else None,
        "due_at": iso(one.due),
        "overdue": now > one.due,
        "meeting_by": iso(one.meeting_by) if one.meeting_by else None,
        "path": layout.postmortem_path(incident.id),
    }
