"""Who carries the incidents, and when they come: nights, days off, and outside support hours."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from inc.domain.metrics import LONGEST, Columns, Row
from inc.domain.metrics.local_days import DAY
from inc.domain.metrics.support_hours import SupportHours

NIGHT: Final = (22, 6)
"""From ten in the evening to six in the morning, on the clock of the policy's zone."""
_HOUR: Final = 3_600


class Began(NamedTuple):
    """When incidents began: how many in each hour of the day (24 numbers), and out of hours.

    `off` counts days that are no workdays of the team, `outside` all that is not support hours.
    """

    hours: Sequence[int]
    night: int = 0
    off: int = 0
    outside: int = 0


class Load(NamedTuple):
    """What somebody took part in: incidents, how many as commander, and the seconds they lasted.

    The rest counts those that began out of hours, as `Began` does.
    """

    incidents: int = 0
    commanded: int = 0
    seconds: int = 0
    night: int = 0
    off: int = 0
    outside: int = 0


def began(rows: Columns, support: SupportHours) -> Began:
    """When some incidents began, on the clock of the team."""
    return _began(rows.instants, support)


def _began(instants: Sequence[int], support: SupportHours) -> Began:
    local = support.days.locals(instants)
    local.sort()  # as they are, but for a clock that goes back
    counted = Counter([at // _HOUR % 24 for at in local])
    hours = [counted[hour] for hour in range(24)]
    first = off = inside = 0
    while first < len(local):  # a day at a time: there may be many in one
        day = local[first] // DAY
        last = bisect_left(local, (day + 1) * DAY, first)
        if support.works_on(day):
            start, end = (bisect_left(local, day * DAY + at, first, last) for at in support.clock)
            inside += end - start
        else:
            off += last - first
        first = last
    night = sum(hours[NIGHT[0] :]) + sum(hours[: NIGHT[1]])
    return Began(hours, night, off, len(local) - inside)


def carried(
    rows: Columns,
    people: Iterable[tuple[int, str]],
    commanders: Iterable[tuple[int, str]],
    support: SupportHours,
    now: int,
) -> dict[str, Load]:
    """What each person carried, the longest first; people by pairs of a row's key and a name."""
    each = {row.key: _of_one(row, support, now) for row in rows}
    commanded = {(key, person.casefold()) for key, person in commanders}
    spelled: dict[str, str] = {}
    found: dict[str, list[Load]] = {}
    for key, person in dict.fromkeys(people):
        if one := each.get(key):
            folded = person.casefold()
            spelled.setdefault(folded, person)
            one = one._replace(commanded=int((key, folded) in commanded))
            found.setdefault(folded, []).append(one)
    loads = {
        spelled[name]: Load(*map(sum, zip(*ones, strict=True))) for name, ones in found.items()
    }
    return dict(sorted(loads.items(), key=lambda one: (-one[1].seconds, -one[1].incidents, one[0])))


def _of_one(row: Row, support: SupportHours, now: int) -> Load:
    """What one incident is for everybody who took part."""
    if row.began is None:
        return Load(1)
    ended = now if row.ended is None else row.ended
    lasted = ended - row.began
    when = _began([row.began], support)
    return Load(1, 0, lasted if 0 <= lasted <= LONGEST else 0, *when[1:])
