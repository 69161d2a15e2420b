"""Postmortems: what the front matter of one says, and which incident owes one by when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple

from inc.domain.incident import Incident, names
from inc.domain.policy import Policy
from inc.domain.times import read_iso


class Stage(StrEnum):
    """How far a postmortem is; its front matter says so as `status`."""

    DRAFT = "draft"
    IN_REVIEW = "in-review"
    PUBLISHED = "published"


FIELD_ORDER: Final = (
    *("incident", "title", "status", "authors", "review", "meeting_at", "published_at"),
)
"""The fields of its front matter in the order in which they are written."""


def branch(name: str) -> str:
    """The branch on which the postmortem of an incident is reviewed."""
    return f"postmortem/{name}"


class Postmortem(NamedTuple):
    """A postmortem by the id of its incident, as its front matter states it."""

    incident: str
    fields: Mapping[str, Any]

    @property
    def title(self) -> str:
        """What it is about, in one line."""
        return str(self.fields.get("title") or self.incident)

    @property
    def stage(self) -> Stage:
        """How far it is; what nobody can read is a draft."""
        stated = str(self.fields.get("status") or "").strip().lower().replace("_", "-")
        return Stage(stated) if stated in [*Stage] else Stage.DRAFT

    @property
    def authors(self) -> list[str]:
        """Who wrote it, without `@`."""
        return [name.removeprefix("@") for name in names(self.fields.get("authors"))]

    def time(self, name: str) -> datetime | None:
        """`published_at` or `meeting_at`; None where it says none."""
        value = self.fields.get(name)
        return read_iso(value) if isinstance(value, str) else None


def due(incident: Incident, policy: Policy, ended: datetime) -> datetime | None:
    """When the document is due that an incident owes since its end; None where it owes none."""
    return _deadline(incident, policy, ended, "document")


def meeting_by(incident: Incident, policy: Policy, ended: datetime) -> datetime | None:
    """By when people meet about it."""
    return _deadline(incident, policy, ended, "meeting")


def owed_by(incident: Incident, policy: Policy) -> datetime | None:
    """When the document of an ended incident is due: as the record says, else as the policy does.

    None while it is open, and for one that owes none or was merged into another.
    """
    return _stated(incident, policy, "postmortem_due_at", due)


def meeting_owed_by(incident: Incident, policy: Policy) -> datetime | None:
    """By when people meet about an ended incident: as the record says, else as the policy does."""
    return _stated(incident, policy, "postmortem_meeting_by", meeting_by)


def _stated(
    incident: Incident,
    policy: Policy,
    name: str,
    by_policy: Callable[[Incident, Policy, datetime], datetime | None],
) -> datetime | None:
    ended = incident.ended
    if ended is None or incident.fields.get("merged_into"):
        return None
    return incident.time(name) or by_policy(incident, policy, ended)


def _deadline(incident: Incident, policy: Policy, ended: datetime, what: str) -> datetime | None:
    if incident.is_drill or not policy.wants_postmortem(incident.severity):
        return None
    return policy.deadline(ended, policy.value("postmortem", what))
