"""The command structure as a small tree: the commander at the top, who reports to whom below."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from inc.domain.people import Seat
from inc.domain.view import View
from inc.domain.vocabulary import spoken


class Branches(NamedTuple):
    """What a tree is drawn with."""

    fork: str
    last: str
    passing: str


LINES = Branches("├─ ", "└─ ", "│  ")
PLAIN = Branches("+- ", "`- ", "|  ")


def tree(top: Seat, view: View) -> Iterator[str]:
    """The structure in lines, the people behind their roles in one column."""
    rows = list(_rows(top, LINES if _has_signs() else PLAIN))
    width = max(len(label) for label, _ in rows)
    for label, seat in rows:
        yield drawable(f"{label:<{width}}  {view.seat(seat)}")


def drawable(text: str) -> str:
    """A text with its arrows as standard output can carry them."""
    return text if _has_signs() else text.replace("→", "->")


def _has_signs() -> bool:
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    return encoding.startswith("utf")


def _rows(top: Seat, drawn: Branches) -> Iterator[tuple[str, Seat]]:
    yield spoken(top.role), top
    yield from _below(top.below, "", drawn)


def _below(seats: Sequence[Seat], lead: str, drawn: Branches) -> Iterator[tuple[str, Seat]]:
    for seat in seats:
        is_last = seat is seats[-1]
        yield lead + (drawn.last if is_last else drawn.fork) + spoken(seat.role), seat
        yield from _below(seat.below, lead + ("   " if is_last else drawn.passing), drawn)
