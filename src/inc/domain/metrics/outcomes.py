"""What became of promises and of action items, counted.

A promise of a next update was kept, missed (late or not at all), overtaken by the end of the
incident, or is pending. An action item was closed in time, late, or nobody can say (`undated`); it
is open, overdue, or dropped.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Self


class Promises(NamedTuple):
    """How many promises of a next update came to what."""

    kept: int = 0
    missed: int = 0
    overtaken: int = 0
    pending: int = 0

    @property
    def share(self) -> float | None:
        """The part of those that could be kept or missed that was kept, 0 to 1."""
        return self.kept / judged if (judged := self.kept + self.missed) else None

    @classmethod
    def added(cls, each: Iterable[Self]) -> Self:
        """The sum of several."""
        return cls(*map(sum, zip(*each, strict=True)))


class Items(NamedTuple):
    """How many action items came to what; `undated` are done, and their days are not known."""

    in_time: int = 0
    late: int = 0
    undated: int = 0
    open: int = 0
    overdue: int = 0
    dropped: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self)

    @property
    def closed(self) -> int:
        """How many were done."""
        return self.in_time + self.late + self.undated

    @property
    def completed(self) -> float | None:
        """The part that was done of all but the dropped ones, 0 to 1."""
        wanted = self.total - self.dropped
        return self.closed / wanted if wanted else None

    @property
    def share(self) -> float | None:
        """The part that was closed in time of those whose day has come, 0 to 1.

        Those are the ones closed in time, the late ones and the overdue ones.
        """
        judged = self.in_time + self.late + self.overdue
        return self.in_time / judged if judged else None

    @classmethod
    def added(cls, each: Iterable[Self]) -> Self:
        """The sum of several."""
        return cls(*map(sum, zip(*each, strict=True)))
