"""What came of it: action items, promises of updates, causes that come again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from inc.domain import repeats as causes_of
from inc.domain.metrics import Row
from inc.domain.metrics.definitions import repeat_target
from inc.domain.metrics.measured import Facts as Known
from inc.domain.metrics.measured import Measured, measure
from inc.domain.metrics.outcomes import Items, Promises
from inc.index import measures, reporting
from inc.index.measures import Scope
from inc.reports.counting import COURSE, SHOWN
from inc.reports.durations import MET, MISSED
from inc.reports.periods import MONTHLY, Period, around
from inc.reports.source import Facts, Source, named, of
from inc.reports.told import NONE, percent, points


def items(source: Source, period: Period) -> Facts:
    """What became of the action items of the incidents of a period, and of all there are."""
    now, before, every = (_items(source, one) for one in (of(period), of(period.before()), Scope()))
    return {
        **_of_items(now),
        "before": _of_items(before),
        "change": points(now.completed, before.completed),
        "all": _of_items(every),
    }


def _items(source: Source, scope: Scope) -> Items:
    found = measures.items(source.database, scope, source.today, each=False)
    return Items.added([Items(), *found.values()])


def _of_items(one: Items) -> Facts:
    return {
        **one._asdict(),
        "total": one.total,
        "closed": one.closed,
        "completed": one.completed,
        "completed_told": percent(one.completed),
        "share": one.share,
        "share_told": percent(one.share),
    }


def promises(source: Source, period: Period) -> Facts:
    """What became of the times that updates named for the next one."""
    now, before = (_promises(source, of(one)) for one in (period, period.before()))
    return {
        **_of_promises(now),
        "before": _of_promises(before),
        "change": points(now.share, before.share),
    }


def _promises(source: Source, scope: Scope) -> Promises:
    found = measures.promises(source.database, scope, source.second, each=False)
    return Promises.added([Promises(), *found.values()])


def _of_promises(one: Promises) -> Facts:
    return {**one._asdict(), "share": one.share, "share_told": percent(one.share)}


# ------------------------------------------------------------------ repeats


def repeats(source: Source, period: Period) -> Facts:
    """How many incidents had the cause of an earlier one, and which causes come again."""
    again = measures.repeats(source.database, Scope())
    began, earlier = (source.rows(of(one)) for one in (period, period.before()))
    now, before = (measure(Known(rows, again), ()) for rows in (began, earlier))
    target = repeat_target(source.policy)
    return {
        **_of_repeats(now),
        "before": _of_repeats(before),
        "change": points(now.repeat_rate, before.repeat_rate),
        "target": NONE if target is None else f"less than {percent(target)}",
        "verdict": _verdict(now.repeat_rate, target),
        "patterns": _patterns(source, period, [row for row in began if row.key in again]),
    }


def _of_repeats(one: Measured) -> Facts:
    return {
        "count": one.repeats,
        "of": one.incidents,
        "rate": one.repeat_rate,
        "rate_told": percent(one.repeat_rate),
    }


def _verdict(rate: float | None, target: float | None) -> str:
    if rate is None or target is None:
        return NONE
    return MET if rate < target else MISSED


def _patterns(source: Source, period: Period, repeating: Sequence[Row]) -> list[Facts]:
    """The causes that incidents of the period had not first, and how often in twelve months."""
    months = around(MONTHLY, period.last, period.zone).series(COURSE)
    lately = Scope(since=months[0].start, until=period.stop)
    here, names = {row.key for row in repeating}, source.about(repeating)
    said: dict[str, str] = {}
    having: dict[str, set[int]] = {}
    for key, text in reporting.causes(source.database, lately):
        for cause, words in causes_of.causes([text]).items():
            said.setdefault(cause, words)
            having.setdefault(cause, set()).add(key)
    order = sorted(having, key=lambda cause: (-len(having[cause]), cause))
    found = [
        {
            "cause": said[cause],
            "count": len(having[cause]),
            **_again([named(names[row.key]) for row in repeating if row.key in having[cause]]),
        }
        for cause in order
        if not here.isdisjoint(having[cause])
    ]
    return found[:SHOWN]


def _again(incidents: list[Facts]) -> Facts:
    return {"incidents": incidents[:_EXAMPLES], "more": len(incidents[_EXAMPLES:])}


_EXAMPLES: Final = 5
