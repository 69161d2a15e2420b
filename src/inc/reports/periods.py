"""Weeks, months and quarters on the calendar of a zone, as people name them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final, NamedTuple

from inc.domain.metrics import groups
from inc.domain.times import FIRST_YEAR, LAST_YEAR
from inc.errors import UsageError

WEEKLY: Final = "weekly"
MONTHLY: Final = "monthly"
QUARTERLY: Final = "quarterly"

_CURRENT: Final = "current"
_LAST: Final = "last"


class Period(NamedTuple):
    """A week, a month or a quarter: from its first day until the day after its last."""

    kind: str
    first: date
    after: date
    zone: tzinfo

    @property
    def name(self) -> str:
        """What names it: `2026-W10`, `2026-03`, `2026-Q1`."""
        return groups.PERIODS[self.word](self.first)

    @property
    def word(self) -> str:
        """What it is: `week`, `month` or `quarter`."""
        return _WORDS[self.kind]

    @property
    def last(self) -> date:
        """Its last day."""
        return self.after - timedelta(days=1)

    @property
    def start(self) -> int:
        """Its first second, in seconds since 1970."""
        return _midnight(self.first, self.zone)

    @property
    def stop(self) -> int:
        """The first second after it, in seconds since 1970."""
        return _midnight(self.after, self.zone)

    def before(self) -> Period:
        """The one before it."""
        return around(self.kind, self.first - timedelta(days=1), self.zone)

    def series(self, count: int) -> list[Period]:
        """So many that end with this one, the oldest first."""
        found = [self]
        while len(found) < count and found[-1].first.year > FIRST_YEAR:
            found.append(found[-1].before())
        return found[::-1]

    def months(self) -> list[Period]:
        """The months that begin in it."""
        found, month = [], around(MONTHLY, self.first, self.zone)
        while month.first < self.after:
            found.append(month)
            month = around(MONTHLY, month.after, self.zone)
        return found

    def has(self, second: int | None) -> bool:
        """Whether an instant, in seconds since 1970, lies in it."""
        return second is not None and self.start <= second < self.stop


def around(kind: str, day: date, zone: tzinfo) -> Period:
    """The week, month or quarter that a day is in."""
    if kind == WEEKLY:
        first = day - timedelta(days=day.weekday())
        return Period(kind, first, first + timedelta(days=7), zone)
    length = 1 if kind == MONTHLY else 3
    first = day.replace(month=day.month - (day.month - 1) % length, day=1)
    years, month = divmod(first.month - 1 + length, 12)
    return Period(kind, first, date(first.year + years, month + 1, 1), zone)


def named(kind: str, typed: str | None, *, now: datetime, zone: tzinfo) -> Period:
    """The period that `2026-W10`, `2026-03`, `2026-Q1`, `current` or `last` names.

    None is the last one that is over. UsageError for what cannot be read or has not begun.
    """
    running = around(kind, now.astimezone(zone).date(), zone)
    word = (typed if typed is not None else _LAST).strip()
    if word.casefold() in (_CURRENT, _LAST):
        return running if word.casefold() == _CURRENT else running.before()
    match = re.fullmatch(_FORMS[kind], word)
    day = _first_day(kind, *map(int, match.groups())) if match else None
    if day is None:
        raise _unreadable(kind, word, running)
    period = around(kind, day, zone)
    if period.first > running.first:
        raise UsageError(
            f"{period.name} has not begun", hint=f"The one that runs is {running.name}."
        )
    return period


def _first_day(kind: str, year: int, number: int) -> date | None:
    if not FIRST_YEAR < year <= LAST_YEAR:
        return None
    try:
        if kind == WEEKLY:
            return date.fromisocalendar(year, number, 1)
        return date(year, number if kind == MONTHLY else 3 * number - 2, 1)
    except ValueError:
        return None


def _unreadable(kind: str, word: str, running: Period) -> UsageError:
    other = next((one for one in _FORMS if one != kind and re.fullmatch(_FORMS[one], word)), None)
    what = f"'{word[:60]}' names no {_WORDS[kind]}"
    hint = f"Write it as {running.before().name}, or as current or last."
    if other:
        hint += f" For a {_WORDS[other]}: inc report {other} --of {word}"
    return UsageError(what, hint=hint)


def _midnight(day: date, zone: tzinfo) -> int:
    # Where clocks skip midnight, fold 0 is the instant they skip it: the day begins there.
    return int(datetime.combine(day, time(), zone).astimezone(UTC).timestamp())


_FORMS: Final[Mapping[str, str]] = {
    WEEKLY: r"(?ai)(\d{4})-?W(\d{1,2})",
    MONTHLY: r"(?a)(\d{4})-(\d{1,2})",
    QUARTERLY: r"(?ai)(\d{4})-?Q([1-4])",
}
_WORDS: Final[Mapping[str, str]] = {WEEKLY: "week", MONTHLY: "month", QUARTERLY: "quarter"}
