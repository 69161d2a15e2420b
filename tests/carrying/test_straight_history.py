"""`[sync] linear`: what a bundle brings comes on top of what is here, and no merge joins them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import carriers
import pytest

if TYPE_CHECKING:
    from desks import Desk

DOCUMENT, NAME = carriers.DOCUMENT, carriers.NAME
office, bob, tmp_path = carriers.office, carriers.bob, carriers.tmp_path
anybody = carriers.alice


@pytest.fixture
def alice(anybody: Desk) -> Desk:
    """Alice, who wants a straight history."""
    anybody.git("config", "inc.sync.linear", "true")
    return anybody


def carry(one: Desk, other: Desk, *options: str) -> Any:
    """Carry the incident from one desk to another; what a program was told there."""
    one("bundle", NAME, "--out", "../carried.bundle", "--force")
    return other("apply", "../carried.bundle", "--json", *options).json


def is_whole(desk: Desk) -> None:
    """The record is proven, its history is straight, and nothing is left over."""
    assert desk.merges() == 0
    desk("verify")
    desk.has_no_fault()
    assert desk.git("status", "--porcelain", "--untracked-files=no") == ""


def test_it_comes_on_top_of_what_is_here(office: Any, alice: Desk, bob: Desk) -> None:
    bob("log", "one")
    bob("update", "--status", "monitoring", "better")
    alice("update", "--status", "identified", "found")
    before = alice.head
    written = bob.git("log", "-2", "--format=%an %ad %s")
    bob("bundle", "--out", "../carried.bundle")
    dry = alice("apply", "-n", "../carried.bundle", "--json").json
    assert (alice.head, dry["joined"], len(dry["commits"])) == (before, False, 2)
    told = alice("apply", "../carried.bundle", "--json").json
    assert (told["commit"], told["merge"], told["joined"]) == (alice.head, None, False)
    assert [one["commit"] for one in told["commits"]] == alice.git(
        "log", "-2", "--reverse", "--format=%H"
    ).split("\n")
    assert [one["how"] for one in told["decisions"]] == ["later-entry"]
    assert alice.git("rev-parse", "HEAD~2") == before
    assert alice.git("log", "-2", "--format=%an %ad %s") == written
    assert alice.git("log", "-1", "--format=%B").endswith(f"Inc-From: {bob.head}")
    assert "status: monitoring\n" in alice.text and "found" in alice.text
    is_whole(alice)
    alice("sync")
    bob("sync")
    assert bob.text == alice.text and office.tip == bob.head


def test_a_merge_would_give_the_same_document(alice: Desk, bob: Desk) -> None:
    for number, desk in enumerate((bob, alice)):
        desk("log", f"by {desk.person}")
        desk("severity", f"sev{number + 2}")
        desk.replace("## Timeline", f"## Summary\n\nBy {desk.person}.\n\n## Timeline")
        desk("log", f"more by {desk.person}")
    alice.git("branch", "other")
    carry(bob, alice)
    straight = alice.text
    is_whole(alice)
    alice.git("switch", "-q", "other")
    alice.git("config", "inc.sync.linear", "false")
    alice("apply", "../carried.bundle")
    assert alice.merges() == 1
    assert alice.text == straight


@pytest.mark.parametrize("then", ["true", "false"])
def test_the_same_file_brings_nothing_more(then: str, alice: Desk, bob: Desk) -> None:
    bob("log", "one")
    bob.replace("title: Checkout failures", "title: Checkout fails for some")
    bob("log", "two")
    alice("log", "between")
    carry(bob, alice)
    alice.replace("title: Checkout fails for some", "title: A")
    alice("amend", "last~1", "--text", "in between")
    alice.git("config", "inc.sync.linear", then)
    before = alice.state()
    assert carry(bob, alice)["commits"] == []
    assert alice.state() == before
    bob("log", "three")
    told = carry(bob, alice)
    assert [one["subject"] for one in told["commits"]] == [f"{NAME}: note"]
    assert (told["known"], told["decisions"]) == (4, [])
    assert "title: A\n" in alice.text
    for words in ("one", "two", "three", "in between"):
        assert alice.text.count(f"— {words} ^") == 1
    alice("verify")
    assert carry(bob, alice)["commits"] == []


def test_what_stands_on_our_tip_stays_as_it_is(alice: Desk, bob: Desk) -> None:
    bob("log", "one")
    told = carry(bob, alice)
    assert [one["commit"] for one in told["commits"]] == [alice.head]
    assert alice.text == bob.text
    is_whole(alice)


def test_merges_of_the_sender_are_no_merges_here(office: Any, alice: Desk, bob: Desk) -> None:
    carol = office.desk("carol")
    bob("log", "one")
    carol("log", "two")
    carry(carol, bob)
    bob("log", "three")
    assert bob.merges() == 1
    carry(bob, alice)
    for words in ("one", "two", "three"):
        assert alice.text.count(f"— {words} ^") == 1
    assert alice.text == bob.text
    is_whole(alice)
    assert carry(bob, alice)["commits"] == []


def test_a_version_that_is_no_document_in_between_is_refused(alice: Desk, bob: Desk) -> None:
    bob("log", "one")
    good = bob.text
    bob.commit(DOCUMENT, good.replace("severity: SEV1", "severity: [SEV1"))
    bob.commit(DOCUMENT, good)
    alice("log", "two")
    bob("bundle", "--out", "../carried.bundle")
    before = alice.state()
    ran = alice("apply", "../carried.bundle", ok=False)
    assert ran.code == 4 and "cannot be put on top of yours" in ran.err
    assert "git config inc.sync.linear false" in ran.err
    assert alice.state() == before
    alice.git("config", "inc.sync.linear", "false")
    alice("apply", "../carried.bundle")
    assert "— one ^" in alice.text and "— two ^" in alice.text


def test_killed_in_the_middle(alice: Desk, bob: Desk) -> None:
    bob("log", "one")
    alice("log", "two")
    bob("bundle", "--out", "../carried.bundle")
    for point in ("grafted", "forwarding", "files-forwarded", "forwarded"):
        assert alice("apply", "../carried.bundle", die=point, ok=False).code == carriers.KILLED
        assert alice.git("status", "--porcelain") == "" or point != "grafted"
        alice("log", point)
        if "— one ^" in alice.text:
            break
    alice("apply", "../carried.bundle")
    assert alice.text.count("— one ^") == 1
    is_whole(alice)
