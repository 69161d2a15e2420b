"""A sequence of units and what was changed in it: hunks between units that stayed, and edits.

What a side did to the base is a *set* of changes. Two sides are merged by uniting their sets, so
the order of merging cannot matter. Changes that touch the same place become one passage that holds
all versions; reading it gives the same set back.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from inc.store.three_way import items, passages
from inc.store.three_way.units import BLOCK, HEADING, ITEM, LISTS, TEXT, Unit, of_text, rank


class Hunk(NamedTuple):
    """Between two places stand these units now; both are in the base still.

    Unit number `n` of the base is place `2 n`, and the place behind it `2 n + 1`. What goes on with
    the list above a gap and what stands below that are two hunks: people add to lists at once.
    """

    low: int
    high: int
    units: tuple[Unit, ...]


class Edit(NamedTuple):
    """The named unit of the base at `at` has other words now."""

    at: int
    unit: Unit


Change = Hunk | Edit


class Merged(NamedTuple):
    """The units of a merged sequence, and how many passages have several versions now."""

    units: list[Unit]
    torn: int = 0


def merge(base: Sequence[Unit], *sides: Sequence[Unit]) -> Merged:
    """The base with what all sides changed."""
    every = list(dict.fromkeys(change for side in sides for change in changes(base, side)))
    hunks = [one for one in every if isinstance(one, Hunk)]
    edits = _joined(base, [one for one in every if isinstance(one, Edit)])
    hunks = [one for one in _united(hunks) if not _is_overruled(one, edits)]
    leads = _leads(base, sides)
    written = _Writer([unit._replace(lead=lead) for unit, lead in zip(base, leads, strict=True)])
    for component in _components(hunks, edits):
        written.put(component)
    return written.done()


def changes(base: Sequence[Unit], side: Sequence[Unit]) -> Iterator[Change]:
    """What a side changed, each change by itself."""
    stayed = _stayed(base, side)
    for at, to in stayed:
        if base[at].lines != side[to].lines:
            yield Edit(at, _plain(side[to]))
    ends = [(-1, -1), *stayed, (len(base), len(side))]
    for (low, first), (high, last) in itertools.pairwise(ends):
        before, after = base[low + 1 : high], side[first + 1 : last]
        if [one.lines for one in before] == [one.lines for one in after]:
            continue
        listed = 0
        while not before and listed < len(after) and after[listed].kind in LISTS:
            listed += 1
        if listed:
            yield Hunk(2 * low, 2 * low + 1, tuple(map(_plain, after[:listed])))
        start, rest = 2 * low + (not before), after[listed:]
        versions = passages.read(rest[0].lines) if len(rest) == 1 else None
        if versions is not None:
            yield from _told(base, low, before, versions)
        elif rest or before:
            yield Hunk(start, 2 * high, tuple(map(_plain, rest)))


def _told(
    base: Sequence[Unit], low: int, before: Sequence[Unit], versions: Sequence[str]
) -> Iterator[Change]:
    """What each version of a passage changed; without it they stand behind `low`."""
    above, moved = lines_of(base[: low + 1], above=False), low + 1
    for version in versions:
        for one in changes(before, of_text(version, above) if version else []):
            if isinstance(one, Hunk):
                yield one._replace(low=one.low + 2 * moved, high=one.high + 2 * moved)
            else:
                yield one._replace(at=one.at + moved)


def common(one: Sequence[Unit], other: Sequence[Unit]) -> list[Unit]:
    """What two sequences without a base have in common, which then is their base."""
    return [min(one[at], other[to], key=rank) for at, to in _stayed(one, other)]


def _plain(unit: Unit) -> Unit:
    """A unit that is compared: how many blank lines stand above does not make it another."""
    may_touch = unit.kind in LISTS or "|" in unit.lines[0]
    return unit._replace(lead=min(unit.lead, 1) if may_touch else 1)


def _stayed(base: Sequence[Unit], side: Sequence[Unit]) -> list[tuple[int, int]]:
    """The places, there and here, of the units that are in both once, and in the same order."""
    ours, theirs = (Counter((one.kind, one.key) for one in some) for some in (base, side))
    places = {(one.kind, one.key): number for number, one in enumerate(side)}
    pairs = [
        (number, places[name])
        for number, one in enumerate(base)
        if ours[name := (one.kind, one.key)] == 1 and theirs[name] == 1
    ]
    return _longest_rising(pairs)


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs in which the second numbers rise, too."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, to) in enumerate(pairs):
        at = bisect_left(tails, to)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [to]
        ends[at : at + 1] = [number]
    found: list[tuple[int, int]] = []
    number = ends[-1] if ends else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def _leads(base: Sequence[Unit], sides: Sequence[Sequence[Unit]]) -> list[int]:
    """The blank lines above each unit of the base: as many as any version has."""
    leads = [one.lead for one in base]
    for side in sides:
        for at, to in _stayed(base, side):
            leads[at] = max(leads[at], side[to].lead)
    return leads


# ------------------------------------------------------------------ changes in one place


def _joined(base: Sequence[Unit], edits: Sequence[Edit]) -> list[Edit]:
    """One edit of each unit."""
    by_unit: dict[int, list[Unit]] = {}
    for one in edits:
        by_unit.setdefault(one.at, []).append(one.unit)
    return [Edit(at, joined(base[at], units)) for at, units in sorted(by_unit.items())]


def joined(base: Unit | None, units: Sequence[Unit]) -> Unit:
    """What several versions of a named unit make together."""
    if len(set(units)) == 1:
        return units[0]
    if base is not None and base.kind == ITEM:
        united = items.united(base.lines, sorted({one.lines for one in units}))
        if united is not None:
            return units[0]._replace(lines=united, lead=max(one.lead for one in units))
    return max(units, key=rank)


def _united(hunks: Sequence[Hunk]) -> list[Hunk]:
    """The hunks, where several only add lines of lists in one place these as one."""
    added: dict[tuple[int, int], list[Hunk]] = {}
    others = []
    for one in hunks:
        if one.high <= one.low + 1 and all(unit.kind in (*LISTS, HEADING) for unit in one.units):
            added.setdefault((one.low, one.high), []).append(one)
        else:
            others.append(one)
    return [*others, *(_union(some) for some in added.values())]


def _union(hunks: Sequence[Hunk]) -> Hunk:
    """All that is added in one place; in the order of its words, but for what all agree on."""
    orders = {tuple((unit.kind, unit.key) for unit in one.units) for one in hunks}
    by_name: dict[tuple[str, str, str], list[Unit]] = {}
    for one in hunks:
        heading = ""
        for unit in one.units:
            heading = unit.key if unit.kind == HEADING else heading
            by_name.setdefault((heading, unit.kind, unit.key), []).append(unit)
    names = list(by_name)
    if len(orders) > 1:
        names.sort(key=lambda name: (name[0], name[1] != HEADING, name[2]))
    units = tuple(joined(None, by_name[name]) for name in names)
    return hunks[0]._replace(units=units)


def _is_overruled(hunk: Hunk, edits: Iterable[Edit]) -> bool:
    """Whether it only takes a unit away that somebody else has worked on."""
    is_gone = not hunk.units and hunk.high == hunk.low + 4
    return is_gone and any(2 * one.at == hunk.low + 2 for one in edits)


def _components(hunks: Sequence[Hunk], edits: Sequence[Edit]) -> Iterator[list[Change]]:
    """The changes, those that touch the same place together; the last place first."""
    left = sorted(hunks, key=lambda one: (one.low, one.high))
    groups: list[tuple[int, int, list[Change]]] = []
    for one in left:
        if groups and one.low < groups[-1][1]:
            low, high, some = groups[-1]
            groups[-1] = (low, max(high, one.high), [*some, one])
        else:
            groups.append((one.low, one.high, [one]))
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


class _Writer:
    """The base, with changes put into it from the end."""

    def __init__(self, base: Sequence[Unit]) -> None:
        self._base = base
        self._units = list(base)
        self._torn = 0

    def put(self, component: Sequence[Change]) -> None:
        """Write changes of one place; those are behind it that were written before."""
        if len(component) == 1 and isinstance(edit := component[0], Edit):
            self._units[edit.at] = edit.unit._replace(lead=self._base[edit.at].lead)
            return
        hunks = [one for one in component if isinstance(one, Hunk)]
        start, end = _within(min(one.low for one in hunks), max(one.high for one in hunks))
        if len(component) == 1:
            self._units[start:end] = hunks[0].units
            return
        versions = [_text(self._with(one, start, end)) for one in component]
        lines = passages.write(versions)
        self._units[start:end] = [Unit(TEXT, "\n".join(lines), lines, 1)]
        self._torn += 1

    def _with(self, change: Change, start: int, end: int) -> list[Unit]:
        """The base from a unit up to another one, with one change."""
        region = list(self._base[start:end])
        if isinstance(change, Edit):
            region[change.at - start] = change.unit
        else:
            first, last = _within(change.low, change.high)
            region[first - start : last - start] = change.units
        return region

    def done(self) -> Merged:
        """What was written, with a blank line behind each passage that ends in a quotation."""
        units: list[Unit] = []
        for unit in self._units:
            above = units[-1] if units else None
            if above and (_would_join(above, unit) or _is_quoted(above)):
                unit = unit._replace(lead=max(unit.lead, 1))
            units.append(unit)
        return Merged(units, self._torn)


def _within(low: int, high: int) -> tuple[int, int]:
    """The half-open range of the units of the base between two places."""
    start = low // 2 + 1
    return start, max(start, (high + 1) // 2)


def _would_join(above: Unit, unit: Unit) -> bool:
    """Whether a text would go on with the list item above it."""
    is_row = "|" in unit.lines[0] and "|" in above.lines[-1]
    return unit.kind in (TEXT, BLOCK) and above.kind in (*LISTS, TEXT, BLOCK) and not is_row


def _is_quoted(unit: Unit) -> bool:
    return passages.read(unit.lines) is not None


def _text(units: Sequence[Unit]) -> str:
    """Units as one text."""
    lines: list[str] = []
    for number, unit in enumerate(units):
        lines += [""] * (unit.lead if number else 0)
        lines += unit.lines
    return "\n".join(lines)


def lines_of(units: Sequence[Unit], above: bool) -> list[str]:
    """The lines of units, with the blank ones; `above` tells that something stands above them."""
    lines: list[str] = []
    for unit in units:
        lines += [""] * unit.lead if lines or above else []
        lines += unit.lines
    return lines
