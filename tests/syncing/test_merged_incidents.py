"""One merges an incident while the other, unseen, goes on writing to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import people
import pytest
from desks import NAME

if TYPE_CHECKING:
    from desks import Desk, Office

office, tmp_path = people.office, people.tmp_path
OTHER = "2026-03-04-search-is-slow"
MERGE = ("merge", OTHER, "-i", NAME)
TURNED = ("merge", NAME, "-i", OTHER)
Both = tuple["Desk", "Desk"]


@pytest.fixture
def both(office: Office) -> Both:
    """Bob and carol, who have two incidents that alice declared, each with a note."""
    alice = office.first()
    alice("log", "the pool is full", "-i", NAME)
    alice("declare", "Search is slow", "-s", "2")
    alice("log", "words of a customer", "-i", OTHER)
    alice("sync")
    bob, carol = office.desk("bob"), office.desk("carol")
    bob.second, carol.second = alice.second, alice.second + 7
    return bob, carol


@pytest.fixture(params=["the writer syncs last", "the writer syncs first"])
def meet(request: pytest.FixtureRequest, both: Both) -> Callable[[], str]:
    """Have both sides meet: what the second of them is told."""
    first, second = both if request.param.endswith("first") else both[::-1]

    def done() -> str:
        first("sync")
        said = second("sync").out
        first("sync")
        assert first.head == second.head
        return said

    return done


def entries(desk: Desk, name: str = NAME) -> list[tuple[str, str]]:
    found = desk("show", name, "--json").json["incident"]["entries"]
    return [(entry["kind"], entry["text"]) for entry in found]


def entry_id(desk: Desk, words: str, name: str = OTHER) -> str:
    found = desk("show", name, "--json").json["incident"]["entries"]
    return next(str(entry["id"]) for entry in found if words in entry["text"])


def document(desk: Desk, name: str) -> str:
    return (desk.folder / f"incidents/2026/03/{name}.md").read_text()


def codes(desk: Desk) -> list[str]:
    found = desk("check", "--json", ok=False).json["findings"]
    return [one["code"] for one in found if one["code"] in ("INC123", "INC124")]


def is_as_merged(desk: Desk, base: str) -> None:
    """The stub is as a merge leaves it, nothing finds fault, and again there is nothing to do."""
    assert codes(desk) == []
    stub = desk("show", OTHER, "--json").json["incident"]
    assert (stub["status"], stub["merged_into"]) == ("closed", NAME)
    assert document(desk, OTHER).count("This incident was merged into") == 1
    assert {kind for kind, _ in entries(desk, OTHER)} == {"declared", "merged"}
    assert "Proven: " in desk("verify").err
    found = desk("check", "--base", base, "--json", ok=False).json["findings"]
    assert [one for one in found if one["code"].startswith("INC4")] == []
    again = desk(*MERGE, ok=False)
    assert (again.code, f"{OTHER} was merged into {NAME} already" in again.err) == (1, True)
    assert "Nothing came to it since." in again.err
    assert "went on" not in desk("next", ok=False).out


def test_words_that_one_redacts_are_gone_from_both(both: Both, meet: Callable[[], str]) -> None:
    bob, carol = both
    bob("redact", entry_id(bob, "customer"), "-i", OTHER, "-m", "a name")
    carol(*MERGE)
    said = meet()
    told = f"{OTHER}: merged into {NAME} by one side, while the other went on writing to it"
    assert f"{told}: inc {' '.join(MERGE)}" in " ".join(said.split())
    assert "words of a customer" in document(bob, NAME)
    assert codes(bob) == ["INC124"]
    assert f"inc {' '.join(MERGE)}" in bob("next", ok=False).out
    base = bob.head
    assert "[redacted by @bob: a name]" in bob(*MERGE).out
    for name in (NAME, OTHER):
        assert "words of a customer" not in document(bob, name)
    assert ("note", "[redacted by @bob: a name]") in entries(bob)
    is_as_merged(bob, base)


def test_words_of_the_stub_go_with_those_of_the_one_that_goes_on(both: Both) -> None:
    bob, _ = both
    bob(*MERGE)
    text = f"s/declared in {OTHER}: SEV2: Search is slow/[redacted by @bob: a name]/"
    bob("edit", NAME, GIT_EDITOR=f"sed -i -e '{text}'")
    assert codes(bob) == ["INC124"]
    base = bob.head
    bob(*MERGE)
    assert ("declared", "SEV2: [redacted by @bob: a name]") in entries(bob, OTHER)
    is_as_merged(bob, base)


def test_an_amendment_comes_along(both: Both, meet: Callable[[], str]) -> None:
    bob, carol = both
    bob("amend", entry_id(bob, "customer"), "-i", OTHER, "--text", "what a customer said")
    bob("amend", entry_id(bob, "SEV2"), "-i", OTHER, "--text", "SEV2: Search is very slow")
    carol(*MERGE)
    meet()
    assert codes(carol) == ["INC123"]
    base = carol.head
    carol(*MERGE)
    told = entries(carol)
    assert ("note", "what a customer said") in told
    assert ("note", f"declared in {OTHER}: SEV2: Search is very slow") in told
    assert "words of a customer" not in document(carol, NAME)
    is_as_merged(carol, base)


def test_two_amendments_are_two_versions(both: Both, meet: Callable[[], str]) -> None:
    bob, carol = both
    bob("amend", entry_id(bob, "customer"), "-i", OTHER, "--text", "what bob heard")
    carol(*MERGE)
    carol("amend", entry_id(carol, "customer", NAME), "-i", NAME, "--text", "what carol heard")
    meet()
    base = bob.head
    bob(*MERGE)
    told = [text for _, text in entries(bob)]
    assert "what carol heard" in told
    assert any("another version of ^" in text and "what bob heard" in text for text in told)
    is_as_merged(bob, base)


def test_what_was_written_meanwhile_comes_along(both: Both, meet: Callable[[], str]) -> None:
    bob, carol = both
    bob("log", "the index is back", "-i", OTHER)
    bob("mitigate", "rebuilt the index", "-i", OTHER)
    bob("resolve", "-i", OTHER, "-m", "fast again")
    carol(*MERGE)
    meet()
    assert codes(bob) == ["INC123"]
    base = bob.head
    receipt = bob(*MERGE, "--json").json
    assert [entry["kind"] for entry in receipt["entries"]] == ["note", "mitigated", "note"]
    assert ("note", f"resolved in {OTHER}: fast again") in entries(bob)
    assert ("mitigated", "rebuilt the index") in entries(bob)
    shown = bob("show", NAME, "--json").json["incident"]
    assert shown["status"] == "investigating" and shown["mitigated_at"]
    assert codes(bob) == []
    assert bob("show", OTHER, "--json").json["incident"]["status"] == "closed"
    assert "Proven: " in bob("verify").err
    found = bob("check", "--base", base, "--json", ok=False).json["findings"]
    assert [one for one in found if one["code"].startswith("INC4")] == []
    assert bob(*MERGE, ok=False).code == 1


def test_both_take_it_over_at_once(both: Both, meet: Callable[[], str]) -> None:
    bob, carol = both
    bob("log", "the index is back", "-i", OTHER)
    carol(*MERGE)
    meet()
    base = bob.head
    for desk in both:
        desk(*MERGE)
    meet()
    assert document(bob, NAME).count("the index is back") == 1
    is_as_merged(bob, base)


def test_it_is_shown_before_and_taken_back_after(both: Both, meet: Callable[[], str]) -> None:
    bob, carol = both
    bob("log", "the index is back", "-i", OTHER)
    carol(*MERGE)
    meet()
    before = bob.state()
    shown = bob(*MERGE, "-n").out
    assert f"+++ b/incidents/2026/03/{OTHER}.md" in shown and "the index is back" in shown
    assert bob.state() == before
    texts = [document(bob, name) for name in (NAME, OTHER)]
    bob(*MERGE)
    bob("undo", NAME)
    assert [document(bob, name) for name in (NAME, OTHER)] == texts


def test_one_that_was_restricted_meanwhile(both: Both, meet: Callable[[], str]) -> None:
    bob, carol = both
    bob("restrict", "-i", OTHER, "-m", "customer data")
    carol(*MERGE)
    meet()
    assert "INC124" in codes(bob)
    refused = bob(*MERGE, ok=False)
    assert (refused.code, f"First: inc restrict -i {NAME} -m WHY" in refused.err) == (1, True)
    bob("restrict", "-i", NAME, "-m", "customer data")
    base = bob.head
    bob(*MERGE)
    is_as_merged(bob, base)


@pytest.mark.parametrize("goes_on", [NAME, OTHER])
def test_two_that_were_merged_into_each_other(
    goes_on: str, both: Both, meet: Callable[[], str]
) -> None:
    bob, carol = both
    bob(*MERGE)
    bob("log", "the index is back", "-i", NAME)
    carol(*TURNED)
    said = " ".join(meet().split())
    assert f"{NAME} and {OTHER} were merged into each other, so both are closed" in said
    assert codes(bob) == ["INC124", "INC124"]
    due = bob("next", ok=False)
    assert due.code == 1 and due.out.count(f"inc {' '.join(MERGE)}\n") == 1
    refused = bob("log", "x", "-i", OTHER, ok=False).err
    assert f"{OTHER} and {NAME} were merged into each other" in refused
    assert f"inc {' '.join(TURNED)}, or: inc {' '.join(MERGE)}" in " ".join(refused.split())
    base, command = bob.head, MERGE if goes_on == NAME else TURNED
    told = bob(*command).out
    stub = OTHER if goes_on == NAME else NAME
    assert f"{goes_on} goes on; {stub} points to it" in told
    assert codes(bob) == []
    shown = bob("show", goes_on, "--json").json["incident"]
    assert (shown["status"], shown.get("merged_into")) == ("investigating", None)
    assert "This incident was merged" not in document(bob, goes_on)
    words = [text for _, text in entries(bob, goes_on)]
    for one in ("the pool is full", "words of a customer", "the index is back"):
        assert words.count(one) == 1
    assert {kind for kind, _ in entries(bob, stub)} == {"declared", "merged"}
    assert [kind for kind, _ in entries(bob, goes_on)].count("declared") == 1
    assert "Proven: " in bob("verify").err
    found = bob("check", "--base", base, "--json", ok=False).json["findings"]
    assert [one for one in found if one["code"].startswith("INC4")] == []
    assert bob("log", "it goes on", "-i", stub).out.startswith(f"Recorded in {goes_on}")
    assert bob(*command, ok=False).code == 1


def test_services_that_came_meanwhile(both: Both, meet: Callable[[], str]) -> None:
    bob, carol = both
    bob("edit", OTHER, GIT_EDITOR="sed -i -e 's/^status:/services: [search]\\nstatus:/'")
    carol(*MERGE)
    meet()
    bob(*MERGE)
    assert bob("show", NAME, "--json").json["incident"]["services"] == ["search"]


def test_what_went_to_a_third_one_is_taken_over_there(both: Both, meet: Callable[[], str]) -> None:
    bob, carol = both
    third = "2026-03-04-database-down"
    bob("log", "the index is back", "-i", OTHER)
    carol(*MERGE)
    carol("declare", "Database down", "-s", "1")
    carol("merge", NAME, "-i", third)
    meet()
    assert codes(bob) == ["INC123"]
    assert bob("merge", OTHER, "-i", NAME, ok=False).code == 1
    base = bob.head
    bob("merge", OTHER, "-i", third)
    assert ("note", "the index is back") in entries(bob, third)
    assert f"[{third}]" in document(bob, OTHER) and f"[{NAME}]" not in document(bob, OTHER)
    assert codes(bob) == []
    assert "Proven: " in bob("verify").err
    found = bob("check", "--base", base, "--json", ok=False).json["findings"]
    assert [one for one in found if one["code"].startswith("INC4")] == []
