"""An entry that happened long before the incident began.

What: a timeline entry is more than a day earlier than the earliest time at which the incident was
started, detected or declared. What led to it on the same day ("deployed at 14:00") is fine.

Why: it is nearly always a slip: last year, the day before, or an entry of another incident. Where
it is not (a bug that was merged three weeks before), say so behind it:
`<!-- inc: ignore INC110 the release that brought the bug -->`.

Bad, for an incident that started on 2026-03-04:
    - `2025-03-04T15:38:00Z` **mitigated** @bob — restarted the pods

Good:
    - `2026-03-04T15:38:00Z` **mitigated** @bob — restarted the pods
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.rule import INCIDENTS, Rule
from inc.domain.times import iso, words

_EARLY: Final = timedelta(days=1)
_BEGINNINGS: Final = ("started_at", "detected_at", "declared_at")


def _find(examined: Examined) -> Iterator[Problem]:
    began = _began(examined) if examined.placed else None
    if began is None:
        return
    early = [one for one in examined.placed if one.entry.at < began - _EARLY]
    for placed in early:
        before = words(began - placed.entry.at)
        what = f"the entry of {iso(placed.entry.at)} is {before} before the incident began"
        ending = placed.entry.id[-4:] or "ENTRY"
        hint = (
            f"inc amend -i {examined.name} {ending} --at TIME; "
            "or, if it is right, behind it: <!-- inc: ignore INC110 WHY -->"
        )
        yield Problem(placed.start + 1, what, hint, about=placed.entry.id)


def _began(examined: Examined) -> datetime | None:
    """The earliest time at which the front matter says that it began."""
    times = examined.times
    return min((times[name] for name in _BEGINNINGS if name in times), default=None)


RULE = Rule("INC110", __name__, __doc__, Level.WARNING, INCIDENTS, _find)
