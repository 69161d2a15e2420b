"""Bars one below the other: how much each of several has, the most first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from inc.domain.charts.drawing import (
    LEAST,
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
from inc.domain.charts.figures import Chart

_ROW: Final = 24
_BAR: Final = 16
_LABELS: Final = 280  # at most, for the names on the left


def bars(chart: Chart) -> str:
    """The chart as bars from left to right, the series of each behind one another; "" for none."""
    if chart.is_empty:
        return ""
    totals = [total or 0 for total in chart.totals]
    names = [fitted(one, _LABELS) for one in chart.labels]
    left = max(map(width, names)) + 8
    right = max(width(chart.told(total)) for total in chart.totals) + 8
    unit = (WIDTH - left - right) / (max(totals) or 1)
    keys, above = legend(chart, "")
    bottom = above + _ROW * len(names)
    drawn = [*keys, line(left, above, left, bottom, opacity=0.7)]
    for at, name in enumerate(names):
        drawn += _row(chart, at, name, (left, above + _ROW * at, unit))
    return frame(chart, described(chart, "bar"), drawn, bottom + 6)


def _row(chart: Chart, at: int, name: str, place: tuple[float, float, float]) -> Iterator[str]:
    left, top, unit = place
    base = top + _ROW / 2 + 4
    yield label(name, round(left - 8, 1), base, "end")
    x = left
    for value, fill, told in parts(chart, at):
        wide = round(max(LEAST, unit * value), 1)
        yield box(round(x, 1), top + (_ROW - _BAR) / 2, wide, _BAR, fill, told)
        x += wide
    yield label(chart.told(chart.totals[at]), round(x + 6, 1), base)
