"""How many incidents there were: by severity, by service, and from one period to the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from inc.domain.metrics import Row, groups
from inc.domain.vocabulary import Severity
from inc.index import measures
from inc.reports.periods import QUARTERLY, Period
from inc.reports.source import Facts, Source, of
from inc.reports.told import counted, more

COURSE: Final = 12
"""How many weeks or months a course shows."""
SHOWN: Final = 10
"""How many rows a list has at most."""

OTHER: Final = "other"
_SEVERITIES: Final = tuple(map(str, Severity))


def left_out(source: Source, period: Period) -> Facts:
    """What no number of the report has in it, counted.

    Of a document that cannot be read, and of an incident without a time, nobody knows the period.
    """
    found = measures.left_out(source.database, of(period))
    every = measures.rows(source.database, measures.Scope("i.began IS NULL"), ())
    facts = {**found._asdict(), "unreadable": len(source.database.broken()), "undated": len(every)}
    words: dict[str, Callable[[int], str]] = {
        "drills": lambda number: counted(number, "drill"),
        "restricted": lambda number: counted(number, "restricted incident"),
        "merged": lambda number: f"{counted(number, 'incident')} merged into another one",
        "undated": lambda number: f"{counted(number, 'incident')} without any time",
        "unreadable": lambda number: f"{counted(number, 'document')} that cannot be read",
    }
    told = [word(facts[name]) for name, word in words.items() if facts[name]]
    return {**facts, "told": ", ".join(told) or "nothing"}


def volume(source: Source, period: Period) -> Facts:
    """How many incidents began in a period and in the one before it, by severity."""
    now, before = (source.rows(of(one)) for one in (period, period.before()))
    found, earlier = (_by_severity(rows) for rows in (now, before))
    return {
        "count": len(now),
        "before": len(before),
        "change": more(len(now), len(before)),
        "open": sum(1 for row in now if row.is_open),
        "severities": [
            _compared("severity", name, found, earlier) for name in _severities(now, before)
        ],
    }


def _compared(
    key: str, name: str, now: dict[str, list[Row]], before: dict[str, list[Row]]
) -> Facts:
    count, earlier = len(now.get(name, ())), len(before.get(name, ()))
    return {key: name, "count": count, "before": earlier, "change": more(count, earlier)}


def _by_severity(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The incidents of each severity; what documents say instead of one is one group."""
    found: dict[str, list[Row]] = {}
    for name, some in groups.by_severity(rows).items():
        found.setdefault(name if name in _SEVERITIES else OTHER, []).extend(some)
    return found


def _severities(*each: Sequence[Row]) -> list[str]:
    """All severities there are, and the group of the others where it is needed."""
    has_others = any(OTHER in _by_severity(rows) for rows in each)
    return [*_SEVERITIES, *([OTHER] if has_others else [])]


def course(source: Source, period: Period) -> Facts:
    """How many began in each of the last twelve weeks or months, by severity.

    A quarter is told by its months.
    """
    last = period.months()[-1] if period.kind == QUARTERLY else period
    every = last.series(COURSE)
    rows = source.rows(of(last)._replace(since=every[0].start))
    grouped = groups.in_time(rows, last.word, source.support.days)
    severities = _severities(rows)
    divided = {one.name: _by_severity(grouped.get(one.name, ())) for one in every}
    return {
        "severities": severities,
        "count": len(rows),
        "periods": [
            {
                "name": one.name,
                "count": len(grouped.get(one.name, ())),
                "counts": [len(divided[one.name].get(name, ())) for name in severities],
            }
            for one in every
        ],
    }


def by_label(source: Source, period: Period, label: str, key: str) -> Facts:
    """How many incidents each value of a label had, the most first, and in the period before.

    An incident with several values counts for each of them.
    """
    found, earlier = (
        groups.by_values(source.rows(of(one)), source.values(of(one), label))
        for one in (period, period.before())
    )
    without = len(found.pop(groups.NONE, ()))
    earlier.pop(groups.NONE, None)
    folded = {name.casefold(): rows for name, rows in earlier.items()}
    rows = [_compared(key, name, found, {name: folded.get(name.casefold(), [])}) for name in found]
    return {"rows": rows[:SHOWN], "more": len(rows[SHOWN:]), "without": without}
