"""Who carries the incidents, and when they come: nights, days off, and outside support hours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from inc.domain.metrics import LONGEST, Row
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


def began(rows: Iterable[Row], support: SupportHours) -> Began:
    """When some incidents began, on the clock of the team."""
    local = support.days.locals([row.began for row in rows if row.began is not None])
    counted = Counter([at % DAY // _HOUR for at in local])
    hours = [counted[hour] for hour in range(24)]
    days = Counter([at // DAY for at in local])
    idle = {day for day in days if not support.works_on(day)}
    opens, closes = support.clock
    inside = sum([opens <= at % DAY < closes and at // DAY not in idle for at in local])
    return Began(
        hours,
        sum(hours[NIGHT[0] :]) + sum(hours[: NIGHT[1]]),
        sum(days[day] for day in idle),
        len(local) - inside,
    )


def carried(
    rows: Iterable[Row],
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
    when = began([row], support)
    return Load(1, 0, lasted if 0 <= lasted <= LONGEST else 0, *when[1:])
