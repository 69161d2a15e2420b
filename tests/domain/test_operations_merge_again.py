"""What came to a merged incident is taken over, once, and the stub is as a merge leaves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc.domain.incident import Change, Facts, Incident
from inc.domain.operations.merge import merge
from inc.domain.operations.merge_again import merge_again, since
from inc.domain.policy import Policy
from inc.domain.timeline import Entry, fold
from inc.domain.vocabulary import Kind
from inc.errors import Refused

THIS, OTHER = "2026-03-04-checkout", "2026-03-04-search"
NOW = datetime(2026, 3, 4, 16, 0, tzinfo=UTC)
FACTS = Facts("alice", NOW, NOW, count().__next__)
TOLD = st.sampled_from(
    [
        (Kind.NOTE, "a note"),
        (Kind.SEVERITY, "SEV2: half of them"),
        (Kind.STATUS, "monitoring: better"),
        (Kind.ROLE, "commander @dan"),
        (Kind.MITIGATED, "rebuilt the index"),
        (Kind.RESOLVED, "fast again"),
        (Kind.REOPENED, "slow again"),
        (Kind.NOTE, "[redacted by @dan]"),
    ]
)


def incident(name: str, entries: list[Entry]) -> Incident:
    stated = {path[0]: value for path, value in fold(entries).items() if len(path) == 1 and value}
    return Incident(name, {"id": name, **stated}, entries)


def declared(name: str, letter: str) -> Incident:
    at = NOW - timedelta(minutes=30)
    return incident(
        name, [Entry(at, Kind.DECLARED, "bob", "SEV1: It fails", f"0{letter}000000000a")]
    )


def after(before: Incident, done: Change) -> Incident:
    news = {old.id: new for old, new in done.replaced}
    kept = [news.get(one.id, one) for one in before.entries if one not in done.dropped]
    stated = {**before.fields, **{path[0]: value for path, value in done.fields.items()}}
    entries = sorted([*kept, *done.added], key=lambda one: one.order)
    return Incident(before.id, {key: one for key, one in stated.items() if one}, entries)


def merged() -> tuple[Incident, Incident]:
    one, two = declared(THIS, "a"), declared(OTHER, "b")
    joined, left = merge(one, two, FACTS, Policy({}), "")
    return after(one, joined), after(two, left)


@given(st.lists(st.tuples(st.integers(-20, 20), TOLD), min_size=1, max_size=6))
def test_whatever_came_is_there_once_and_again_there_is_nothing(
    late: list[tuple[int, tuple[Kind, str]]],
) -> None:
    this, stub = merged()
    came = [
        Entry(NOW + timedelta(minutes=minute), kind, "bob", text, f"0c{number:010}")
        for number, (minute, (kind, text)) in enumerate(late)
    ]
    stub = stub._replace(entries=sorted([*stub.entries, *came], key=lambda one: one.order))
    assert {one.id for one in since(stub, this).went_on} == {one.id for one in came}
    joined, left = merge_again(this, stub, None, FACTS, Policy({}))
    this, stub = after(this, joined), after(stub, left)
    ids = [one.id for one in this.entries]
    assert {one.id for one in came} <= set(ids) and len(ids) == len(set(ids))
    assert not any(since(stub, this))
    assert fold(stub.entries)["status",] == "closed" == stub.status
    assert this.severity == "SEV1"
    with pytest.raises(Refused, match="already"):
        merge_again(this, stub, None, FACTS, Policy({}))


def test_nothing_is_taken_over_of_a_stub_that_only_its_front_matter_makes_one() -> None:
    this, _ = merged()
    by_hand = declared(OTHER, "b")
    assert not any(since(by_hand, this))
