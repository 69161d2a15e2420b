"""A nudge: a fact that somebody should know now, and the command that answers it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from inc.domain.incident import Incident
from inc.domain.policy import NONE, Policy, span
from inc.domain.timeline import Entry
from inc.domain.times import local, words
from inc.domain.vocabulary import Kind, Role


class Nudge(NamedTuple):
    """What is due or wrong `since` a time, which may be still to come.

    It is overdue past `due`; without that it is only good to know.
    """

    text: str
    command: str
    since: datetime
    due: datetime | None = None
    rule: str = ""

    def is_overdue(self, now: datetime) -> bool:
        """Whether it should have been done by now."""
        return self.due is not None and now > self.due


class Case:
    """What a rule is asked about: an incident, now, under the policy of its team."""

    def __init__(
        self,
        incident: Incident,
        policy: Policy,
        now: datetime,
        *,
        has_postmortem: bool = False,
        is_folded: bool = False,
    ) -> None:
        self.incident = incident
        self.policy = policy
        self.now = now
        self.has_postmortem = has_postmortem
        self._is_folded = is_folded

    @cached_property
    def roles(self) -> Mapping[str, Sequence[str]]:
        """Who holds which role; people spell both as they like, a fold does not."""
        if self._is_folded:
            return self.incident.roles
        from inc.domain import people  # a note does not need it

        return people.held(self.incident)

    def holder(self, role: Role) -> str:
        """The first who holds a role, or nobody as an empty name."""
        return next(iter(self.roles.get(role, ())), "")

    def has(self, *kinds: Kind) -> bool:
        """Whether the timeline has an entry of one of these kinds."""
        return not self._by_kind.keys().isdisjoint(kinds)

    def of(self, *kinds: Kind) -> list[Entry]:
        """The entries of some kinds, in the order of what happened."""
        found = [entry for kind in kinds for entry in self._by_kind.get(kind, ())]
        return sorted(found, key=lambda entry: entry.order)

    @cached_property
    def _by_kind(self) -> Mapping[Kind, Sequence[Entry]]:
        """All entries by their kind: a timeline may be long, and each rule reads a few kinds."""
        found: dict[Kind, list[Entry]] = {}
        for entry in self.incident.entries:
            found.setdefault(entry.kind, []).append(entry)
        return found

    @property
    def severity(self) -> str:
        """The severity of the incident."""
        return self.incident.severity

    @property
    def began(self) -> datetime:
        """When people began to respond; now, where nothing tells."""
        return self.incident.time("declared_at") or self.incident.began or self.now

    @property
    def is_burning(self) -> bool:
        """Whether people are responding, and nothing has reduced the impact yet."""
        return self.incident.is_open and not self.incident.time("mitigated_at")

    @cached_property
    def entries(self) -> Sequence[Entry]:
        """The timeline in the order of what happened."""
        return sorted(self.incident.entries, key=lambda entry: entry.order)

    def answered_by(self, since: datetime) -> datetime | None:
        """When somebody has to have answered, at this severity; None for no such time."""
        stated = self.policy.value("severity", self.severity, "respond_within")
        return self.policy.deadline(since, stated) if stated else None

    def clock(self, moment: datetime) -> str:
        """A moment as people say it: `15:00 UTC`, with its date on another day than today."""
        zone = self.policy.zone
        told = local(moment.replace(second=0), zone)
        is_today = told[:10] == local(self.now, zone)[:10]
        return told[11:] if is_today else told


Rule = Callable[[Case], Iterator[Nudge]]


def lasting(text: str) -> str:
    """A length of the policy as people say it: `5 min`, `1 business day`."""
    length = None if " " in text or text == NONE else span(text)
    return words(length) if length else text
