"""Which commits of two histories are one change, and up to where both have all of each other."""

from __future__ import annotations

from inc.carrying.twins import shared, twins
from inc.vcs.lineage import Person, Step


def step(oid: str, *parents: str, words: str = "", by: str = "alice", at: int = 0) -> Step:
    """A commit; its words are those of its id unless others are given."""
    person = Person(by, f"{by}@example.com", f"{at} +0000")
    return Step(oid, parents, False, "", person, person, words or f"change {oid}")


def standing(oid: str, *parents: str, of: str, by: str = "alice") -> Step:
    """A commit that stands for another one."""
    return step(oid, *parents, words=f"change\n\nInc-From: {of}\n", by=by)


JOINING = "joined\n\nInc-Operation: apply\n"


def test_who_stands_for_one_commit() -> None:
    here = [step("a"), standing("b1", "a", of="b", by="bob")]
    there = [standing("x", of="a"), standing("y", "x", of="b", by="bob"), standing("z", of="c")]
    assert twins(here, there) == {"x": {"a"}, "y": {"b1"}}


def test_another_author_is_another_change() -> None:
    assert twins([step("a")], [standing("x", of="a", by="mallory")]) == {}
    assert twins([step("a", words="one", at=1)], [step("x", words="one", at=2)]) == {}


def test_the_same_words_of_one_author_at_one_time() -> None:
    """A rebase gives another id, and the one that was carried before names the old one."""
    here = [standing("a1", of="a")]
    assert twins(here, [standing("x", of="a-rebased")]) == {"x": {"a1"}}
    twice = [standing("x", of="a-rebased"), standing("y", of="another")]
    assert twins(here, twice) == {}


def test_the_last_of_ours_that_they_have() -> None:
    here = [step("o"), step("a", "o"), standing("b1", "a", of="b"), step("a2", "b1")]
    there = [step("b", "o"), standing("x", "b", of="a")]
    same = {"b": {"b1"}, "x": {"a"}}
    found = shared(here, there, {"o"}, same)
    assert (found.ours, found.theirs, found.has_all_ours) == (["b1"], [], False)
    found = shared(here[:3], [*there, step("new", "x")], {"o"}, same)
    assert (found.ours, found.has_all_ours) == (["b1"], True)


def test_the_last_of_theirs_that_we_have() -> None:
    """What stands on something that is not here is not the last, though it is here."""
    here = [step("o"), step("b", "o"), step("b2", "b")]
    there = [standing("x", "o", of="b"), step("a", "x"), standing("y", "a", of="b2")]
    found = shared(here, there, {"o"}, {"x": {"b"}, "y": {"b2"}})
    assert (found.ours, found.theirs) == (["b2"], [])
    found = shared([here[0], step("c", "o"), step("b", "c")], there[:2], {"o"}, {"x": {"b"}})
    assert (found.ours, found.theirs) == ([], ["x"])


def test_what_only_joins_brings_nothing_of_its_own() -> None:
    here = [step("o"), step("a", "o"), step("b1", "o"), step("m", "a", "b1", words=JOINING)]
    there = [step("b", "o"), step("x", "b"), step("new", "x")]
    same = {"b": {"b1"}, "x": {"a"}}
    assert shared(here, there, {"o"}, same).has_all_ours
    by_hand = [*here[:3], step("m", "a", "b1", words="Merge branch 'other'")]
    found = shared(by_hand, there, {"o"}, same)
    assert (sorted(found.ours), found.has_all_ours) == (["a", "b1"], False)
