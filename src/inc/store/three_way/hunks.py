"""A sequence of units and what was changed in it: hunks between units that stayed, and edits.

What a side did to the base is a *set* of changes. Two sides are merged by uniting their sets, so
the order of merging cannot matter. Changes that touch the same place become one passage that holds
all versions; reading it gives the same set back.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from inc.store.three_way import added, items, passages
from inc.store.three_way.choices import Choice, contradiction
from inc.store.three_way.matching import adopted, in_place, repeated, stayed
from inc.store.three_way.places import Change, Edit, Hunk, components, within
from inc.store.three_way.units import (
    BLOCK,
    BOX,
    HEADING,
    ITEM,
    LISTS,
    TEXT,
    Unit,
    label,
    may_touch,
    of_text,
    rank,
    text_of,
)


class Merged(NamedTuple):
    """The units of a merged sequence, those with several versions, and what was chosen."""

    units: list[Unit]
    torn: int = 0
    choices: Sequence[Choice] = ()


def merge(base: Sequence[Unit], *sides: Sequence[Unit]) -> Merged:
    """The base with what all sides changed."""
    sides = tuple(in_place(base, adopted(base, side)) for side in sides)
    base = [one._replace(words="") for one in base]
    every = _set(change for side in sides for change in changes(base, side))
    hunks = [one for one in every if isinstance(one, Hunk)]
    choices: list[Choice] = []
    edits = _joined(base, [one for one in every if isinstance(one, Edit)], choices)
    whole, torn = _united(hunks, choices)
    hunks = [one for one in whole if not _is_overruled(one, edits)]
    leads = _leads(base, sides)
    written = _Writer([unit._replace(lead=lead) for unit, lead in zip(base, leads, strict=True)])
    for component in components(hunks, edits):
        written.put(component)
    done = written.done()
    return Merged(done.units, done.torn + torn, choices)


def changes(base: Sequence[Unit], side: Sequence[Unit]) -> Iterator[Change]:
    """What a side changed, each change by itself."""
    both = stayed(base, side)
    for at, to in both:
        if base[at].lines != side[to].lines:
            yield Edit(at, _plain(side[to]))
    twice = repeated(base) | repeated(side)
    ends = [(-1, -1), *both, (len(base), len(side))]
    for (low, begin), (high, end) in itertools.pairwise(ends):
        before, after = base[low + 1 : high], side[begin + 1 : end]
        if [one.lines for one in before] == [one.lines for one in after]:
            continue
        listed = 0
        while not before and listed < len(after) and after[listed].kind in LISTS:
            listed += 1
        if listed:
            yield Hunk(2 * low, 2 * low + 1, tuple(map(_plain, after[:listed])))
        start, rest = 2 * low + (not before), after[listed:]
        versions = passages.read(rest[0].lines) if len(rest) == 1 else None
        is_each = len(before) == len(rest) and twice.isdisjoint(map(_name, [*before, *rest]))
        if before and is_each:
            yield from _swaps(base, low, rest)
        elif versions is not None:
            yield from _told(base, low, before, versions)
        elif rest or before:
            for some in added.versions(rest) if not before else [rest]:
                yield Hunk(start, 2 * high, tuple(map(_plain, some)))


def _name(unit: Unit) -> tuple[str, str]:
    return unit.kind, unit.key


def _swaps(base: Sequence[Unit], low: int, units: Sequence[Unit]) -> Iterator[Change]:
    """What stands below `low` has as many units now: each was rewritten by itself."""
    for at, unit in enumerate(units, low + 1):
        versions = passages.read(unit.lines)
        if versions is not None:
            yield from _told(base, at - 1, [base[at]], versions)
        elif unit.lines != base[at].lines:
            yield Hunk(2 * at - 2, 2 * at + 2, (_plain(unit),))


def _told(
    base: Sequence[Unit], low: int, before: Sequence[Unit], versions: Sequence[str]
) -> Iterator[Change]:
    """What each version of a passage changed; without it they stand behind `low`."""
    above, moved = lines_of(base[: low + 1], above=False), low + 1
    for version in versions:
        units = adopted(before, of_text(version, above)) if version else []
        told = list(changes(before, units)) or [_unchanged(before)]
        for one in told:
            if isinstance(one, Hunk):
                yield one._replace(low=one.low + 2 * moved, high=one.high + 2 * moved)
            else:
                yield one._replace(at=one.at + moved)


def _unchanged(before: Sequence[Unit]) -> Hunk:
    """A version that is as the base: it was put beside others, and is no less one of them."""
    return Hunk(-2 + (not before), 2 * len(before), tuple(map(_plain, before)))


def common(one: Sequence[Unit], other: Sequence[Unit]) -> list[Unit]:
    """What two sequences without a base have in common, which then is their base."""
    return [min(one[at], other[to], key=rank) for at, to in stayed(one, other)]


def contradictions(one: Sequence[Unit], other: Sequence[Unit]) -> list[Choice]:
    """Of boxes and items that stand in both of two sequences: where they say different things."""
    return [
        choice
        for at, to in stayed(one, other)
        if one[at].kind in (BOX, ITEM)
        for choice in contradiction(
            label(one[at]), max(one[at], other[to], key=rank).text, [one[at].text, other[to].text]
        )
    ]


def _plain(unit: Unit) -> Unit:
    """A unit with one blank line above, or none where it may go on with a list or a table."""
    return unit._replace(lead=min(unit.lead, 1) if may_touch(unit, unit) else 1, words="")


def _set(found: Iterable[Change]) -> list[Change]:
    """Each change once: how many blank lines stand above a unit does not make it another."""
    each: dict[Change, Change] = {}
    for one in found:
        bare = _spaced(one, itertools.repeat(0))
        there = each.get(bare)
        each[bare] = _spaced(one, map(max, _leads_of(one), _leads_of(there))) if there else one
    return list(each.values())


def _leads_of(change: Change) -> list[int]:
    units = change.units if isinstance(change, Hunk) else (change.unit,)
    return [unit.lead for unit in units]


def _spaced(change: Change, leads: Iterable[int]) -> Change:
    if isinstance(change, Edit):
        return change._replace(unit=change.unit._replace(lead=next(iter(leads))))
    pairs = zip(change.units, leads, strict=False)
    return change._replace(units=tuple(unit._replace(lead=lead) for unit, lead in pairs))


def _leads(base: Sequence[Unit], sides: Sequence[Sequence[Unit]]) -> list[int]:
    """The blank lines above each unit of the base: as many as any version has."""
    leads = [one.lead for one in base]
    for side in sides:
        for at, to in stayed(base, side):
            leads[at] = max(leads[at], side[to].lead)
    return leads


# ------------------------------------------------------------------ changes in one place


def _joined(base: Sequence[Unit], edits: Sequence[Edit], choices: list[Choice]) -> list[Edit]:
    """One edit of each unit."""
    by_unit: dict[int, list[Unit]] = {}
    for one in edits:
        by_unit.setdefault(one.at, []).append(one.unit)
    return [Edit(at, joined(base[at], units, choices)) for at, units in sorted(by_unit.items())]


def joined(base: Unit | None, units: Sequence[Unit], choices: list[Choice]) -> Unit:
    """What several versions of a named unit make together."""
    lead = max(one.lead for one in units)
    if len({one.lines for one in units}) == 1:
        return units[0]._replace(lead=lead)
    if base is not None and base.kind == ITEM:
        versions = sorted({one.lines for one in units})
        united = items.united(base.lines, versions)
        if united is not None:
            choices += items.chosen(base.lines, versions, united)
            return units[0]._replace(lines=united, lead=lead)
    winner = max(units, key=rank)
    if winner.kind != BLOCK:
        choices += contradiction(label(winner), winner.text, [one.text for one in units])
    return winner._replace(lead=lead)


def _united(hunks: Sequence[Hunk], choices: list[Choice]) -> tuple[list[Hunk], int]:
    """The hunks, where those that only add something in one place are one; and how many tear it."""
    by_place: dict[tuple[int, int], list[Hunk]] = {}
    for one in hunks:
        by_place.setdefault((one.low, one.high), []).append(one)
    united, torn = [], 0
    for (low, high), some in by_place.items():
        units = [one.units for one in some]
        if high <= low + 1:
            whole = added.united(units, partial(joined, None, choices=choices))
            united.append(Hunk(low, high, tuple(whole.units)))
            torn += whole.torn
        elif all(one.is_swap and one.units[0].kind == HEADING for one in some):
            name = max(names for names in units)
            choices += contradiction(
                label(name[0]), name[0].text, [names[0].text for names in units]
            )
            united.append(Hunk(low, high, name))
        else:
            united += some
    return united, torn


def _is_overruled(hunk: Hunk, edits: Iterable[Edit]) -> bool:
    """Whether it only takes a unit away that somebody else has worked on."""
    is_gone = not hunk.units and hunk.high == hunk.low + 4
    return is_gone and any(2 * one.at == hunk.low + 2 for one in edits)


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
        start, end = within(min(one.low for one in hunks), max(one.high for one in hunks))
        if len(component) == 1:
            self._units[start:end] = hunks[0].units
            return
        versions = [text_of(self._with(one, start, end)) for one in component]
        lines = passages.write(versions)
        self._units[start:end] = [Unit(TEXT, "\n".join(lines), lines, 1)]
        self._torn += 1

    def _with(self, change: Change, start: int, end: int) -> list[Unit]:
        """The base from a unit up to another one, with one change."""
        region = list(self._base[start:end])
        if isinstance(change, Edit):
            region[change.at - start] = change.unit
        else:
            first, last = within(change.low, change.high)
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


def _would_join(above: Unit, unit: Unit) -> bool:
    """Whether a text would go on with the list item above it."""
    is_row = "|" in unit.lines[0] and "|" in above.lines[-1]
    return unit.kind in (TEXT, BLOCK) and above.kind in (*LISTS, TEXT, BLOCK) and not is_row


def _is_quoted(unit: Unit) -> bool:
    return passages.read(unit.lines) is not None


def lines_of(units: Sequence[Unit], above: bool) -> list[str]:
    """The lines of units, with the blank ones; `above` tells that something stands above them."""
    lines: list[str] = []
    for unit in units:
        lines += [""] * unit.lead if lines or above else []
        lines += unit.lines
    return lines
