"""Instants on the clock of a zone, as whole numbers: a `datetime` for each would take too long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from typing import Final

EPOCH: Final = 719_163
"""The ordinal of 1970-01-01, as `date.fromordinal` takes it."""
DAY: Final = 86_400


class LocalDays:
    """The clock of a zone: what it shows at an instant, with its changes of each year.

    What it shows is a number as well: the seconds since 1970 that UTC would show so.
    """

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone
        self._is_utc = zone is UTC
        self._offsets: dict[int, tuple[int, int, int]] = {}

    def local(self, at: int) -> int:
        """What the clock shows at an instant."""
        if self._is_utc:
            return at
        day = at // DAY
        change, before, after = self._offsets.get(day) or self._learn(day)
        return at + (before if at < change else after)

    def locals(self, instants: Iterable[int]) -> list[int]:
        """What the clock shows at each of many instants."""
        return [*instants] if self._is_utc else [self.local(at) for at in instants]

    def day(self, at: int) -> int:
        """The day on the calendar at an instant, counted from 1970-01-01."""
        return self.local(at) // DAY

    def steady(self, day: int) -> int | None:
        """The offset from UTC in a day of UTC and those beside it; None where the clock changes."""
        if self._is_utc:
            return 0
        around = (self._offsets.get(one) or self._learn(one) for one in (day - 1, day, day + 1))
        found = {offset for _, *offsets in around for offset in offsets}
        return found.pop() if len(found) == 1 else None

    def _learn(self, day: int) -> tuple[int, int, int]:
        """The offsets from UTC before and after the change of the clock in a day of UTC."""
        low, high = day * DAY, day * DAY + DAY - 1
        before, after = self._offset(low), self._offset(high)
        while before != after and high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._offset(middle) == before else (low, middle)
        self._offsets[day] = found = (high, before, after)
        return found

    def _offset(self, at: int) -> int:
        offset = datetime.fromtimestamp(at, self.zone).utcoffset()
        return 0 if offset is None else offset.days * DAY + offset.seconds
