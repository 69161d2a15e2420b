"""How many incidents there were: by severity, by service, and from one period to the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from inc.domain.metrics import Columns, groups
from inc.domain.vocabulary import Severity
from inc.index import measures
from inc.index.measures import Scope
from inc.reports.periods import QUARTERLY, Period
from inc.reports.source import Facts, Source, of
from inc.reports.told import counted, more

COURSE: Final = 12
"""How many weeks or months a course shows."""
SHOWN: Final = 10
"""How many rows a list has at most."""

OTHER: Final = "other"
_SEVERITIES: Final = tuple(map(str, Severity))

Counts = Mapping[str, int]


def left_out(source: Source, period: Period) -> Facts:
    """What no number of the report has in it, counted.

    Of a document that cannot be read, and of an incident without a time, nobody knows the period.
    """
    found = measures.left_out(source.database, of(period))
    every = measures.rows(source.database, Scope("i.began IS NULL"), ())
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
        "open": sum(now.is_open),
        "severities": [
            _compared("severity", name, found, earlier) for name in _severities(now, before)
        ],
    }


def _compared(key: str, name: str, now: Counts, before: Counts) -> Facts:
    count, earlier = now.get(name, 0), before.get(name, 0)
    return {key: name, "count": count, "before": earlier, "change": more(count, earlier)}


def _by_severity(rows: Columns) -> Counts:
    """How many there are of each severity; what documents say instead of one is one group."""
    return Counter(name if name in _SEVERITIES else OTHER for name in rows.severity)


def _severities(*each: Columns) -> list[str]:
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
    grouped, none = groups.in_time(rows, last.word, source.support.days), rows.at([])
    severities = _severities(rows)
    divided = {one.name: _by_severity(grouped.get(one.name, none)) for one in every}
    return {
        "severities": severities,
        "count": len(rows),
        "periods": [
            {
                "name": one.name,
                "count": len(grouped.get(one.name, ())),
                "counts": [divided[one.name].get(name, 0) for name in severities],
            }
            for one in every
        ],
    }


def by_label(source: Source, period: Period, label: str, key: str) -> Facts:
    """How many incidents each value of a label had, the most first, and in the period before.

    An incident with several values counts for each of them.
    """
    found, earlier = (_of_values(source, of(one), label) for one in (period, period.before()))
    without = found.pop(groups.NONE, 0)
    earlier.pop(groups.NONE, None)
    folded = {name.casefold(): count for name, count in earlier.items()}
    rows = [_compared(key, name, found, {name: folded.get(name.casefold(), 0)}) for name in found]
    return {"rows": rows[:SHOWN], "more": len(rows[SHOWN:]), "without": without}


def _of_values(source: Source, scope: Scope, label: str) -> dict[str, int]:
    divided = groups.by_values(source.rows(scope), source.values(scope, label))
    return {name: len(rows) for name, rows in divided.items()}
