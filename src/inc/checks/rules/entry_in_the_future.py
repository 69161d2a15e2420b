"""An entry, or a time of the front matter, that has not come yet.

What: a timeline entry, or a time such as `resolved_at`, is more than five minutes later than now.

Why: the timeline says what happened. A wrong day or a forgotten zone moves an entry to the end of
the timeline, where it decides the status, and spoils every duration.

Bad, on 2026-03-04:
    - `2062-03-04T15:38:00Z` **resolved** @bob — all green

Good:
    - `2026-03-04T15:38:00Z` **resolved** @bob — all green
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.rule import INCIDENTS, Rule
from inc.domain.times import ago, iso

_TOLERANCE: Final = timedelta(minutes=5)  # clocks of two machines differ
_HAPPENED: Final = (
    *("started_at", "detected_at", "acknowledged_at", "declared_at"),
    *("mitigated_at", "resolved_at", "closed_at"),
)


def _find(examined: Examined) -> Iterator[Problem]:
    limit = examined.now + _TOLERANCE
    late = [placed for placed in examined.placed if placed.entry.at > limit]
    for placed in late:
        entry = placed.entry
        what = f"the entry of {iso(entry.at)} is in the future ({ago(entry.at, examined.now)})"
        hint = f"inc amend -i {examined.name} {entry.id[-4:] or 'ENTRY'} --at TIME"
        yield Problem(placed.start + 1, what, hint, about=entry.id)
    told = {placed.entry.at for placed in late}
    for name, moment in examined.times.items():
        if moment > limit and name in _HAPPENED and moment not in told:
            what = f"{name} is in the future ({ago(moment, examined.now)})"
            yield Problem(examined.line_of(name), what, "Correct the day and the zone.", about=name)


RULE = Rule("INC109", __name__, __doc__, Level.ERROR, INCIDENTS, _find)
