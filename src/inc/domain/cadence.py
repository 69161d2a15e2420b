"""Who is to be told when: the cadence of the policy, and the promises that updates made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from inc.domain.incident import Incident
from inc.domain.policy import Policy
from inc.domain.promises import ENDS, ends, outcome
from inc.domain.timeline import Entry, next_update, of_kinds, severity_of
from inc.domain.vocabulary import Audience, Kind


class Due(NamedTuple):
    """The next update for an audience: the last one (if any), and when the next is due.

    `promised` is whether people were told that time; else it follows from the cadence.
    """

    audience: Audience
    last: Entry | None
    at: datetime
    promised: bool

    def is_overdue(self, now: datetime) -> bool:
        """Whether its time has passed."""
        return now > self.at


class Promise(NamedTuple):
    """A time that an update named for the next one.

    `kept_at` is when the next update for that audience came, and `over_at` when the incident was
    over, where that came first: nobody waits then. None where it did not.
    """

    entry: Entry
    audience: str
    at: datetime
    kept_at: datetime | None
    over_at: datetime | None = None

    @property
    def waited_until(self) -> datetime | None:
        """Until when people waited; None while they do."""
        return self.kept_at or self.over_at

    @property
    def is_over(self) -> bool:
        """Whether the end of the incident overtook it: it was neither kept nor missed."""
        return self.over_at is not None and self.over_at <= self.at

    def is_missed(self, now: datetime) -> bool:
        """Whether the next update came late, or has not come although it is past its time."""
        return (self.waited_until or now) > self.at


_READERS: Final = {str(audience): audience for audience in Audience}


def readers(update: Entry) -> Audience:
    """Who an update is for; one that does not say, or names others, is internal."""
    return _READERS.get(update.audience, Audience.INTERNAL)


def updates(entries: Sequence[Entry], audience: Audience) -> list[Entry]:
    """What an audience was told, in order."""
    return [one for one in of_kinds(entries, (Kind.UPDATE,)) if readers(one) is audience]


def dues(incident: Incident, policy: Policy) -> list[Due]:
    """The next update for each audience that is to be told; none once it is resolved."""
    if not incident.is_open:
        return []
    found = (due(incident, policy, audience) for audience in Audience)
    return sorted((one for one in found if one), key=lambda one: one.at)


def due(incident: Incident, policy: Policy, audience: Audience) -> Due | None:
    """The next update for one audience, if it was promised one or the policy wants one.

    The last update counts only if it was made since the incident was last reopened. The response
    team has no cadence but the timeline itself (see the limit `silent`); promises are promises.
    """
    began = _to_be_told_since(incident, policy, audience)
    told = updates(incident.entries, audience)
    last = told[-1] if told else None
    is_new = last is not None and last.at >= (_reopened(incident) or last.at)
    promise = next_update(last) if last and is_new else None
    if promise:
        return Due(audience, last, promise, promised=True)
    every = policy.cadence(incident.severity, audience)
    if every is None or began is None or audience is Audience.RESPONDERS:
        return None
    return Due(audience, last, (max(last.at, began) if last else began) + every, promised=False)


def _to_be_told_since(incident: Incident, policy: Policy, audience: Audience) -> datetime | None:
    """Since when the policy wants that audience told: a lower severity may not have asked for it.

    An incident that is back counts anew.
    """
    since = incident.time("declared_at") or incident.began
    told_before = True
    for entry in of_kinds(incident.entries, (Kind.REOPENED, Kind.DECLARED, Kind.SEVERITY)):
        if entry.kind is Kind.REOPENED:
            since = entry.at
        elif severity := severity_of(entry):
            is_told = policy.cadence(severity, audience) is not None
            if is_told and not told_before:
                since = entry.at
            told_before = is_told
    return since


def _reopened(incident: Incident) -> datetime | None:
    """When it was last reopened."""
    back = (entry.at for entry in of_kinds(incident.entries, (Kind.REOPENED,)))
    return max(back, default=None)


def promises(incident: Incident) -> list[Promise]:
    """All promises of a next update, in the order in which they were made."""
    made, ends = [], _ends(incident)
    told: dict[Audience, list[Entry]] = {}
    for update in of_kinds(incident.entries, (Kind.UPDATE,)):
        told.setdefault(readers(update), []).append(update)
    for audience in Audience:
        heard = told.get(audience, [])
        for entry, following in zip(heard, [*heard[1:], None], strict=False):
            promise = _promise(ends, audience, entry, following)
            made += [promise] if promise else []
    return sorted(made, key=lambda promise: promise.entry.order)


def kept_late(incident: Incident, update: Entry) -> Promise | None:
    """The promise that an update answers too late; None where it is in time or answers none."""
    told = updates(incident.entries, readers(update))
    before = [one for one in told if one.order < update.order]
    promise = _promise(_ends(incident), readers(update), before[-1], update) if before else None
    if promise and promise.kept_at == update.at and promise.is_missed(update.at):
        return promise
    return None


def _promise(
    ends: Sequence[_End], audience: Audience, entry: Entry, following: Entry | None
) -> Promise | None:
    at = next_update(entry)
    if at is None:
        return None
    told = following.at if following else None
    return Promise(entry, audience.value, at, *outcome(ends, entry.at, at, told))


_End = tuple[datetime, datetime | None]


def _ends(incident: Incident) -> list[_End]:
    told = [(one.at, one.kind) for one in of_kinds(incident.entries, ENDS)]
    stated = [incident.time(name) for name in ("resolved_at", "closed_at")]
    return ends(told, stated, is_open=incident.is_open)
