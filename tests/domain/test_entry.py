"""A timeline that is read bit by bit is the same timeline."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inc.domain.entry import Entry, LongTimeline, followed, newest_id, of_kinds, places_by_kind
from inc.domain.vocabulary import Kind

BEGAN = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
KINDS = (Kind.DECLARED, Kind.NOTE, Kind.FINDING, Kind.NOTE)
ENTRIES = tuple(
    Entry(BEGAN + timedelta(minutes=number % 3), kind, "alice", str(number), f"{number:012}")
    for number, kind in enumerate(KINDS)
)


@pytest.fixture
def read() -> list[int]:
    """The places that were read so far."""
    return []


@pytest.fixture
def timeline(read: list[int]) -> LongTimeline:
    def one(place: int) -> Entry:
        read.append(place)
        return ENTRIES[place]

    times = [entry.at for entry in ENTRIES]
    return LongTimeline(KINDS, times, newest_id(ENTRIES), one)


def test_it_is_a_sequence_like_any_other(timeline: LongTimeline) -> None:
    assert len(timeline) == 4 and timeline == ENTRIES and [*ENTRIES] != timeline
    assert tuple(timeline) == ENTRIES and hash(timeline) == hash(ENTRIES)
    assert (timeline[1:3], timeline[-1]) == (ENTRIES[1:3], ENTRIES[-1])
    assert ENTRIES[2] in timeline and timeline.index(ENTRIES[2]) == 2
    assert timeline != ENTRIES[:3]
    with pytest.raises(IndexError):
        timeline[4]


def test_only_what_is_asked_for_is_read_and_once(timeline: LongTimeline, read: list[int]) -> None:
    assert newest_id(timeline) == ENTRIES[-1].id
    assert places_by_kind(timeline) == places_by_kind(ENTRIES)
    assert read == []
    assert of_kinds(timeline, (Kind.NOTE,)) == of_kinds(ENTRIES, (Kind.NOTE,))
    assert timeline[3] is timeline[-1]
    assert sorted(read) == [1, 3]


def test_entries_that_follow(timeline: LongTimeline, read: list[int]) -> None:
    more = [Entry(BEGAN, Kind.NOTE, "bob", "more", "1" * 12)]
    longer = followed(timeline, more)
    assert newest_id(longer) == more[0].id and len(longer) == 5 and longer[4] is more[0]
    assert read == []
    assert longer == followed(ENTRIES, more) == (*ENTRIES, *more)
    assert newest_id(followed(longer, [])) == more[0].id
