"""When commits count as recorded, whatever the clocks of those who made them said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc.domain.record_time import (
    Commit,
    common,
    disagreeing,
    joined_by,
    newest,
    record_times,
)

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
NOW = NOON + timedelta(hours=6)


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


def commit(oid: str, minute: int, *parents: str) -> Commit:
    return Commit(oid, parents, at(minute))


def test_a_clock_that_is_behind_counts_from_what_it_stands_on() -> None:
    commits = [commit("c", 20, "b"), commit("b", -600, "a"), commit("a", 10)]
    times = record_times(commits, NOW)
    assert times == {"a": at(10), "b": at(10), "c": at(20)}
    assert [one.oid for one in disagreeing(commits, times)] == ["b"]


def test_a_clock_that_is_ahead_holds_back_what_stands_on_it() -> None:
    """Nothing is shown before what it rests on; whoever knows better names the commit."""
    commits = [commit("c", 20, "b"), commit("b", 60, "a"), commit("a", 10)]
    times = record_times(commits, NOW)
    assert times == {"a": at(10), "b": at(60), "c": at(60)}
    assert [one.oid for one in newest(commits, times, at(30))] == ["a"]


def test_a_date_that_is_still_to_come_says_nothing() -> None:
    future = 60 * 24 * 365
    commits = [commit("c", 20, "b"), commit("b", future, "a"), commit("a", 10)]
    assert record_times(commits, NOW) == {"a": at(10), "b": at(10), "c": at(20)}
    commits = [commit("b", 20, "a"), commit("a", future)]
    assert record_times(commits, NOW) == {"a": at(20), "b": at(20)}
    assert record_times([commit("a", future)], NOW) == {"a": NOW}


FORK = [
    commit("merge", 40, "ours", "theirs"),
    commit("ours", 30, "base"),
    commit("theirs", 2, "base"),
    commit("base", 0),
]


@pytest.mark.parametrize(
    ("minute", "expected"),
    [
        (-1, []),
        (0, ["base"]),
        (1, ["base"]),
        (2, ["theirs"]),
        (30, ["ours", "theirs"]),
        (39, ["ours", "theirs"]),
        (40, ["merge"]),
    ],
)
def test_the_newest_that_were_known(minute: int, expected: list[str]) -> None:
    times = record_times(FORK, NOW)
    assert [one.oid for one in newest(FORK, times, at(minute))] == expected


def test_where_two_lines_met_and_parted() -> None:
    heads = FORK[1:3]
    assert joined_by(FORK, heads) == FORK[0]
    assert common(FORK, heads) == FORK[3]
    assert joined_by(FORK[1:], heads) is None
    unrelated = [commit("b", 1), commit("a", 0)]
    assert common(unrelated, unrelated) is None
    assert common(FORK, FORK[:1]) == FORK[0]


@st.composite
def histories(draw: st.DrawFn) -> list[Commit]:
    """Commits with any dates, each on top of any that came before."""
    made: list[Commit] = []
    for number in range(draw(st.integers(1, 12))):
        parents = (
            draw(st.sets(st.sampled_from([one.oid for one in made]), max_size=3)) if made else set()
        )
        made.append(commit(str(number), draw(st.integers(-500, 500)), *sorted(parents)))
    return made[::-1]


@given(commits=histories(), minute=st.integers(-600, 600))
def test_what_is_known_never_lacks_what_it_stands_on(commits: list[Commit], minute: int) -> None:
    times = record_times(commits, NOW)
    known = {one.oid for one in commits if times[one.oid] <= at(minute)}
    assert all(set(one.parents) <= known for one in commits if one.oid in known)
    heads = newest(commits, times, at(minute))
    below: set[str] = {one.oid for one in heads}
    for one in commits:
        if one.oid in below:
            below.update(one.parents)
    assert below == known, "the heads are all of it"


@given(commits=histories())
def test_at_last_all_is_known(commits: list[Commit]) -> None:
    times = record_times(commits, NOW)
    assert all(moment <= NOW for moment in times.values())
    above = {oid for one in commits for oid in one.parents}
    heads = newest(commits, times, NOW)
    assert {one.oid for one in heads} == {one.oid for one in commits} - above


@given(commits=histories())
def test_clocks_that_agree_are_believed(commits: list[Commit]) -> None:
    right = [one._replace(committed=at(int(one.oid))) for one in commits]
    assert record_times(right, NOW) == {one.oid: one.committed for one in right}
