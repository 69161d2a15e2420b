"""Entries of a timeline, and long timelines of which only what is asked for is read."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from itertools import chain
from operator import itemgetter
from typing import NamedTuple, overload

from inc.domain.vocabulary import Kind


class Entry(NamedTuple):
    """One thing that happened: event time, kind, author and text (lines joined by LF)."""

    at: datetime
    kind: Kind
    author: str
    text: str
    id: str = ""
    audience: str = ""

    @property
    def order(self) -> tuple[datetime, str]:
        """The place in the timeline: event time, then order of recording."""
        return (self.at, self.id)

    @property
    def first_line(self) -> str:
        """The first line that says something."""
        return self.text.lstrip("\n").split("\n", 1)[0]


class LongTimeline(Sequence[Entry]):
    """The entries of a long document, each read when it is first asked for.

    Their kinds and times, and the newest id, are known before: most questions are about few.
    """

    def __init__(
        self,
        kinds: Sequence[Kind],
        times: Sequence[datetime],
        newest_id: str | None,
        read: Callable[[int], Entry],
    ) -> None:
        self.kinds = kinds
        self.times = times
        self.newest_id = newest_id
        self._read = read
        self._known: dict[int, Entry] = {}

    def __len__(self) -> int:
        return len(self.kinds)

    @overload
    def __getitem__(self, place: int) -> Entry: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Entry, ...]: ...
    def __getitem__(self, place: int | slice) -> Entry | tuple[Entry, ...]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(len(self))[place])
        at = range(len(self))[place]
        if at not in self._known:
            self._known[at] = self._read(at)
        return self._known[at]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._all)

    @cached_property
    def _all(self) -> tuple[Entry, ...]:
        return self[:]

    def __eq__(self, other: object) -> bool:
        return self._all == (other._all if isinstance(other, LongTimeline) else other)

    def __hash__(self) -> int:
        return hash(self._all)

    @cached_property
    def places(self) -> Mapping[Kind, Sequence[int]]:
        """The places of the entries of each kind."""
        return _places(self.kinds)

    def followed_by(self, added: Sequence[Entry]) -> LongTimeline:
        """This timeline and entries that come after it."""
        kinds = [*self.kinds, *(one.kind for one in added)]
        times = [*self.times, *(one.at for one in added)]
        ids = filter(None, [self.newest_id, newest_id(added)])

        def read(place: int) -> Entry:
            return self[place] if place < len(self) else added[place - len(self)]

        return LongTimeline(kinds, times, max(ids, default=None), read)


def followed(entries: Sequence[Entry], added: Sequence[Entry]) -> Sequence[Entry]:
    """Entries, and others that come after them."""
    if isinstance(entries, LongTimeline):
        return entries.followed_by(added)
    return (*entries, *added)


def times_of(entries: Sequence[Entry]) -> Sequence[datetime]:
    """The time of each entry."""
    return entries.times if isinstance(entries, LongTimeline) else [one.at for one in entries]


def places_by_kind(entries: Sequence[Entry]) -> Mapping[Kind, Sequence[int]]:
    """The places of the entries of each kind."""
    if isinstance(entries, LongTimeline):
        return entries.places
    return _places(one.kind for one in entries)


def _places(kinds: Iterable[Kind]) -> Mapping[Kind, Sequence[int]]:
    found: dict[Kind, list[int]] = {}
    for place, kind in enumerate(kinds):
        found.setdefault(kind, []).append(place)
    return found


def newest_id(entries: Iterable[Entry]) -> str | None:
    """The greatest id of the entries, or None where no entry has one."""
    if isinstance(entries, LongTimeline):
        return entries.newest_id
    return max((entry.id for entry in entries if entry.id), default=None)


def of_kinds(entries: Iterable[Entry], kinds: Container[Kind]) -> list[Entry]:
    """The entries of some kinds, in their order, which is that of what happened."""
    if isinstance(entries, LongTimeline):
        every = (places for kind, places in entries.places.items() if kind in kinds)
        found = [entries[place] for place in sorted(chain.from_iterable(every))]
    else:
        found = [one for one in entries if one.kind in kinds]
    return sorted(found, key=in_order)


in_order = itemgetter(0, 4)
"""The order of an entry, for sorting many."""
