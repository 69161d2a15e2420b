"""Who held each role, from when until when."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from inc.domain.identifiers import is_among, same_person
from inc.domain.incident import Incident
from inc.domain.timeline import of_kinds, read_role, value_and_reason
from inc.domain.vocabulary import Kind, Role
from inc.errors import UsageError


class Tenure(NamedTuple):
    """A person in a role; `since` is None where only the front matter says so."""

    person: str
    since: datetime | None
    until: datetime | None = None


class _Held:
    """One role: all who had it in their order, and the places of those who have it."""

    def __init__(self) -> None:
        self.all: list[Tenure] = []
        self._now: list[int] = []

    def give(self, person: str, at: datetime, *, alone: bool) -> None:
        """Somebody has it from now on, and nobody else if there can be but one."""
        if any(same_person(self.all[place].person, person) for place in self._now):
            return
        if alone:
            self.take("", at)
        self._now.append(len(self.all))
        self.all.append(Tenure(person, at))

    def take(self, person: str, at: datetime) -> None:
        """Somebody has it no longer; nobody has, where no person is named."""
        for place in self._now:
            if not person or same_person(self.all[place].person, person):
                self.all[place] = self.all[place]._replace(until=at)
        self._now = [place for place in self._now if not self.all[place].until]


def tenures(incident: Incident) -> dict[str, list[Tenure]]:
    """The people of each role that somebody held, in the order in which they got it."""
    held = {role: _Held() for role in Role}
    for entry in of_kinds(incident.entries, (Kind.ROLE,)):
        try:
            role, is_added, person = read_role(value_and_reason(entry.text)[0])
        except UsageError:
            continue
        if is_added:
            held[role].give(person, entry.at, alone=not role.holds_many)
        else:
            held[role].take(person, entry.at)
    found = {role.value: one.all for role, one in held.items()}
    for name, people in incident.roles.items():
        known = [one.person for one in found.get(name, ())]
        stated = [Tenure(one, None) for one in people if not is_among(one, known)]
        found[name] = [*found.get(name, ()), *stated]
    return {role: people for role, people in found.items() if people}
