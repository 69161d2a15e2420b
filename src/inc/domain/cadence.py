"""Who is to be told when: the cadence of the policy, and the promises that updates made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from inc.domain.incident import Incident
from inc.domain.policy import Policy
from inc.domain.timeline import Entry, next_update
from inc.domain.vocabulary import Audience, Kind


class Due(NamedTuple):
    """The next update for an audience: the last one (if any), and when the next is due.

    `promised` is whether people were told that time; else it follows from the cadence.
    """

    audience: Audience
    last: Entry | None
    at: datetime
    promised: bool


class Promise(NamedTuple):
    """A time that an update named for the next one.

    `kept_at` is when the next update for that audience (or the end of the incident) came, None
    while it has not.
    """

    entry: Entry
    audience: str
    at: datetime
    kept_at: datetime | None

    def is_missed(self, now: datetime) -> bool:
        """Whether the next update came late, or has not come although it is past its time."""
        return (self.kept_at or now) > self.at


def updates(entries: Sequence[Entry], audience: Audience) -> list[Entry]:
    """What an audience was told, in order; an update without an audience is internal."""
    found = [entry for entry in entries if entry.kind is Kind.UPDATE]
    told = [entry for entry in found if (entry.audience or Audience.INTERNAL) == audience]
    return sorted(told, key=lambda entry: entry.order)


def dues(incident: Incident, policy: Policy) -> list[Due]:
    """The next update for each audience that is to be told; none once it is resolved."""
    began = incident.time("declared_at") or incident.began
    if not incident.is_open or began is None:
        return []
    found = (_due(incident, policy, audience, began) for audience in Audience)
    return sorted((due for due in found if due), key=lambda due: due.at)


def _due(incident: Incident, policy: Policy, audience: Audience, began: datetime) -> Due | None:
    if audience is Audience.RESPONDERS:
        return None  # the timeline is what the response team is told; see the limit `silent`
    every = policy.cadence(incident.severity, audience)
    told = updates(incident.entries, audience)
    last = told[-1] if told else None
    promise = next_update(last) if last else None
    if promise:
        return Due(audience, last, promise, promised=True)
    if every is None:
        return None
    return Due(audience, last, (last.at if last else began) + every, promised=False)


def promises(incident: Incident) -> list[Promise]:
    """All promises of a next update, in the order in which they were made."""
    made = []
    for audience in Audience:
        told = updates(incident.entries, audience)
        for entry, following in zip(told, [*told[1:], None], strict=True):
            at = next_update(entry)
            if at is not None:
                kept = following.at if following else _end(incident, entry)
                made.append(Promise(entry, audience.value, at, kept))
    return sorted(made, key=lambda promise: promise.entry.order)


def _end(incident: Incident, update: Entry) -> datetime | None:
    """When the incident was resolved after an update: nobody waits for the next one then."""
    ended = (
        entry.at
        for entry in incident.entries
        if entry.kind in (Kind.RESOLVED, Kind.CLOSED) and entry.at >= update.at
    )
    return min(ended, default=None)
