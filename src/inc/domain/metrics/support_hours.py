"""Seconds in which a team works: its days and hours, on the clock of its zone.

Each working day is two instants, so a change of the clock counts only where it falls between them.
A time that the clock goes over is when it goes on, so a day that is not there has no hours. What it
shows twice opens the first time, and closes the last time.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from inc.domain.metrics.local_days import DAY, EPOCH, LocalDays
from inc.domain.provisions import Calendar

_NEVER: Final = (0, 0)


class SupportHours:
    """When a team works, by its calendar and on the clock of its zone."""

    def __init__(self, calendar: Calendar, zone: tzinfo) -> None:
        self.days = LocalDays(zone)
        self.clock = (_seconds(calendar.opens), _seconds(calendar.closes))
        """From when to when, in seconds of the day."""
        self._calendar = calendar
        self._known: dict[int, tuple[int, int]] = {}

    def between(self, first: int, last: int) -> int:
        """The seconds between two instants in which the team works; none where `last` is before."""
        total, counted = 0, first
        # A clock that goes back over midnight shows the day before again: so one day more.
        for day in range(self.days.day(first) - 1, self.days.day(last) + 2):
            opens, closes = self._known.get(day) or self._learn(day)
            begins, ends = max(counted, opens), min(last, closes)
            if ends > begins:
                total += ends - begins
                counted = ends
        return total

    def works_on(self, day: int) -> bool:
        """Whether the team works on a day, counted from 1970-01-01."""
        opens, closes = self._known.get(day) or self._learn(day)
        return opens < closes

    def _learn(self, day: int) -> tuple[int, int]:
        """The instants at which the team begins and ends to work on a day."""
        found = _NEVER
        if self._calendar.works_on(date.fromordinal(EPOCH + day)):
            offset = self.days.steady(day)
            found = self._changing(day) if offset is None else self._hours(day, offset)
        self._known[day] = found
        return found

    def _hours(self, day: int, offset: int) -> tuple[int, int]:
        opens, closes = self.clock
        return day * DAY + opens - offset, day * DAY + closes - offset

    def _changing(self, day: int) -> tuple[int, int]:
        """The same of a day around which the clock changes."""
        opens, closes = (self._instant(day, clock, end) for end, clock in enumerate(self.clock))
        return opens, closes

    def _instant(self, day: int, clock: int, end: int) -> int:
        """When the clock shows a time of a day, the last time if it is the `end` of the work.

        24:00 is the first instant of the next day. A time that is not shown is when the clock goes
        on over it.
        """
        there = date.fromordinal(EPOCH + day + clock // DAY)
        wall = datetime.combine(there, time(), self.days.zone) + timedelta(seconds=clock % DAY)
        early, late = (int(wall.replace(fold=fold).timestamp()) for fold in (0, 1))
        if late < early:
            shown = day * DAY + clock
            return late + bisect_left(range(late, early), shown, key=self.days.local)
        return late if end and clock < DAY else early


def _seconds(clock: str) -> int:
    """The seconds of a day until its clock shows a time such as `09:00`."""
    return int(clock[:2]) * 3_600 + int(clock[3:]) * 60
