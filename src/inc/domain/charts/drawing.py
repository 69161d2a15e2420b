"""The pieces of a drawing: escaped texts with a known width, rectangles with a texture, a frame."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from inc.domain.charts.figures import Chart
from inc.domain.text import clean_line, shortened

WIDTH: Final = 720
LINE: Final = 18
"""Height of a line of text."""
LEAST: Final = 2.0
"""How high or wide a part is at least: what is not nothing is seen."""

_FONT: Final = "system-ui, sans-serif"
_LONGEST: Final = 120
_BELOW: Final = LINE  # or the table after a drawing sticks to it
# Each is at least three times as light or dark as a white page and as a dark one.
FILLS: Final = ("#3d7fc4", "#b3701a", "#5b8a3a", "#8a67c0", "#7d7d7d", "#c2455f")
GRADED: Final = ("#c2455f", "#b3701a", "#3d7fc4", "#5b8a3a", "#8a67c0", "#7d7d7d")
_NO_XML: Final = "[\ufffe\uffff]"
_WIDE: Final = frozenset("mwMW@%—…")
_NARROW: Final = frozenset("ilIj.,:;'|!()[]/ ")


def escaped(text: str) -> str:
    """Any text as one line of words in XML."""
    line = re.sub(_NO_XML, "\N{REPLACEMENT CHARACTER}", clean_line(text))
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        line = line.replace(sign, entity)
    return line


def width(text: str) -> float:
    """How wide a text is at most, in pixels of the drawing: nobody knows the font of a reader."""
    return sum(map(_width, text))


def _width(sign: str) -> float:
    if sign in _WIDE:
        return 12
    if sign in _NARROW:
        return 4.5
    if unicodedata.east_asian_width(sign) in "WF":
        return 13
    if unicodedata.combining(sign):
        return 0
    return 8.6 if sign.isupper() or ord(sign) > 0x2FF else 7.7


def fitted(text: str, most: float) -> str:
    """A text as one line, cut so that it is no wider than that."""
    line = shortened(clean_line(text), _LONGEST)
    length = len(line)
    while width(line) > most and length > 1:
        length -= 1
        line = shortened(line, length)
    return line


def label(text: str, x: float, y: float, anchor: str = "start") -> str:
    """A text that begins, ends or has its middle (start, end, middle) at x, on the line at y."""
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escaped(text)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, *, opacity: float, dashes: str = "") -> str:
    """A thin line in the colour of the text."""
    broken = f' stroke-dasharray="{dashes}"' if dashes else ""
    where = f'x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}"'
    return f'<line {where} stroke="currentColor" stroke-opacity="{opacity:g}"{broken}/>'


def box(x: float, y: float, wide: float, high: float, fill: str, told: str = "") -> str:
    """A rectangle; `told` is shown by those who point at it."""
    where = f'x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}"'
    if not told:
        return f'<rect {where} fill="{fill}"/>'
    return f'<rect {where} fill="{fill}"><title>{escaped(told)}</title></rect>'


def parts(chart: Chart, at: int) -> Iterator[tuple[float, str, str]]:
    """What the series have at a label, nothing aside: how much, its filling, and its words."""
    for number, series in enumerate(chart.series):
        value = series.values[at] or 0
        if value > 0:
            kind = f"{series.name}, " if len(chart.series) > 1 else ""
            yield value, _filling(chart, number), f"{chart.labels[at]}: {kind}{chart.told(value)}"


def _filling(chart: Chart, at: int) -> str:
    return f"url(#{chart.name}-{at})"


_TEXTURES: Final = (
    "",
    '<path d="M-2 2l4-4M0 8l8-8M6 10l4-4" stroke="{ink}" stroke-width="1.5"/>',
    '<circle cx="4" cy="4" r="1.6" fill="{ink}"/>',
    '<path d="M0 4h8" stroke="{ink}" stroke-width="1.5"/>',
    '<path d="M4 0v8" stroke="{ink}" stroke-width="1.5"/>',
    '<path d="M0 0l8 8M8 0l-8 8" stroke="{ink}" stroke-width="1.2"/>',
)


def textures(chart: Chart) -> Iterator[str]:
    """The fillings of all series, each with a colour and a texture of its own."""
    colours = GRADED if chart.is_graded else FILLS
    for at in range(len(chart.series)):
        name, kind = f"{chart.name}-{at}", at % len(FILLS)
        size = 'width="8" height="8" patternUnits="userSpaceOnUse"'
        drawn = _TEXTURES[kind].format(ink="#fff")
        yield f'<pattern id="{name}" {size}>'
        yield f'<rect width="8" height="8" fill="{colours[kind]}"/>{drawn}</pattern>'


def legend(chart: Chart, target: str) -> tuple[list[str], float]:
    """Which series is which, in as many lines as it takes, and how high that is."""
    named = [(one.name, _filling(chart, at)) for at, one in enumerate(chart.series)]
    keys = [*(named if len(named) > 1 else []), *([(target, "")] if target else [])]
    drawn: list[str] = []
    x, y = 0.0, 14.0
    for text, fill in keys:
        shown = fitted(text, WIDTH / 2)
        wide = 22 + width(shown) + 14
        if x + wide > WIDTH and x:
            x, y = 0.0, y + LINE
        mark = box(x, y - 10, 12, 12, fill) if fill else _dash(x, y)
        drawn += [mark, label(shown, x + 18, y)]
        x += wide
    return drawn, (y + 8 if keys else 0)


def _dash(x: float, y: float) -> str:
    return line(x, y - 4, x + 14, y - 4, opacity=1, dashes="5 3")


def frame(chart: Chart, description: str, drawn: Iterable[str], high: float) -> str:
    """The whole drawing, a gap below it, with what those are told who cannot see it."""
    high += _BELOW
    names = f"{chart.name}-title {chart.name}-desc"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{names}" '
        f'viewBox="0 0 {WIDTH} {high:g}" width="{WIDTH}" height="{high:g}" '
        f'style="max-width:100%;height:auto" direction="ltr" fill="currentColor" '
        f'font-family="{_FONT}" font-size="12">',
        f'<title id="{chart.name}-title">{escaped(chart.title)}</title>',
        f'<desc id="{chart.name}-desc">{escaped(description)}</desc>',
        "<defs>",
        *textures(chart),
        "</defs>",
        *drawn,
        "</svg>",
    ]
    return "\n".join(lines)


def described(chart: Chart, shape: str) -> str:
    """What a chart shows, in words: how many there are, the highest, and where the numbers are."""
    known = [(total, at) for at, total in enumerate(chart.totals) if total is not None]
    most, at = max(known, key=lambda one: (one[0], -one[1]))
    count = len(chart.labels)
    parts = [f"{count} {shape}{'' if count == 1 else 's'}"]
    if count > 1:
        parts[0] += f" from {chart.labels[0]} to {chart.labels[-1]}"
    parts.append(f"the highest is {chart.told(most)} ({chart.labels[at]})")
    if len(chart.series) > 1:
        parts.append(f"each is made of {_listed([one.name for one in chart.series])}")
    if chart.target is not None:
        parts.append(f"the target is {chart.told(chart.target)}")
    return "; ".join(parts) + ". The table below has the same numbers."


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
