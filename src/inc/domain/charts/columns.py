"""Columns over time: how many, or how long, from one period to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from inc.domain.charts.drawing import (
    LEAST,
    LINE,
    WIDTH,
    box,
    described,
    fitted,
    frame,
    label,
    legend,
    line,
    parts,
    width,
)
from inc.domain.charts.figures import Chart, ticks

_HIGH: Final = 160  # of the drawing without its labels
_WIDEST: Final = 56  # of one column
_GAP: Final = 4
_FAR: Final = 3  # times the highest column: a line further up would make all columns flat


class _Plot(NamedTuple):
    """Where the columns stand, and how high a number is."""

    left: float
    right: float
    top: float
    step: float
    most: float

    @property
    def bottom(self) -> float:
        return self.top + _HIGH

    def y(self, value: float) -> float:
        return self.bottom - self.tall(value)

    def tall(self, value: float) -> float:
        """How high a value is; one that is not zero can be seen."""
        return round(max(LEAST, _HIGH * value / self.most), 1) if value > 0 else 0

    def middle(self, at: int) -> float:
        return round(self.left + self.step * (at + 0.5), 1)


def columns(chart: Chart) -> str:
    """The chart as upright columns, the series of each on top of one another; "" for no data."""
    if chart.is_empty:
        return ""
    highest = max(total for total in chart.totals if total is not None)
    drawn_target = chart.target if _is_near(chart.target, highest) else None
    marks = ticks(max(highest, drawn_target or 0, 1), chart.unit)
    keys, above = legend(chart, _target_told(chart, drawn_target))
    left, right = _sides(chart, marks)
    step = (right - left) / len(chart.labels)
    plot = _Plot(left, right, above + LINE, step, marks[-1])
    drawn = [*keys, *_axis(chart, plot, marks), *_columns(chart, plot), *_names(chart, plot)]
    if drawn_target is not None:
        y = plot.y(drawn_target)
        drawn.append(line(plot.left, y, plot.right, y, opacity=1, dashes="5 3"))
    return frame(chart, described(chart, "column"), drawn, plot.bottom + LINE + 6)


def _sides(chart: Chart, marks: list[float]) -> tuple[float, float]:
    """From where to where the columns stand: the labels of the first and the last have room."""
    axis = max(width(chart.told(mark)) for mark in marks) + 8
    half = max(map(width, _named(chart))) / 2
    least_step = (WIDTH - max(axis, half) - half) / len(chart.labels)
    beside = max(0, half - least_step / 2)
    return round(max(axis, beside), 1), round(WIDTH - beside, 1)


def _named(chart: Chart) -> list[str]:
    return [fitted(one, WIDTH / 3) for one in chart.labels]


def _is_near(target: float | None, highest: float) -> bool:
    return target is not None and (highest <= 0 or target <= highest * _FAR)


def _target_told(chart: Chart, drawn: float | None) -> str:
    if chart.target is None:
        return ""
    far = "" if drawn is not None else ", far above the columns"
    return f"target: {chart.told(chart.target)}{far}"


def _axis(chart: Chart, plot: _Plot, marks: list[float]) -> Iterator[str]:
    for mark in marks:
        y = plot.y(mark)
        yield line(plot.left, y, plot.right, y, opacity=0.2 if mark else 0.7)
        yield label(chart.told(mark), plot.left - 6, y + 4, "end")


def _columns(chart: Chart, plot: _Plot) -> Iterator[str]:
    wide = round(min(plot.step * 0.7, _WIDEST), 1)
    totals = chart.totals
    tell = next((one for one in (chart.told, chart.shortly) if _fits(one, chart, plot)), None)
    for at, total in enumerate(totals):
        x, y = round(plot.middle(at) - wide / 2, 1), plot.bottom
        for value, fill, told in parts(chart, at):
            high = plot.tall(value)
            y = round(y - high, 1)
            yield box(x, y, wide, high, fill, told)
        if tell:
            yield label(tell(total), plot.middle(at), round(y - 4, 1), "middle")


def _fits(tell: Callable[[float | None], str], chart: Chart, plot: _Plot) -> bool:
    """Whether all numbers have room above their columns."""
    return max(width(tell(one)) for one in chart.totals) + _GAP <= plot.step


def _names(chart: Chart, plot: _Plot) -> Iterator[str]:
    """The labels below; the last, and every second, third … before it where all would touch."""
    named = _named(chart)
    widest = max(map(width, named)) + _GAP
    every = max(1, -int(-widest // plot.step))
    for at in range((len(named) - 1) % every, len(named), every):
        yield label(named[at], plot.middle(at), plot.bottom + LINE, "middle")
