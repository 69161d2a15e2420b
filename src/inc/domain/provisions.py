"""What a policy provides: severities and what they mean, duties, checklists, days of work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from inc.domain.vocabulary import Role, Severity

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Item(NamedTuple):
    """One line of a checklist; a `computed` one is answered by the record, not by a person."""

    text: str
    computed: str = ""
    severities: Sequence[str] = ()

    def suits(self, severity: str) -> bool:
        """Whether it is for incidents of a severity."""
        return not self.severities or severity in self.severities


class Checklist(NamedTuple):
    """A list of things to do at one step; it stands in the document from when it `begins`."""

    name: str
    title: str
    begins: str
    items: Sequence[Item]
    types: Sequence[str] = ()

    def suits(self, type_: str) -> bool:
        """Whether it is for incidents of a type."""
        return not self.types or type_ in self.types


class Definition(NamedTuple):
    """What a severity means."""

    severity: Severity
    name: str
    criteria: Sequence[str]
    examples: Sequence[str]
    response: str
    respond_within: str


class Duties(NamedTuple):
    """What somebody in a role does, what they leave to others, and where the role is required."""

    role: Role
    duties: Sequence[str]
    leaves_to_others: Sequence[str]
    required: Sequence[str]


class Calendar(NamedTuple):
    """When a team works: on which days, and from when to when on the clock of its zone."""

    workdays: Sequence[str]
    holidays: Sequence[str]
    opens: str = "09:00"
    closes: str = "17:00"
    """`24:00` is the end of the day."""

    def works_on(self, day: date) -> bool:
        """Whether a day is one of work."""
        return _DAYS[day.weekday()] in self.workdays and day.isoformat() not in self.holidays
