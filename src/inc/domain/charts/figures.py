"""What a chart is made of, and how its numbers are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from inc.domain.times import words

SECONDS: Final = "seconds"
COUNT: Final = "count"
_UNITS: Final = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))
_ROUND: Final = 10  # from there on a part of it says little


class Series(NamedTuple):
    """Numbers of one kind, one for each label of the chart; None where nothing is known."""

    name: str
    values: Sequence[float | None]


class Chart(NamedTuple):
    """What is drawn: series over labels, in one unit, and perhaps the line they should stay below.

    `name` is made of small letters and dashes, and no other chart of the page has it.
    """

    name: str
    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = COUNT
    target: float | None = None
    is_graded: bool = False
    """Whether the series go from the worst to the least, and the first is red."""

    @property
    def totals(self) -> list[float | None]:
        """The sum of all series at each label; None where none of them knows anything."""
        columns = zip(*(one.values for one in self.series), strict=True)
        return [_sum(column) for column in columns]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return all(total is None for total in self.totals)

    def told(self, value: float | None) -> str:
        """A number as people read it; a dash where there is none."""
        if value is None:
            return "–"
        if self.unit == SECONDS:
            return words(timedelta(seconds=round(value)))
        return f"{value:g}"

    def shortly(self, value: float | None) -> str:
        """The same in few characters: of a time its largest unit only, `1.5 h`, `17 h`."""
        if value is None or self.unit != SECONDS:
            return self.told(value)
        name, length = next((one for one in _UNITS if value >= one[1]), _UNITS[-1])
        number = value / length
        return f"{number:.0f} {name}" if number >= _ROUND else f"{round(number, 1):g} {name}"


def _sum(column: Sequence[float | None]) -> float | None:
    known = [value for value in column if value is not None]
    return sum(known) if known else None


# ------------------------------------------------------------------ the axis

_STEPS: Final = (
    *(1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800),
    *(3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 432_000, 864_000),
)
_MOST_TICKS: Final = 4


def ticks(most: float, unit: str) -> list[float]:
    """Round numbers from zero to `most` or above it, at most five of them."""
    step = _time_step(most) if unit == SECONDS else _round_step(most)
    count = max(1, -int(-most // step))
    return [step * at for at in range(count + 1)]


def _round_step(most: float) -> float:
    """1, 2 or 5 times a power of ten, and never less than one: half an incident is none."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if most <= factor * power * _MOST_TICKS:
                return factor * power
        power *= 10


def _time_step(most: float) -> float:
    for step in _STEPS:
        if most <= step * _MOST_TICKS:
            return step
    return _round_step(most / _STEPS[-1]) * _STEPS[-1]
