"""The policy of a team: what the readings of the process disagree about, as data.

A policy is three layers of tables in the form of `inc.toml`: the team's own words, the preset they
chose, and the default. The first layer that speaks of a value gives it; lists are taken whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from inc.domain import presets
from inc.domain.times import words, zone_of
from inc.domain.vocabulary import Audience, Role, Severity, Strategy

if TYPE_CHECKING:  # a note needs none of them, and each takes 0.3 ms to define
    from inc.domain.provisions import Calendar, Checklist, Definition, Duties

NONE: Final = "none"
"""How a policy says that there is no such limit or duty."""

_UNITS: Final = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


def span(text: str) -> timedelta | None:
    """Read `15m`, `2h`, `3d` or `none`; ValueError for anything else."""
    if text == NONE:
        return None
    if text[-1:] not in _UNITS or not text[:-1].isdecimal():
        raise ValueError(text)
    return timedelta(seconds=int(text[:-1]) * _UNITS[text[-1]])


def lasting(text: str) -> str:
    """A length of the policy as people say it: `5 min`, `1 business day`."""
    length = None if " " in text else span(text)
    return words(length) if length else text


class Policy:
    """What a team agreed on; a value that nobody set is that of the preset or of the default."""

    def __init__(self, own: Mapping[str, Any] | None = None) -> None:
        self.own: Mapping[str, Any] = own or {}

    @classmethod
    def packaged(cls, name: str) -> Policy:
        """What a preset says by itself, without the default below it."""
        policy = cls()
        policy.layers = ((name, presets.table(name)),)
        return policy

    @property
    def preset(self) -> str:
        """The name of the preset that the team's own words stand on."""
        return str(self.own.get("preset", presets.DEFAULT))

    @property
    def timezone(self) -> str:
        """The name of the zone of times that are typed or shown without one."""
        return str(self.own.get("timezone", "UTC"))

    @property
    def zone(self) -> tzinfo:
        """The zone of times that are typed or shown without one."""
        return zone_of(self.timezone)

    @cached_property
    def layers(self) -> tuple[tuple[str, Mapping[str, Any]], ...]:
        """The tables with the names of their origins, the strongest first."""
        chosen = [] if self.preset == presets.DEFAULT else [self.preset]
        packaged = [(name, presets.table(name)) for name in (*chosen, presets.DEFAULT)]
        return (("inc.toml", self.own), *packaged)

    def value(self, *path: str) -> Any:
        """The value at a path, from the first layer that has one; None where none has."""
        return next((value for _, value in self._stated(path)), None)

    def origin(self, *path: str) -> str:
        """Which layer gives the value at a path: `inc.toml`, or the name of a preset."""
        return next((name for name, _ in self._stated(path)), "")

    def keys(self, *path: str) -> list[str]:
        """The keys of the table at a path, in all layers; those of the default first."""
        tables = [table for _, table in self._stated(path) if isinstance(table, Mapping)]
        return list(dict.fromkeys(key for table in reversed(tables) for key in table))

    def table(self, *path: str) -> Mapping[str, Any]:
        """The table at a path, key by key from all layers; a key that says `none` is not in it."""
        values = {key: self.value(*path, key) for key in self.keys(*path)}
        return {key: value for key, value in values.items() if value != NONE}

    def leaves(self, *path: str) -> Iterator[tuple[tuple[str, ...], Any]]:
        """Every value at or below a path, each with its own path."""
        value = self.value(*path)
        if isinstance(value, Mapping):
            for key in self.keys(*path):
                yield from self.leaves(*path, key)
        elif value is not None:
            yield path, value

    def _stated(self, path: Sequence[str]) -> Iterator[tuple[str, Any]]:
        for name, table in self.layers:
            found: Any = table
            for key in path:
                found = found.get(key) if isinstance(found, Mapping) else None
            if found is not None:
                yield name, found

    # ------------------------------------------------------------------ severity

    def definition(self, severity: str) -> Definition:
        """What a severity means."""
        from inc.domain.provisions import Definition

        told = (self.value("severity", severity, name) for name in Definition._fields[1:])
        return Definition(Severity(severity), *told)

    def judged(self, impact: str, scope: str) -> Severity:
        """The severity that the matrix gives for a user impact and a scope."""
        return Severity(self.value("matrix", scope, impact))

    # ------------------------------------------------------------------ time

    def cadence(self, severity: str, audience: Audience | str) -> timedelta | None:
        """How often an audience is told where things stand; None where it is not."""
        return self._span("cadence", severity, audience)

    def limit(self, name: str, severity: str = "") -> timedelta | None:
        """A limit of the process, such as `hypothesis` or `no_progress`; None for no limit."""
        by_severity = isinstance(self.value("limits", name), Mapping)
        return self._span("limits", name, *([severity] if by_severity else []))

    def _span(self, *path: str) -> timedelta | None:
        stated = self.value(*path)
        return span(stated) if isinstance(stated, str) else None

    def deadline(self, after: datetime, text: str) -> datetime | None:
        """The instant that is `48h` or `5 business days` after another; None for `none`."""
        count, _, unit = text.partition(" ")
        if not unit:
            length = span(text)
            return after + length if length is not None else None
        there = after.astimezone(self.zone)
        left, calendar = int(count), self.calendar
        while left:
            there += timedelta(days=1)  # wall time: the same clock on the day it is due
            left -= calendar.works_on(there.date())
        return there.astimezone(after.tzinfo)

    @property
    def calendar(self) -> Calendar:
        """When the team works."""
        from inc.domain.provisions import Calendar

        holidays = [str(day) for day in self.value("hours", "holidays")]  # TOML has days of its own
        opens, closes = (str(self.value("hours", end)) for end in ("opens", "closes"))
        return Calendar(self.value("hours", "workdays"), holidays, opens, closes)

    # ------------------------------------------------------------------ people

    def duties(self, role: Role) -> Duties:
        """What somebody in a role does."""
        from inc.domain.provisions import Duties

        return Duties(role, *(self.value("roles", role, name) for name in Duties._fields[1:]))

    def required_roles(self, severity: str) -> list[Role]:
        """The roles that somebody has to hold at a severity."""
        return [role for role in Role if severity in self.value("roles", role, "required")]

    def apart(self, severity: str) -> list[tuple[Role, Role]]:
        """The pairs of roles that one person may not hold at a severity."""
        pairs = self.value("apart", severity) or []
        return [(Role(one), Role(other)) for one, other in pairs]

    # ------------------------------------------------------------------ checklists

    def checklists(self, severity: str, type_: str = "") -> list[Checklist]:
        """The checklists for an incident of that severity and type, without items for others."""
        suiting = (
            one._replace(items=[item for item in one.items if item.suits(severity)])
            for one in self.all_checklists()
            if one.suits(type_)
        )
        return [checklist for checklist in suiting if checklist.items]

    def all_checklists(self) -> Sequence[Checklist]:
        """All checklists with all their items."""
        return self._all_checklists

    @cached_property
    def _all_checklists(self) -> tuple[Checklist, ...]:
        return tuple(self._checklist(name) for name in self.keys("checklists"))

    def _checklist(self, name: str) -> Checklist:
        from inc.domain.provisions import Checklist, Item

        stated = self.value("checklists", name, "items") or []
        return Checklist(
            name,
            self.value("checklists", name, "title") or name.capitalize(),
            self.value("checklists", name, "begins") or "declare",
            [Item(one) if isinstance(one, str) else Item(**one) for one in stated],
            self.value("checklists", name, "types") or (),
        )

    def gate(self, step: str, severity: str) -> str:
        """How much of its checklist a step waits for: `all`, `computed` or `none`."""
        return str(self.value("gates", step, severity) or NONE)

    # ------------------------------------------------------------------ the rest

    def wants_postmortem(self, severity: str) -> bool:
        """Whether an incident of that severity gets a postmortem."""
        return severity in self.value("postmortem", "required")

    def channel_name(self, incident_id: str) -> str:
        """What the channel of an incident is called by the team's convention."""
        form = str(self.value("channel", "name"))
        day, slug = incident_id[:10], incident_id[11:]
        known = {"id": incident_id, "date": day, "year": day[:4], "slug": slug}
        for word, value in known.items():
            form = form.replace(f"{{{word}}}", value)
        return f"#{form.removeprefix('#')}"

    def risk(self, strategy: Strategy) -> str:
        """What may go wrong with a mitigation of that kind."""
        return str(self.value("strategies", strategy))

    def escalation_reasons(self) -> Mapping[str, str]:
        """Why people escalate: a word each, and the sentence that it stands for."""
        names = self.keys("escalation", "reasons")
        return {name: self.value("escalation", "reasons", name) for name in names}

    def zone_for(self, audience: Audience | str) -> tzinfo:
        """The zone in which an audience is told times."""
        return zone_of(self.value("audiences", audience, "timezone") or self.timezone)
