"""The pure part of the proof: who stands on whom, what explains a loss, ids and times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from inc.domain.identifiers import mint
from inc.domain.proof import (
    CLOCKS,
    Alterations,
    Bounds,
    Finding,
    Graph,
    Ids,
    Kin,
    Proof,
    Seen,
    Trouble,
    is_ahead_of_itself,
    worst_first,
)

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
GONE = frozenset({None})


class Made(NamedTuple):
    """A commit of a made-up history: its parents, and what each entry says after it."""

    parents: tuple[int, ...]
    says: dict[str, int]


@st.composite
def histories(draw: st.DrawFn) -> list[Made]:
    """Commits that add, amend and drop entries, and merges that take what one side did."""
    commits = [Made((), {})]
    for number in range(1, draw(st.integers(2, 25))):
        first = draw(st.integers(max(0, number - 4), number - 1))
        second = draw(st.integers(max(0, number - 4), number - 1))
        if first != second and draw(st.booleans()):
            commits.append(Made((first, second), merged(commits, first, second)))
        else:
            commits.append(Made((first,), changed(draw, commits[first].says, number)))
    return commits


def changed(draw: st.DrawFn, says: dict[str, int], number: int) -> dict[str, int]:
    names = sorted(says)
    what = draw(st.sampled_from(["add", "amend", "drop"] if names else ["add"]))
    if what == "add":
        return {**says, f"e{number}": number}
    name = draw(st.sampled_from(names))
    if what == "amend":
        return {**says, name: number}
    return {other: words for other, words in says.items() if other != name}


def behind(commits: list[Made], number: int) -> set[int]:
    found, queue = {number}, [number]
    while queue:
        for parent in commits[queue.pop()].parents:
            if parent not in found:
                found.add(parent)
                queue.append(parent)
    return found


def merged(commits: list[Made], one: int, other: int) -> dict[str, int]:
    """What a merge has: for each entry what the side did that did anything since they were one."""
    ours, theirs = behind(commits, one), behind(commits, other)
    says: dict[str, int] = {}
    for name in {**commits[one].says, **commits[other].says}:
        mine, yours = commits[one].says.get(name), commits[other].says.get(name)
        did = changes(commits, name, theirs - ours)
        word = yours if did and mine != yours else mine
        if word is not None:
            says[name] = word
    return says


def changes(commits: list[Made], name: str, among: set[int]) -> bool:
    """Whether one of some commits made an entry say something else, or came with it."""
    return any(
        commits[number].says.get(name) != commits[parent].says.get(name)
        for number in among
        for parent in commits[number].parents[:1]
        if len(commits[number].parents) == 1
    )


def judged(commits: list[Made]) -> set[tuple[int, str]]:
    """The merges and entries for which nothing explains what the merge did."""
    graph, alterations, wrong = Graph(), Alterations(), set()
    for number, commit in enumerate(commits):
        graph.add(str(number), [str(parent) for parent in commit.parents])
        if len(commit.parents) == 1:
            for name, now in lost(commits[commit.parents[0]], commit):
                alterations.add(number, name, now)
    for number, commit in enumerate(commits):
        if len(commit.parents) < 2:
            continue
        news = []
        for here, there in (commit.parents, commit.parents[::-1]):
            brought = graph.only(there, here)
            for name, now in lost(commits[here], commit):
                if not alterations.explain(name, now, brought):
                    wrong.add((number, name))
                    news.append((name, now))
        for name, now in news:
            alterations.add(number, name, now)
    return wrong


def lost(was: Made, now: Made) -> list[tuple[str, frozenset[int | None]]]:
    return [
        (name, frozenset({now.says.get(name)}))
        for name, words in was.says.items()
        if now.says.get(name) != words
    ]


@settings(max_examples=400, deadline=None)
@given(histories())
def test_only_is_what_is_behind_one_and_not_behind_the_other(commits: list[Made]) -> None:
    graph = Graph()
    for number, commit in enumerate(commits):
        graph.add(str(number), [str(parent) for parent in commit.parents])
    for one in range(len(commits)):
        for other in range(len(commits)):
            ours, theirs = behind(commits, one), behind(commits, other)
            assert graph.only(one, other) == ours - theirs
            assert graph.is_behind(one, other) == (one in theirs and one != other)


@settings(max_examples=300, deadline=None)
@given(histories(), st.data())
def test_a_merge_that_loses_what_no_side_dropped_is_found(
    commits: list[Made], data: st.DataObject
) -> None:
    merges = [
        (number, name)
        for number, commit in enumerate(commits)
        if len(commit.parents) > 1
        for name in commit.says
        if all(name in commits[parent].says for parent in commit.parents)
    ]
    if not merges:
        return
    number, name = data.draw(st.sampled_from(merges))
    left = {other: words for other, words in commits[number].says.items() if other != name}
    planted = [*commits[:number], commits[number]._replace(says=left)]
    assert (number, name) in judged(planted)


def test_a_merge_that_takes_each_side_is_no_loss() -> None:
    root = Made((), {"a": 0, "b": 0, "c": 0})
    ours = Made((0,), {"a": 1, "b": 0, "c": 0})
    theirs = Made((0,), {"a": 0, "b": 0, "d": 2})
    good = Made((1, 2), {"a": 1, "b": 0, "d": 2})
    assert judged([root, ours, theirs, good]) == set()
    for says, wrong in (
        ({"a": 0, "b": 0, "d": 2}, "a"),
        ({"a": 1, "b": 0}, "d"),
        ({"a": 1, "d": 2}, "b"),
        ({"a": 1, "b": 9, "d": 2}, "b"),
    ):
        assert judged([root, ours, theirs, Made((1, 2), says)]) == {(3, wrong)}
    again = [root, ours, theirs, Made((1, 2), {"a": 1, "d": 2})]
    later = Made((3, 2), {"a": 1, "d": 2})
    assert judged([*again, later]) == {(3, "b")}, "it is told where it was done, once"


def test_ids_that_come_again() -> None:
    ids = Ids()
    ids.add("a", Seen(0, "one.md", 1))
    ids.add("a", Seen(4, "one.md", 1))
    assert ids.again == []
    assert ids.bringers("a") == [0, 4]
    ids.add("a", Seen(5, "one.md", 2))
    ids.add("a", Seen(6, "two.md", 1))
    assert [seen.commit for _, seen in ids.again] == [5, 6]
    assert ids.bringers("b") == []


def test_names_of_one_incident() -> None:
    kin = Kin()
    kin.join(["a", "b"])
    kin.join(["c", "d"])
    assert kin.are_one("b", "a")
    assert not kin.are_one("a", "c")
    kin.join(["b", "d", "e"])
    assert kin.are_one("a", "e")
    kin.join([])


@given(st.integers(-600, 600), st.integers(-600, 600))
def test_times_are_compared_as_texts(event: int, clock: int) -> None:
    bounds = Bounds.of(int(NOON.timestamp()))
    name = mint(NOON + timedelta(seconds=clock), None, 7)
    at = NOON + timedelta(seconds=event)
    is_kept = bounds.are_kept(name, at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    limit = CLOCKS.total_seconds()
    assert is_kept == (event <= limit and clock <= limit)
    assert is_ahead_of_itself(name, at) == (event - clock > limit)


def test_bounds_of_impossible_commits() -> None:
    assert Bounds.of(-5).at == "1970-01-01T00:05:00Z"
    assert Bounds.of(1 << 60).at.startswith("9000-")


def test_the_answer() -> None:
    def finding(trouble: Trouble) -> Finding:
        return Finding(trouble, "a", "b", "c", "d", "e")

    clock, dropped = finding(Trouble.CLOCK), finding(Trouble.DROPPED)
    assert worst_first([clock, dropped, clock]) == [dropped, clock]
    assert Proof([clock]).is_proven
    assert not Proof([dropped]).is_proven
    assert not Proof([], ["a thing"]).is_proven
