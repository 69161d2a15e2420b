"""Commits of two histories that are one and the same change, and up to where both have all of it.

A commit that was put on top of another history, or joined with it, has another id there, and other
documents. What both sides have of each other is the version that a merge has to start from: from an
older one, a choice that one side made would come back from the other as a version of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

from inc.carrying import wording
from inc.vcs.lineage import Person, Step

Twins = Mapping[str, Collection[str]]
"""For commits of a bundle, those here that are the same change."""

_JOINING: Final = frozenset({"apply", "sync"})


def twins(here: Sequence[Step], there: Sequence[Step]) -> Twins:
    """Which commits of a bundle are which of ours.

    They have one author and one time, and either stand for one commit, as they say themselves, or
    say the same words, which no other says on either side.
    """
    found: dict[str, set[str]] = {}
    named: dict[tuple[Person, str], set[str]] = {}
    for one in here:
        for origin in (one.oid, *wording.origins(one.message)):
            named.setdefault((one.author, origin), set()).add(one.oid)
    ours, theirs = _by_words(here), _by_words(there)
    for one in there:
        same = set[str]().union(
            *(named.get((one.author, origin), ()) for origin in wording.origins(one.message))
        )
        words = _words(one)
        if not same and words in ours and words in theirs:
            same.add(ours[words])
        if same:
            found[one.oid] = same
    return found


def _words(step: Step) -> tuple[Person, str]:
    return step.author, wording.bare(step.message)


def _by_words(steps: Sequence[Step]) -> dict[tuple[Person, str], str]:
    """The commits that alone say their words."""
    times = Counter(map(_words, steps))
    return {_words(one): one.oid for one in steps if times[_words(one)] == 1}


class Shared(NamedTuple):
    """The last commits of ours, and of a bundle, behind which the other side has everything."""

    ours: Sequence[str]
    theirs: Sequence[str]
    has_all_ours: bool


def shared(
    here: Sequence[Step], there: Sequence[Step], known: Collection[str], same: Twins
) -> Shared:
    """Up to where each of two histories has all of the other.

    `known` are the commits here that have the documents of one of the bundle; the commits `there`
    are those that nothing here has the documents of.
    """
    twice = frozenset().union(*same.values())
    behind = _behind(here, known)
    ours = _whole(here, behind, twice)
    theirs = _whole(there, {oid for one in there for oid in one.parents} - _ids(there), set(same))
    more_here = {one.oid for one in here if one.oid in ours - behind and not _is_joining(one)}
    more_there = {one.oid for one in there if one.oid in theirs and not _is_joining(one)}
    tops = _tops(here, ours)
    ends = _tops(there, theirs)
    if all(ours.intersection(same[oid]) for oid in more_there if oid in same):
        ends = []
    elif more_here <= frozenset().union(*(same[oid] for oid in theirs if oid in same)):
        tops = []
    return Shared(tops, ends, _ids(here) <= ours)


def _ids(steps: Sequence[Step]) -> set[str]:
    return {one.oid for one in steps}


def _behind(steps: Sequence[Step], ends: Collection[str]) -> set[str]:
    """Some commits and all that they stand on."""
    found = set(ends)
    for one in reversed(steps):
        if one.oid in found:
            found |= set(one.parents)
    return found


def _whole(steps: Sequence[Step], begun: Collection[str], twice: Collection[str]) -> set[str]:
    """The commits that the other side has, with all that they stand on.

    One that only joins two others brings nothing of its own.
    """
    found = set(begun)
    for one in steps:
        is_there = one.oid in twice or _is_joining(one)
        if is_there and found.issuperset(one.parents):
            found.add(one.oid)
    return found


def _is_joining(step: Step) -> bool:
    if len(step.parents) < 2:
        return False
    said = wording.trailers(step.message)
    return any(key == "Inc-Operation" and value in _JOINING for key, value in said)


def _tops(steps: Sequence[Step], among: Collection[str]) -> list[str]:
    """Those of some commits that no other of them stands on."""
    under = {oid for one in steps if one.oid in among for oid in one.parents}
    return [one.oid for one in steps if one.oid in among and one.oid not in under]
