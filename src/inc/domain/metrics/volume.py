"""How many incidents there are: in a week, in the last weeks and months; more, or fewer."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from datetime import date, timedelta
from typing import Final, NamedTuple

from inc.domain.metrics import Columns, groups
from inc.domain.metrics.local_days import DAY, EPOCH, LocalDays

WEEK: Final = 7 * DAY
LAST: Final = 12
"""How many weeks or months a course shows."""
LONG_ENOUGH: Final = 400 * DAY
"""Twelve months and a part of one are in it."""
RECENT: Final = 30 * DAY
"""What is compared with as long a time before it, where nobody named a period."""


class Period(NamedTuple):
    """From an instant up to, and without, another one; None for no such bound."""

    since: int | None = None
    until: int | None = None

    def recent(self, now: int) -> tuple[int, int]:
        """What a trend is about: this period up to now; without a beginning, its last 30 days."""
        until = now if self.until is None else min(self.until, now)
        return (until - RECENT if self.since is None else min(self.since, until)), until

    def before(self, now: int) -> tuple[int, int]:
        """The period as long as the recent one, and right before it."""
        since, until = self.recent(now)
        return since - (until - since), since


class Volume(NamedTuple):
    """How many began in the recent part of the period, how many in as long a time before it.

    `seconds` is how long each of the two is.
    """

    recent: int
    before: int
    seconds: int

    @property
    def trend(self) -> str:
        """Where it goes: `up`, `down` or `level`."""
        if self.recent == self.before:
            return "level"
        return "up" if self.recent > self.before else "down"


def began_in(rows: Columns, since: int, until: int) -> int:
    """How many began from an instant up to, and without, another one."""
    first, last = (bisect_left(rows.instants, at) for at in (since, until))
    return max(last - first, 0)


def per_week(rows: Columns, period: Period, now: int) -> float | None:
    """Incidents a week in a period; without bounds from the first one until now.

    None for less than a week: one incident of a day would be seven.
    """
    instants = rows.instants
    since = period.since if period.since is not None else min(instants[:1], default=now)
    until = now if period.until is None else min(period.until, now)
    return len(instants) * WEEK / (until - since) if until - since >= WEEK else None


def last_periods(until: int, period: str, days: LocalDays, since: int | None = None) -> list[str]:
    """What the last twelve weeks or months up to an instant are called, the oldest first.

    There are fewer where `since` lies in one of them: the ones before that are left out.
    """
    day = date.fromordinal(EPOCH + days.day(until))
    called, found = groups.PERIODS[period], [""]
    first = None if since is None else called(date.fromordinal(EPOCH + days.day(min(since, until))))
    while len(found) <= LAST and found[-1] != first:
        if called(day) != found[-1]:
            found.append(called(day))
        day -= timedelta(days=7 if period == "week" else 15)
    return found[:0:-1]


def course(
    rows: Columns, until: int, period: str, days: LocalDays, since: int | None = None
) -> dict[str, int]:
    """How many began in each of the last twelve weeks or months up to an instant.

    Those that were over before `since` are left out: nobody asked what was in them.
    """
    first = bisect_left(rows.instants, until - LONG_ENOUGH)
    counted = Counter(groups.periods(rows.instants[first:], period, days))
    return {name: counted[name] for name in last_periods(until, period, days, since)}
