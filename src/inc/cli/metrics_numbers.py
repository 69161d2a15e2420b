"""The answer of `inc metrics` for programs: JSON, and lines of plain numbers for a pipe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from inc.cli.metrics_answer import Answer
from inc.cli.querying import instant
from inc.domain.metrics.definitions import Definition
from inc.domain.metrics.load import Load
from inc.domain.metrics.measured import Measured
from inc.domain.metrics.summaries import Summary
from inc.domain.times import iso

Numbers = dict[str, Any]


def as_dict(found: Answer) -> Numbers:
    """All of it; spans in seconds, shares from 0 to 1, null for what nobody can say."""
    return {
        "since": _iso(found.period.since),
        "until": _iso(found.period.until),
        "timezone": found.zone,
        "included": list(found.included),
        "left_out": found.left_out._asdict(),
        **_measured(found.whole, found),
        "volume": _volume(found),
        "began": found.began._asdict(),
        "load": None if found.load is None else [_load(*one) for one in found.load.items()],
        "by": found.by or None,
        "is_partition": found.is_partition if found.by else None,
        "groups": [{"name": name, **_measured(one, found)} for name, one in found.groups.items()]
        if found.by
        else None,
    }


def flat(found: Answer) -> Iterator[tuple[str, str]]:
    """Every number by itself behind its name, as in `metrics.mttr.mean`; what is null is empty."""
    numbers = as_dict(found)
    for name in ("load", "groups", "is_partition", "by"):
        del numbers[name]
    yield from _flattened("", numbers)


def _flattened(path: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flattened(f"{path}.{key}" if path else str(key), inner)
    elif isinstance(value, list):
        yield path, ",".join(map(str, value))
    else:
        yield path, "" if value is None else str(value)


def group_rows(found: Answer) -> Iterator[list[str]]:
    """One row a group: its name, its incidents, the mean seconds of each metric, the repeats."""
    for name, one in found.groups.items():
        means = [_plain(one.spans[metric].mean) for metric in found.definitions]
        shown = ["" if mean is None else str(mean) for mean in means]
        yield [name, str(one.incidents), *shown, str(one.repeats)]


def load_rows(loads: Mapping[str, Load]) -> Iterator[list[str]]:
    """One row a person, in the order of the fields of `Load`."""
    for person, one in loads.items():
        yield [person, *map(str, one)]


def _measured(one: Measured, found: Answer) -> Numbers:
    return {
        "incidents": one.incidents,
        "open": one.open,
        "reopened": one.reopened,
        "undated": one.undated,
        "metrics": {
            name: _summary(summary, found.definitions[name]) for name, summary in one.spans.items()
        },
        "repeats": {
            "count": one.repeats,
            "rate": _plain(one.repeat_rate),
            "target": found.repeat_target,
        },
        "updates": {**one.promises._asdict(), "share": _plain(one.promises.share)},
        "actions": {
            **one.items._asdict(),
            "completed": _plain(one.items.completed),
            "share": _plain(one.items.share),
        },
    }


def _summary(one: Summary, definition: Definition) -> Numbers:
    return {
        "from": definition.first,
        "to": "next began" if definition.is_between else definition.last,
        "hours": definition.hours,
        "target": dict(definition.targets) or definition.target,
        "count": one.number,
        "mean": _plain(one.mean),
        "median": _plain(one.median),
        "p90": one.p90,
        "longest": one.longest,
        "judged": one.judged,
        "met": one.met,
        "share": _plain(one.share),
        "missing": one.missing,
        "impossible": one.impossible,
        "pending": one.pending,
    }


def _volume(found: Answer) -> Numbers:
    return {
        **found.volume._asdict(),
        "trend": found.volume.trend,
        "per_week": _plain(found.per_week),
        "weeks": dict(found.weeks),
        "months": dict(found.months),
    }


def _load(person: str, one: Load) -> Numbers:
    return {"person": person, **one._asdict()}


def _plain(value: float | None) -> float | None:
    """A number with as many digits as say something."""
    if value is None:
        return None
    rounded = round(value, 4)
    return int(rounded) if rounded == int(rounded) else rounded


def _iso(at: int | None) -> str | None:
    return None if at is None else iso(instant(at))
