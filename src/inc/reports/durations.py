"""How long it took: metrics with their targets and their course, the longest, the unfinished."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from inc.domain.metrics import Columns, groups
from inc.domain.metrics.definitions import SPANS, SUPPORT, Definition, definition, definitions
from inc.domain.metrics.summaries import Summary, spans, summary
from inc.index import reporting
from inc.reports.counting import COURSE, SHOWN
from inc.reports.periods import Period
from inc.reports.source import Facts, Source, named, of
from inc.reports.told import NONE, lasted, longer, percent

MET: Final = "met"
MISSED: Final = "missed"


def metrics(source: Source, period: Period) -> list[Facts]:
    """Each metric of the incidents that began in a period, beside the period before."""
    now, before = (source.rows(of(one)) for one in (period, period.before()))
    return [_metric(source, one, now, before) for one in definitions(source.policy).values()]


def _metric(source: Source, definition: Definition, now: Columns, before: Columns) -> Facts:
    found = summary(now, definition, source.support)
    earlier = summary(before, definition, source.support)
    return {
        "metric": definition.name.upper(),
        "title": definition.title,
        "measured": _measured(definition),
        "number": found.number,
        "left_out": found.left_out,
        "mean": found.mean,
        "mean_told": lasted(found.mean),
        "median": found.median,
        "median_told": lasted(found.median),
        "p90": found.p90,
        "p90_told": lasted(found.p90),
        "before": earlier.mean,
        "before_told": lasted(earlier.mean),
        "change": longer(found.mean, earlier.mean),
        "target": _target(definition),
        "verdict": _verdict(source, definition, now, found),
        "share": found.share,
        "share_told": percent(found.share),
    }


def _measured(definition: Definition) -> str:
    """From where to where it is measured, in words."""
    hours = ", in support hours" if definition.hours == SUPPORT else ""
    if definition.is_between:
        return f"from one beginning to the next{hours}"
    return f"{definition.first} to {definition.last}{hours}"


def _target(definition: Definition) -> str:
    """What is aimed for, in words; a dash for nothing."""
    limit = "at least" if definition.is_between else "at most"
    if definition.targets:
        each = [f"{name} {lasted(seconds)}" for name, seconds in definition.targets.items()]
        return f"{limit} {', '.join(each)}"
    return NONE if definition.target is None else f"{limit} {lasted(definition.target)}"


def _verdict(source: Source, definition: Definition, rows: Columns, found: Summary) -> str:
    """Whether the mean met its target, each severity's its own; a dash where nobody can say."""
    if definition.targets:
        means = [
            (summary(some, definition, source.support).mean, definition.target_for(name))
            for name, some in groups.by_severity(rows).items()
        ]
    else:
        means = [(found.mean, definition.target)]
    sign = -1 if definition.is_between else 1
    judged = [
        sign * mean <= sign * target
        for mean, target in means
        if mean is not None and target is not None
    ]
    return (MET if all(judged) else MISSED) if judged else NONE


def course(source: Source, period: Period) -> Facts:
    """The mean of each metric in each of the last twelve months."""
    every = period.series(COURSE)
    rows = source.rows(of(period)._replace(since=every[0].start))
    grouped, none = groups.in_time(rows, "month", source.support.days), rows.at([])
    known = [definition(source.policy, name) for name in SPANS]
    return {
        "metrics": [
            {"metric": one.name.upper(), "title": one.title, "target": one.target} for one in known
        ],
        "count": len(rows),
        "periods": [_means(source, one.name, grouped.get(one.name, none), known) for one in every],
    }


def _means(source: Source, name: str, rows: Columns, known: Sequence[Definition]) -> Facts:
    means = [summary(rows, one, source.support).mean for one in known]
    return {"name": name, "count": len(rows), "means": means, "told": [*map(lasted, means)]}


# ------------------------------------------------------------------ single incidents


def longest(source: Source, period: Period) -> Facts:
    """The incidents that ended in a period, those that took longest to resolve first.

    An incident of which the record lacks a time is counted, and not guessed.
    """
    rows = source.rows(reporting.ended(period.start, period.stop))
    resolving = definition(source.policy, "mttr")
    measured = spans(rows, resolving, source.support)
    told = zip(measured.seconds, measured.of_each([*rows]), strict=True)
    known = sorted(told, key=lambda one: -one[0])
    names = source.about(rows)
    return {
        "measured": _measured(resolving),
        "rows": [
            {
                **named(names[row.key]),
                "began": source.minute(row.began),
                "seconds": seconds,
                "told": lasted(seconds),
                "reopened": row.reopened,
            }
            for seconds, row in known[:SHOWN]
        ],
        "more": len(known[SHOWN:]),
        "unknown": len(rows) - len(known),
    }


def unfinished(source: Source, period: Period) -> Facts:
    """The incidents that had not ended at the end of a period, the worst first, then the oldest."""
    told = source.rows(reporting.unfinished(min(period.stop, source.second)))
    rows = sorted(told, key=lambda row: row.severity or "~")
    names = source.about(rows)
    found = [
        {
            **named(names[row.key]),
            "began": source.minute(row.began),
            "lasted": source.open_for(row),
            "is_open": bool(row.is_open),
        }
        for row in rows
    ]
    return {"rows": found[:SHOWN], "more": len(found[SHOWN:]), "count": len(found)}
