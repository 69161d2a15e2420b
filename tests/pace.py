"""What hostile text may cost, said as a ratio: seconds say more of the machine than of the work.

What is guarded against is work that grows as the square of its text, or faster. So the processor
time of the work is held against what is measured beside it: the same work on a sixteenth of the
text, or a yardstick. One try of three is enough: what disturbs a machine passes, a square stays.
"""

from __future__ import annotations

import re
import resource
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

TRIES = 3
PART = 16
MOST_PARTS = 64
"""What is linear takes 16 times as long as a sixteenth of it does; a square 256 times as long."""

LINE = "- `2026-03-04T15:{:02}:00Z` **note** @bob — the pool leaks again: {}\n"
LINES = "".join(LINE.format(number % 60, number) for number in range(24_000))


def steady(work: Callable[[int], T], size: int) -> T:
    """What `work` gives for a size; it takes next to no time, or grows as its size does."""
    told = []
    for _ in range(TRIES):
        part, _ = _cost(lambda: work(size // PART))
        whole, result = _cost(lambda: work(size))
        if whole <= max(MOST_PARTS * part, yardstick()):
            return result
        told.append(f"{part:.4f} s for a sixteenth and {whole:.3f} s for all")
    raise AssertionError(f"it grows faster than its text: {', '.join(told)}")


def bounded(work: Callable[[], T], yardsticks: int) -> T:
    """What `work` gives; it takes no more than so many yardsticks."""
    told = []
    for _ in range(TRIES):
        took, result = _cost(work)
        one = yardstick()
        if took <= yardsticks * one:
            return result
        told.append(f"{took:.3f} s where one takes {one:.4f} s")
    raise AssertionError(f"it takes more than {yardsticks} yardsticks: {', '.join(told)}")


def yardstick() -> float:
    """The processor seconds of a piece of known work: about a hundredth on a machine of 2025."""
    return _cost(lambda: Counter(re.findall(r"`([^`]+)` \*\*(\w+)\*\* @(\w+)", LINES)))[0]


def _cost(work: Callable[[], T]) -> tuple[float, T]:
    """The processor seconds of some work and of the processes it waits for, and what it gives."""
    before = _spent()
    result = work()
    return _spent() - before, result


def _spent() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
