"""Incidents divided by when they began, or by what their documents say of them.

Each group has a name. In time an incident is in one group; by a label that has several values
(`services`) it is in the group of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from inc.domain.metrics import MISSING, Columns
from inc.domain.metrics.local_days import DAY, EPOCH, LocalDays

NONE: Final = "(none)"
"""The group of those without a value."""

Groups = dict[str, Columns]
_Places = dict[str, list[int]]
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MOST_EMPTY: Final = 600  # fifty years by month: a date of long ago is a slip of the finger


def _month(day: date) -> str:
    return day.isoformat()[:7]


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def _quarter(day: date) -> str:
    return f"{day.year:04}-Q{(day.month + 2) // 3}"


def _year(day: date) -> str:
    return f"{day.year:04}"


PERIODS: Final[Mapping[str, Callable[[date], str]]] = {
    "day": date.isoformat,
    "week": _week,
    "month": _month,
    "quarter": _quarter,
    "year": _year,
}
"""Spans of the calendar, and what each is called: `2026-W10` is a week by ISO 8601."""

_STEPS: Final = {"day": 1, "week": 7, "month": 28, "quarter": 85, "year": 364}
IN_TIME: Final = (*PERIODS, "weekday", "hour")
"""What incidents are divided by that needs no more than when they began."""


class _Names(dict[int, str]):
    """What the period of a day is called, by its number since 1970."""

    def __init__(self, period: str) -> None:
        super().__init__()
        self._called = PERIODS[period]

    def __missing__(self, day: int) -> str:
        self[day] = name = self._called(date.fromordinal(EPOCH + day))
        return name


def periods(instants: Iterable[int], period: str, days: LocalDays) -> list[str]:
    """What the period of each instant is called."""
    names = _Names(period)
    return [names[at // DAY] for at in days.locals(instants)]


def between(first: int, last: int, period: str, days: LocalDays) -> list[str]:
    """What each period from one instant to another is called, one without incidents too."""
    called = PERIODS[period]
    day, end = (date.fromordinal(EPOCH + days.day(at)) for at in (first, last))
    found = [called(day)]
    while found[-1] != called(end) and len(found) <= _MOST_EMPTY:
        day += timedelta(days=_STEPS[period])
        while called(day) == found[-1]:
            day += timedelta(days=1)
        found.append(called(day))
    return found


def in_time(rows: Columns, by: str, days: LocalDays) -> Groups:
    """The incidents of each period, hour (`00` … `23`) or day of the week, in order.

    Periods between the first and the last one that have no incident are there too.
    """
    began = rows.times("began")
    known = [place for place, at in enumerate(began) if at != MISSING]
    instants = [began[place] for place in known]
    local = days.locals(instants)
    found: _Places
    if by == "hour":
        found, names = _empty(map(_hour, range(24))), [_hour(at // 3_600 % 24) for at in local]
    elif by == "weekday":
        found, names = _empty(WEEKDAYS), [WEEKDAYS[(at // DAY + 3) % 7] for at in local]
    else:
        names = periods(instants, by, days)
        every = between(min(instants), max(instants), by, days) if instants else []
        found = _empty(every if len(every) <= _MOST_EMPTY else sorted(set(names)))
    for place, name in zip(known, names, strict=True):
        found[name].append(place)
    return _divided(rows, found, rows.lacking("began"))


def _hour(hour: int) -> str:
    return f"{hour:02}"


def _empty(names: Iterable[str]) -> _Places:
    return {name: [] for name in names}


def by_severity(rows: Columns) -> Groups:
    """The incidents of each severity, the worst first."""
    found: _Places = {}
    for place, severity in enumerate(rows.severity):
        found.setdefault(severity or NONE, []).append(place)
    order = sorted(found, key=lambda name: (name == NONE, name))
    return {name: rows.at(found[name]) for name in order}


def by_values(
    rows: Columns,
    values: Iterable[tuple[int, str]],
    fold: Callable[[str], str] = str.casefold,
) -> Groups:
    """The incidents of each value, by pairs of their `key` and a value, the largest group first.

    Values that `fold` makes equal are one, spelled as it came first; what it makes empty is none.
    """
    known = {key: place for place, key in enumerate(rows.key)}
    folds = lru_cache(fold)  # the same few values, again and again
    spelled: dict[str, str] = {}
    having: dict[str, dict[int, None]] = {}
    seen = set()
    for key, value in values:
        place = known.get(key)
        folded = folds(value).strip()
        if place is None or not folded:
            continue
        seen.add(place)
        spelled.setdefault(folded, value)
        having.setdefault(folded, {})[place] = None
    order = sorted(having, key=lambda folded: (-len(having[folded]), folded))
    found = {spelled[folded]: [*having[folded]] for folded in order}
    return _divided(rows, found, [place for place in range(len(rows)) if place not in seen])


def of_teams(
    teams: Mapping[str, Sequence[str]],
    stated: Iterable[tuple[int, str]],
    services: Iterable[tuple[int, str]],
) -> list[tuple[int, str]]:
    """The team of each incident: as `stated`, else the teams that its services belong to.

    `teams` has the services of each team; letter case does not count.
    """
    told = list(stated)
    with_team = {key for key, _ in told}
    owners: dict[str, list[str]] = {}
    for team, owned in teams.items():
        for service in owned:
            owners.setdefault(service.casefold(), []).append(team)
    inferred = [
        (key, team)
        for key, service in services
        if key not in with_team
        for team in owners.get(service.casefold(), ())
    ]
    return [*told, *inferred]


def _divided(rows: Columns, found: _Places, others: Sequence[int]) -> Groups:
    """The groups, and the one of those without a value, if there are such, at the end."""
    if others:
        found = {**found, NONE: [*found.get(NONE, ()), *others]}
    return {name: rows.at(places) for name, places in found.items()}


def is_partition(groups: Groups, rows: Columns) -> bool:
    """Whether each incident is in one group only, so that the groups sum to the whole."""
    return sum(map(len, groups.values())) == len(rows)
