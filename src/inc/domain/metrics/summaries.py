"""How long it took: count, mean, median and 90th percentile, and how many met their target.

The median of an even number of spans is the mean of the two in the middle; the 90th percentile is
the nearest rank: the shortest span that at least nine of ten do not exceed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import compress
from operator import itemgetter, sub
from typing import Any, Final, NamedTuple

from inc.domain.metrics import LONGEST, Row
from inc.domain.metrics.definitions import SUPPORT, Definition
from inc.domain.metrics.support_hours import SupportHours

_OF_THE_END: Final = ("resolved", "closed")
# There may be 100,000 rows, and a number finds a field in half the time that its name does.
_BEGAN: Final = Row._fields.index("began")
_IS_OPEN: Final = Row._fields.index("is_open")


class Summary(NamedTuple):
    """The spans of some incidents by one definition, in seconds; None where there is no span.

    What is left out of them is counted: `impossible` ones (negative, or longer than ten years),
    `pending` ones (the incident is open, and the time may come yet), and those with a time
    `missing`.
    """

    metric: str
    number: int = 0
    """How many spans there are."""
    total: int = 0
    median: float | None = None
    p90: int | None = None
    longest: int | None = None
    judged: int = 0
    """How many have a target."""
    met: int = 0
    """How many met it: took no longer or, between failures, at least as long."""
    missing: int = 0
    impossible: int = 0
    pending: int = 0

    @property
    def mean(self) -> float | None:
        """The mean of the spans."""
        return self.total / self.number if self.number else None

    @property
    def share(self) -> float | None:
        """The part of those with a target that met it, 0 to 1."""
        return self.met / self.judged if self.judged else None

    @property
    def left_out(self) -> int:
        """How many incidents have no such span."""
        return self.missing + self.impossible + self.pending


class Spans(NamedTuple):
    """Each span with its incident, and what is left out of them."""

    rows: Sequence[Row]
    seconds: list[int]
    missing: int = 0
    impossible: int = 0
    pending: int = 0


def summary(
    rows: Sequence[Row], definition: Definition, hours: SupportHours | None = None
) -> Summary:
    """The spans of some incidents by a definition; where it counts support hours, in those."""
    found = spans(rows, definition, hours)
    ordered = sorted(found.seconds)
    judged, met = _met(found, ordered, definition)
    return Summary(
        definition.name,
        len(ordered),
        sum(ordered),
        median(ordered),
        nearest_rank(ordered, 90),
        ordered[-1] if ordered else None,
        judged,
        met,
        found.missing,
        found.impossible,
        found.pending,
    )


def spans(rows: Sequence[Row], definition: Definition, hours: SupportHours | None = None) -> Spans:
    """The spans of some incidents by a definition, in their order."""
    if definition.is_between:
        return _between(rows, definition, hours)
    first, last = Row._fields.index(definition.first), Row._fields.index(definition.last)
    ends = definition.last in _OF_THE_END
    begun = [row for row in rows if row[_IS_OPEN] and row[first] is not None]
    pending = sum(1 for row in begun if ends or row[last] is None)
    told = rows
    if ends and begun:  # an incident that is back has ended, and has not
        told = [row for row in rows if not row[_IS_OPEN]]
    starts, stops = ([row[at] for row in told] for at in (first, last))
    if None in starts or None in stops:
        told = [row for row in told if row[first] is not None and row[last] is not None]
        starts, stops = ([row[at] for row in told] for at in (first, last))
    found = _measured(told, starts, stops, definition, hours)
    return found._replace(missing=len(rows) - len(told) - pending, pending=pending)


def lacking(rows: Sequence[Row], definitions: Iterable[Definition]) -> dict[str, int]:
    """How many incidents lack each time that definitions ask for, so that a span is missing.

    An incident that is open lacks none that may come yet.
    """
    every = [one for one in definitions if not one.is_between]
    firsts = dict.fromkeys(one.first for one in every)
    lasts = dict.fromkeys(one.last for one in every if one.last not in firsts)
    found = {name: sum(1 for row in rows if getattr(row, name) is None) for name in firsts}
    for name in lasts:
        found[name] = sum(1 for row in rows if not row.is_open and getattr(row, name) is None)
    return {name: count for name, count in found.items() if count}


def _between(rows: Sequence[Row], definition: Definition, hours: SupportHours | None) -> Spans:
    """From when each began to when the next one did; the last one has none, and is not missed."""
    dated = [row for row in rows if row[_BEGAN] is not None]
    if definition.targets:  # then it matters whose gap it is
        dated.sort(key=itemgetter(_BEGAN))
    instants = sorted([row.began for row in dated if row.began is not None])
    found = _measured(dated[1:], instants[:-1], instants[1:], definition, hours)
    return found._replace(missing=len(rows) - len(dated))


def _measured(
    rows: Sequence[Row],
    starts: Sequence[Any],
    stops: Sequence[Any],
    definition: Definition,
    hours: SupportHours | None,
) -> Spans:
    """The spans between two instants each, without the impossible ones."""
    seconds = list(map(sub, stops, starts))
    kept = [True] * len(seconds)
    if seconds and (min(seconds) < 0 or max(seconds) > LONGEST):
        kept = [0 <= one <= LONGEST for one in seconds]
        rows = list(compress(rows, kept))
    if hours and definition.hours == SUPPORT:
        pairs = zip(compress(starts, kept), compress(stops, kept), strict=True)
        seconds = [hours.between(start, stop) for start, stop in pairs]
    elif len(rows) < len(seconds):
        seconds = list(compress(seconds, kept))
    return Spans(rows, seconds, impossible=len(kept) - len(seconds))


def _met(found: Spans, ordered: Sequence[int], definition: Definition) -> tuple[int, int]:
    """How many spans have a target, and how many of them met it."""
    if definition.targets:
        judged = [
            (seconds, target)
            for seconds, row in zip(found.seconds, found.rows, strict=True)
            if (target := definition.target_for(row.severity)) is not None
        ]
        sign = -1 if definition.is_between else 1
        return len(judged), sum(sign * seconds <= sign * target for seconds, target in judged)
    if definition.target is None:
        return 0, 0
    if definition.is_between:
        return len(ordered), len(ordered) - bisect_left(ordered, definition.target)
    return len(ordered), bisect_right(ordered, definition.target)


def median(ordered: Sequence[int]) -> float | None:
    """The middle of sorted numbers; of the two in the middle, their mean."""
    if not ordered:
        return None
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def nearest_rank(ordered: Sequence[int], percent: int) -> int | None:
    """The least of sorted numbers that at least so many per cent do not exceed."""
    return ordered[-(-len(ordered) * percent // 100) - 1] if ordered else None
