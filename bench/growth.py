"""How times grow with the number of incidents, drawn in plain text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final, NamedTuple

BEGINS: Final = "<!-- growth: written by finding.py --write -->\n"
ENDS: Final = "<!-- growth ends -->\n"

_WIDTH: Final = 32  # of the longest bar
_EIGHTHS: Final = " ▏▎▍▌▋▊▉"


class Point(NamedTuple):
    """How many milliseconds something took at a number of incidents."""

    name: str
    size: int
    milliseconds: float

    @property
    def share(self) -> float:
        """Milliseconds for a thousand incidents."""
        return 1000 * self.milliseconds / self.size


def chart(points: Sequence[Point]) -> str:
    """A bar for each point, a group for each name, in Markdown.

    In a group the bars are as long as the milliseconds for a thousand incidents: they keep their
    length where growth is linear, and get shorter where it is better.
    """
    ordered = sorted(points, key=lambda one: (one.name, one.size))
    lines = [
        "ms for a thousand incidents (ms in all): a bar that gets longer were worse than linear"
    ]
    for name, group in groupby(ordered, key=lambda one: one.name):
        lines += ["", name, *_bars(list(group))]
    return "\n".join(["```text", *lines, "```"])


def _bars(group: Sequence[Point]) -> list[str]:
    longest = max(one.share for one in group)
    return [
        f"{one.size:>9,}  {_bar(one.share / longest):<{_WIDTH}}  "
        f"{one.share:9.2f}  ({one.milliseconds:,.0f} ms)"
        for one in group
    ]


def _bar(part: float) -> str:
    """A bar in eighths of a character, never none at all."""
    eighths = max(1, round(8 * _WIDTH * part))
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8]).rstrip()


def written(page: str, text: str) -> str:
    """A page with the text between the two marks, at its end where it has none."""
    before, begins, rest = page.partition(BEGINS)
    _, _, after = rest.partition(ENDS) if begins else ("", "", "")
    return f"{before}{'' if begins else chr(10)}{BEGINS}\n{text}\n\n{ENDS}{after}"
