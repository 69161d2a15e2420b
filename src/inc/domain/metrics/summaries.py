"""How long it took: count, mean, median and 90th percentile, and how many met their target.

The median of an even number of spans is the mean of the two in the middle; the 90th percentile is
the nearest rank: the shortest span that at least nine of ten do not exceed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence, Set
from operator import sub
from typing import Final, NamedTuple, TypeVar

from inc.domain.metrics import LONGEST, MISSING, Columns
from inc.domain.metrics.definitions import SUPPORT, Definition
from inc.domain.metrics.support_hours import SupportHours

T = TypeVar("T")

_OF_THE_END: Final = ("resolved", "closed")


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
    """The spans, and what is left out of them."""

    seconds: Sequence[int]
    """Each span in the order of the incidents; between failures, in that of the time."""
    ordered: Sequence[int]
    """The same, the shortest first."""
    left: Sequence[int] = ()
    """Where the incidents without a span stand, in order."""
    missing: int = 0
    impossible: int = 0
    pending: int = 0

    def of_each(self, column: Sequence[T]) -> Sequence[T]:
        """What a column has for each incident with a span."""
        return without(column, self.left)


def summary(rows: Columns, definition: Definition, hours: SupportHours | None = None) -> Summary:
    """The spans of some incidents by a definition; where it counts support hours, in those."""
    found = spans(rows, definition, hours)
    ordered = found.ordered
    judged, met = _met(rows, found, definition)
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


def spans(rows: Columns, definition: Definition, hours: SupportHours | None = None) -> Spans:
    """The spans of some incidents by a definition, in their order."""
    if definition.is_between:
        return _between(rows, definition, hours)
    starts, stops = rows.times(definition.first), rows.times(definition.last)
    ends, not_yet = definition.last in _OF_THE_END, rows.open_places
    begun = [place for place in not_yet if starts[place] != MISSING]
    pending = sum(1 for place in begun if ends or stops[place] == MISSING)
    left = {*rows.lacking(definition.first), *rows.lacking(definition.last)}
    if ends:  # an incident that is back has ended, and has not
        left.update(not_yet)
    found = _measured(starts, stops, left, definition, hours)
    return found._replace(missing=len(left) - pending, pending=pending)


def lacking(rows: Columns, definitions: Iterable[Definition]) -> dict[str, int]:
    """How many incidents lack each time that definitions ask for, so that a span is missing.

    An incident that is open lacks none that may come yet.
    """
    every = [one for one in definitions if not one.is_between]
    firsts = dict.fromkeys(one.first for one in every)
    lasts = dict.fromkeys(one.last for one in every if one.last not in firsts)
    found = {name: len(rows.lacking(name)) for name in firsts}
    for name in lasts:
        found[name] = sum(1 for place in rows.lacking(name) if not rows.is_open[place])
    return {name: count for name, count in found.items() if count}


def _between(rows: Columns, definition: Definition, hours: SupportHours | None) -> Spans:
    """From when each began to when the next one did; the last one has none, and is not missed."""
    instants = rows.instants
    found = _measured(instants[:-1], instants[1:], set(), definition, hours)
    return found._replace(missing=len(rows) - len(instants))


def _measured(
    starts: Sequence[int],
    stops: Sequence[int],
    left: Set[int],
    definition: Definition,
    hours: SupportHours | None,
) -> Spans:
    """The spans between two instants each, but for those at some places and impossible ones."""
    every = [*map(sub, stops, starts)]
    places = sorted(left)
    seconds = without(every, places)
    ordered, told = sorted(seconds), len(seconds)
    if ordered and (ordered[0] < 0 or ordered[-1] > LONGEST):
        impossible = {place for place, one in enumerate(every) if not 0 <= one <= LONGEST}
        places = sorted(left | impossible)
        seconds = without(every, places)
        ordered = sorted(seconds)
    found = Spans(seconds, ordered, places, impossible=told - len(seconds))
    if hours and definition.hours == SUPPORT:
        pairs = zip(found.of_each(starts), found.of_each(stops), strict=True)
        seconds = [hours.between(*pair) for pair in pairs]
        found = found._replace(seconds=seconds, ordered=sorted(seconds))
    return found


def without(column: Sequence[T], places: Sequence[int]) -> Sequence[T]:
    """A column but for what stands at some places, which are in order: as a rule they are few."""
    if not places:
        return column
    kept: list[T] = []
    first = 0
    for place in places:
        kept += column[first:place]
        first = place + 1
    return [*kept, *column[first:]]


def _met(rows: Columns, found: Spans, definition: Definition) -> tuple[int, int]:
    """How many spans have a target, and how many of them met it."""
    ordered = found.ordered
    if definition.targets:
        targets = map(definition.target_for, found.of_each(_severities(rows, definition)))
        pairs = zip(found.seconds, targets, strict=True)
        judged = [(seconds, target) for seconds, target in pairs if target is not None]
        sign = -1 if definition.is_between else 1
        return len(judged), sum(sign * seconds <= sign * target for seconds, target in judged)
    if definition.target is None:
        return 0, 0
    if definition.is_between:
        return len(ordered), len(ordered) - bisect_left(ordered, definition.target)
    return len(ordered), bisect_right(ordered, definition.target)


def _severities(rows: Columns, definition: Definition) -> Sequence[str]:
    """The severity of each incident that may have a span, in the order of the spans."""
    if not definition.is_between:
        return rows.severity
    order = sorted(range(len(rows)), key=rows.times("began").__getitem__)
    first = len(rows) - len(rows.instants) + 1  # it is the gap of the later one
    return [rows.severity[place] for place in order[first:]]


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
