"""Which units of two sequences are the same."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import Final

from inc.store.three_way.units import BLOCK, ITEM, LISTS, Unit

_ORDERED: Final = LISTS | {BLOCK}


def stayed(base: Sequence[Unit], side: Sequence[Unit]) -> list[tuple[int, int]]:
    """The places, there and here, of the units that are in both once, and in the same order."""
    ours, theirs = (Counter((one.kind, one.key) for one in some) for some in (base, side))
    places = {(one.kind, one.key): number for number, one in enumerate(side)}
    pairs = [
        (number, places[name])
        for number, one in enumerate(base)
        if ours[name := (one.kind, one.key)] == 1 and theirs[name] == 1
    ]
    return _longest_rising(pairs)


def adopted(base: Sequence[Unit], side: Sequence[Unit]) -> list[Unit]:
    """A side with the items that it gave an id under the name that they have in the base."""
    ours, theirs = (Counter(one.key for one in some if one.kind == ITEM) for some in (base, side))
    said = Counter(one.words for one in side if one.words)
    return [
        one._replace(key=one.words, words="")
        if one.words
        and (ours[one.key], ours[one.words], theirs[one.words], said[one.words]) == (0, 1, 0, 1)
        else one._replace(words="")
        for one in side
    ]


def in_place(base: Sequence[Unit], side: Sequence[Unit]) -> list[Unit]:
    """A side with what only moved in a list where the base has it.

    Merges put new lines in one order, and people another one; what moves is the same line still.
    """
    both = stayed(base, side)
    is_here = {at for at, _ in both}
    names = Counter((one.kind, one.key) for one in (*base, *side))
    moved = {
        (one.kind, one.key)
        for at, one in enumerate(base)
        if at not in is_here and one.kind in _ORDERED and names[one.kind, one.key] == 2
    } & {(one.kind, one.key) for one in side}
    found = [one for one in side if (one.kind, one.key) not in moved]
    units = {(one.kind, one.key): one for one in side}
    above = -1
    for one in base if moved else ():
        name = (one.kind, one.key)
        if name in moved:
            above += 1
            found.insert(above, units[name])
        elif names[name] == 2 and name in units:
            above = next(at for at, two in enumerate(found) if (two.kind, two.key) == name)
    return found


def repeated(units: Sequence[Unit]) -> frozenset[tuple[str, str]]:
    """The names that several units have: of those nobody can say which one is which."""
    counted = Counter((one.kind, one.key) for one in units)
    return frozenset(name for name, number in counted.items() if number > 1)


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
