"""Three texts made one: both sides' changes, or a refusal, and never a line too few."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inc.vcs.repository import Repository
from inc.vcs.three_way import merge_lines

ENTRIES = [f"- entry {number}\n" for number in range(6)]
Edits = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from(["add", "drop", "change"])), max_size=3
)


def edited(side: str, edits: list[tuple[int, str]]) -> bytes:
    lines = list(ENTRIES)
    for place, what in edits:
        if what == "add":
            lines.insert(place, f"- {side} at {place}\n")
        elif place < len(lines):
            lines[place : place + 1] = (
                [f"- {side} instead of {place}\n"] if what == "change" else []
            )
    return "".join(lines).encode()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(Edits, Edits)
def test_nothing_is_lost_and_the_sides_are_equal(
    repository: Path, mine: list[tuple[int, str]], yours: list[tuple[int, str]]
) -> None:
    inc = Repository.find(repository)
    base, ours, theirs = edited("", []), edited("ours", mine), edited("theirs", yours)
    assert merge_lines(inc, ours, base, base) == ours
    assert merge_lines(inc, base, base, theirs) == theirs
    assert merge_lines(inc, ours, base, ours) == ours
    merged = merge_lines(inc, ours, base, theirs)
    assert merged == merge_lines(inc, theirs, base, ours)
    if merged is not None:
        new = {line for side in (ours, theirs) for line in side.split(b"\n")} - {*base.split(b"\n")}
        kept = {*ours.split(b"\n")} & {*theirs.split(b"\n")}
        assert {*merged.split(b"\n")} == new | kept


@pytest.mark.parametrize(
    ("ours", "theirs", "merged"),
    [
        ("a\nb\nc\nd\n", "a\nB\nc\n", "a\nB\nc\nd\n"),
        ("a\nb\nc\nd\n", "a\nb\n", "a\nb\nd\n"),
        ("A\nb\nc\n", "a\nB\nc\n", "A\nB\nc\n"),
        ("a\nb\nc\nd\n", "a\nb\nc\ne\n", None),
        ("a\nB\nc\n", "a\nX\nc\n", None),
        ("a\nB\nc\n", "a\nc\n", None),
    ],
)
def test_neighbours_do_not_meet(
    ours: str, theirs: str, merged: str | None, repository: Path
) -> None:
    sides = (side.encode() for side in (ours, "a\nb\nc\n", theirs))
    expected = None if merged is None else merged.encode()
    assert merge_lines(Repository.find(repository), *sides) == expected
