"""A nudge: a fact that somebody should know now, and the command that answers it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from inc.domain.entry import in_order, places_by_kind, times_of
from inc.domain.incident import Incident
from inc.domain.policy import Policy
from inc.domain.timeline import Entry
from inc.domain.times import clock, read_iso
from inc.domain.vocabulary import Kind, Role

if TYPE_CHECKING:
    from inc.domain.postmortem import Postmortem
    from inc.domain.tasks import ActionItem


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
        postmortem: Callable[[], Postmortem | None] = lambda: None,
        runbooks: Callable[[], Sequence[str]] = tuple,
        learnt: Callable[[], Sequence[ActionItem]] = tuple,
    ) -> None:
        self.incident = incident
        self.policy = policy
        self.now = now
        self._read_postmortem = postmortem
        self._read_runbooks = runbooks
        self._read_learnt = learnt

    @cached_property
    def postmortem(self) -> Postmortem | None:
        """What is known of its postmortem, read for the rules that ask; None before it began."""
        return self._read_postmortem()

    @cached_property
    def actions(self) -> Sequence[ActionItem]:
        """The action items of its own and of its postmortem, each once, read where a rule asks."""
        every = (*self.incident.actions, *self._read_learnt())
        return list({item.id or item: item for item in every}.values())

    @cached_property
    def unreviewed(self) -> Sequence[str]:
        """The runbooks that it used and nobody changed since, read for the rule that asks."""
        return self._read_runbooks()

    @cached_property
    def roles(self) -> Mapping[str, Sequence[str]]:
        """Who holds which role."""
        return self.incident.roles

    def quoted(self, text: str) -> str:
        """Words of the record, where they may stand in what a cron job mails."""
        return "" if self.incident.is_restricted else text

    def holder(self, role: Role) -> str:
        """The first who holds a role, or nobody as an empty name."""
        return next(iter(self.roles.get(role, ())), "")

    def has(self, *kinds: Kind) -> bool:
        """Whether the timeline has an entry of one of these kinds."""
        return not self._by_kind.keys().isdisjoint(kinds)

    def of(self, *kinds: Kind) -> list[Entry]:
        """The entries of some kinds, in the order of what happened."""
        entries, places = self.incident.entries, self._places(kinds)
        return sorted([entries[place] for place in places], key=in_order)

    def since(self, moment: datetime, *kinds: Kind) -> list[Entry]:
        """The same of what happened then or later."""
        entries, times = self.incident.entries, self._times
        recent = [entries[place] for place in self._places(kinds) if times[place] >= moment]
        return sorted(recent, key=in_order)

    def latest(self, *kinds: Kind) -> datetime | None:
        """When the last entry of some kinds happened, if there is one."""
        return max([self._times[place] for place in self._places(kinds)], default=None)

    def _places(self, kinds: Sequence[Kind]) -> list[int]:
        return [place for kind in kinds for place in self._by_kind.get(kind, ())]

    @cached_property
    def _by_kind(self) -> Mapping[Kind, Sequence[int]]:
        """The places of all entries by their kind: each rule reads a few kinds of many entries."""
        return places_by_kind(self.incident.entries)

    @cached_property
    def _times(self) -> Sequence[datetime]:
        return times_of(self.incident.entries)

    @property
    def severity(self) -> str:
        """The severity of the incident."""
        return self.incident.severity

    @property
    def began(self) -> datetime:
        """When people began to respond; where nothing else tells, the day that names it."""
        told = self.incident.time("declared_at") or self.incident.began
        return told or read_iso(f"{self.incident.id[:10]}T00:00:00Z") or self.now

    @property
    def is_burning(self) -> bool:
        """Whether people are responding, and nothing has reduced the impact yet."""
        return self.incident.is_open and not self.incident.time("mitigated_at")

    @cached_property
    def entries(self) -> Sequence[Entry]:
        """The timeline in the order of what happened."""
        return sorted(self.incident.entries, key=in_order)

    def answered_by(self, since: datetime) -> datetime | None:
        """When somebody has to have answered, at this severity; None for no such time."""
        stated = self.policy.value("severity", self.severity, "respond_within")
        return self.policy.deadline(since, stated) if stated else None

    def clock(self, moment: datetime) -> str:
        """A moment as people say it: `15:00 UTC`, with its date on another day than today."""
        return clock(moment, self.now, self.policy.zone)


Rule = Callable[[Case], Iterator[Nudge]]
