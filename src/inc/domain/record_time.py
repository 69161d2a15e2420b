"""When commits count as recorded, and what was known at a moment: arithmetic over a graph.

The commits of a branch are given with those that stand on others first, as git lists them.

The dates of commits come from the clocks of many machines. A commit cannot have been recorded
before what it stands on, so it counts from its own date or from the latest one below it, whichever
is later; a date that is still to come says nothing. So what is known at a moment never lacks what
it rests on, and a clock that is behind makes nothing known before what it stands on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple


class Commit(NamedTuple):
    """A commit that changed a document: what it stands on, its date, who made it.

    `operation` is the command that made it and `entries` are those that it names, both as its
    trailers say.
    """

    oid: str
    parents: Sequence[str]
    committed: datetime
    author: str = ""
    operation: str = ""
    entries: Sequence[str] = ()


Times = Mapping[str, datetime]
"""When each commit counts as recorded, by its id."""


def record_times(commits: Sequence[Commit], now: datetime) -> Times:
    """When each commit counts as recorded; never later than now."""
    times: dict[str, datetime] = {}
    for one in reversed(commits):
        below = [times[oid] for oid in one.parents if oid in times]
        own = [one.committed] if one.committed <= now else []
        times[one.oid] = max([*below, *own], default=None) or _first_above(one, commits, now)
    return times


def _first_above(root: Commit, commits: Sequence[Commit], now: datetime) -> datetime:
    """The first date on top of a root whose own date is still to come."""
    above = (one.committed for one in commits if root.oid in one.parents)
    return min((date for date in above if date <= now), default=now)


def disagreeing(commits: Sequence[Commit], times: Times) -> list[Commit]:
    """The commits that count from another time than the one that their clock said."""
    return [one for one in commits if times[one.oid] != one.committed]


def newest(commits: Sequence[Commit], times: Times, moment: datetime) -> list[Commit]:
    """The commits that were recorded by a moment, and on which no other such commit stands.

    There are several where people were at work on their own, and none where nothing was known.
    """
    known = [one for one in commits if times[one.oid] <= moment]
    below = {oid for one in known for oid in one.parents}
    found = [one for one in known if one.oid not in below]
    return sorted(found, key=lambda one: (times[one.oid], one.oid), reverse=True)


def joined_by(commits: Sequence[Commit], heads: Sequence[Commit]) -> Commit | None:
    """The first commit that stands on all of some others; None where nothing joined them."""
    wanted = {one.oid for one in heads}
    holds: dict[str, set[str]] = {}
    for one in reversed(commits):
        held = {oid for below in one.parents for oid in holds.get(below, ())}
        holds[one.oid] = held | ({one.oid} & wanted)
        if wanted <= holds[one.oid]:
            return one
    return None


def common(commits: Sequence[Commit], heads: Sequence[Commit]) -> Commit | None:
    """The newest commit that all of some others stand on; None where they have none in common."""
    shared = set.intersection(*(_below(commits, one) for one in heads))
    return next((one for one in commits if one.oid in shared), None)


def _below(commits: Sequence[Commit], head: Commit) -> set[str]:
    """A commit and all that it stands on."""
    found = {head.oid}
    for one in commits:
        if one.oid in found:
            found.update(one.parents)
    return found
