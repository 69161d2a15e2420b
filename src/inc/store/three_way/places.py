"""Where in a sequence of units changes are, and which of them are about one place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from inc.store.three_way.units import Unit


class Hunk(NamedTuple):
    """Between two places stand these units now; both are in the base still.

    Unit number `n` of the base is place `2 n`, and the place behind it `2 n + 1`. What goes on with
    the list above a gap and what stands below that are two hunks: people add to lists at once.
    """

    low: int
    high: int
    units: tuple[Unit, ...]

    @property
    def is_swap(self) -> bool:
        """Whether it puts one unit in the place of one other: the next one is nothing to it."""
        return self.high == self.low + 4 and len(self.units) == 1


class Edit(NamedTuple):
    """The named unit of the base at `at` has other words now."""

    at: int
    unit: Unit


Change = Hunk | Edit


def components(hunks: Sequence[Hunk], edits: Sequence[Edit]) -> Iterator[list[Change]]:
    """The changes, those that touch the same place together; the last place first."""
    groups = [
        (min(one.low for one in some), max(one.high for one in some), list[Change](some))
        for some in _groups(sorted(hunks, key=lambda one: (one.low, one.high)))
    ]
    alone: list[tuple[int, int, list[Change]]] = []
    for edit in edits:
        for low, high, some in groups:
            if low < 2 * edit.at < high:
                some.append(edit)
                break
        else:
            alone.append((2 * edit.at, 2 * edit.at, [edit]))
    for _, _, some in sorted([*groups, *alone], key=lambda one: one[:2], reverse=True):
        yield some


def _groups(hunks: Sequence[Hunk]) -> list[list[Hunk]]:
    """Hunks in their order, those that meet, through others too, in one group.

    Only units that were rewritten one by one are let alone although they stand side by side: in a
    merged text nobody could tell any other neighbours apart.
    """
    groups: list[list[Hunk]] = []
    for one in hunks:
        if groups and one.is_swap and groups[-1][0].is_swap and groups[-1][0].low == one.low:
            groups[-1].append(one)
        else:
            groups.append([one])
    while len(joined := _joined(groups)) < len(groups):
        groups = joined
    return groups


def _joined(groups: Sequence[list[Hunk]]) -> list[list[Hunk]]:
    """Groups made one with the group before where they overlap, but for two rewritten units."""
    found: list[list[Hunk]] = []
    for some in groups:
        last = found[-1] if found else []
        overlap = any(one.high > some[0].low for one in last)
        if overlap and not (_is_one_swap(last) and _is_one_swap(some)):
            last += some
        else:
            found.append([*some])
    return found


def _is_one_swap(hunks: Sequence[Hunk]) -> bool:
    return all(one.is_swap and one.low == hunks[0].low for one in hunks)


def within(low: int, high: int) -> tuple[int, int]:
    """The half-open range of the units of the base between two places."""
    start = low // 2 + 1
    return start, max(start, (high + 1) // 2)
