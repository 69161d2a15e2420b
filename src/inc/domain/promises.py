"""What became of the promise of a next update: it was kept, missed, or overtaken by the end.

Times are instants or whole seconds since 1970: an index counts thousands of promises.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from inc.domain.vocabulary import Kind

Time = TypeVar("Time", datetime, int)

ENDS = (Kind.RESOLVED, Kind.CLOSED, Kind.REOPENED)
"""The entries that tell of an end, or that it was none."""


def ends(
    told: Iterable[tuple[Time, Kind]], stated: Iterable[Time | None], *, is_open: bool
) -> list[tuple[Time, Time | None]]:
    """Each time that an incident ended, and when it was back (None: it was not).

    `told` are the entries of `ENDS` in their order; to close one that is resolved ends nothing. The
    last end may be told by the front matter alone: `stated` is when it was resolved, and closed.
    """
    found: list[tuple[Time, Time | None]] = []
    for at, kind in told:
        is_over = bool(found) and found[-1][1] is None
        if kind is Kind.REOPENED and is_over:
            found[-1] = (found[-1][0], at)
        elif kind is not Kind.REOPENED and not is_over:
            found.append((at, None))
    back = found[-1][1] if found else None
    if is_open or (found and back is None):
        return found
    last = next((at for at in stated if at is not None and (back is None or at >= back)), None)
    if last is not None:
        found.append((last, None))
    return found


def outcome(
    ends: Sequence[tuple[Time, Time | None]], made: Time, promised: Time, following: Time | None
) -> tuple[Time | None, Time | None]:
    """When a promise was answered, and when the end came where that was first.

    `made` is the time of its update, `following` that of the next one for the same audience.
    """
    over = next((at for at, back in ends if back is None or back > made), None)
    if following is not None and (following <= promised or over is None or following <= over):
        return following, None
    return None, over
