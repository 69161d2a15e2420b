"""Numbers as people read them in a report; a dash where there is none."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from inc.domain.times import words

NONE: Final = "–"
_MINUS: Final = "\N{MINUS SIGN}"


def lasted(seconds: float | None) -> str:
    """A length of time: `1 h 05 min`."""
    if seconds is None or seconds < 0:
        return NONE
    return words(timedelta(seconds=round(seconds)))


def percent(share: float | None) -> str:
    """A share of 0 to 1: `62 %`. What is not all, or not none, is not told as such."""
    if share is None:
        return NONE
    whole = min(99, max(1, round(100 * share))) if 0 < share < 1 else round(100 * share)
    return f"{whole} %"


def more(now: float, before: float) -> str:
    """How many more: `+2`, `−1`, `±0`."""
    return _signed(round(now - before), "")


def longer(now: float | None, before: float | None) -> str:
    """How much longer, as a share of what it was: `+38 %`; a dash where that says nothing."""
    if now is None or not before:
        return NONE
    return _signed(round(100 * (now - before) / before), " %")


def points(now: float | None, before: float | None) -> str:
    """How much more of a whole: `+5 points`."""
    if now is None or before is None:
        return NONE
    return _signed(round(100 * now) - round(100 * before), " points")


def _signed(number: int, unit: str) -> str:
    sign = "±" if not number else "+" if number > 0 else _MINUS
    return f"{sign}{abs(number)}{unit}"


def counted(number: int, one: str) -> str:
    """`1 drill`, `2 drills`."""
    return f"{number} {one}{'' if number == 1 else 's'}"
