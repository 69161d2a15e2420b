"""Which incidents owe a postmortem, and by when."""

from __future__ import annotations

from datetime import datetime

from inc.domain.incident import Incident
from inc.domain.policy import Policy


def due(incident: Incident, policy: Policy, ended: datetime) -> datetime | None:
    """When the document is due that an incident owes since its end; None where it owes none."""
    return _deadline(incident, policy, ended, "document")


def meeting_by(incident: Incident, policy: Policy, ended: datetime) -> datetime | None:
    """By when people meet about it."""
    return _deadline(incident, policy, ended, "meeting")


def _deadline(incident: Incident, policy: Policy, ended: datetime, what: str) -> datetime | None:
    if incident.is_drill or not policy.wants_postmortem(incident.severity):
        return None
    return policy.deadline(ended, policy.value("postmortem", what))
