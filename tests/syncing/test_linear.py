"""`[sync] linear`: our commits on top of those of others, for branches without merges."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import people
import pytest
from desks import DOCUMENT, KILLED, NAME

if TYPE_CHECKING:
    from desks import Desk, Office

alice, bob, office, tmp_path = people.alice, people.bob, people.office, people.tmp_path


SOURCE = "incidents/2026/03/2026-03-04-search-is-slow.md"


@pytest.fixture
def straight(alice: Desk) -> Desk:
    """Alice, who wants a straight history."""
    alice.git("config", "inc.sync.linear", "true")
    return alice


def test_our_commits_are_made_anew_on_top(office: Office, straight: Desk, bob: Desk) -> None:
    bob("update", "--status", "monitoring", "better")
    bob("sync")
    straight("log", "one")
    straight("update", "--status", "identified", "found")
    dates = straight.git("log", "-2", "--format=%an %ad %s")
    said = straight("sync").out
    assert "2 commits sent, 1 received" in said and "over bob's monitoring" in said
    assert straight.merges() == 0
    assert straight.git("rev-parse", "HEAD~2") == bob.head
    assert straight.git("log", "-2", "--format=%an %ad %s") == dates
    assert office.tip == straight.head
    assert "better" in straight.text and "found" in straight.text
    assert straight.git("status", "--porcelain") == ""
    straight.has_no_fault()


def test_it_says_what_a_merge_would_say(office: Office, alice: Desk, bob: Desk) -> None:
    """Both ways give the same document."""
    for number, desk in enumerate((bob, alice)):
        desk("log", f"by {desk.person}")
        desk("severity", f"sev{number + 2}")
        desk("assign", "commander", desk.person)
        desk.replace("## Timeline", f"## Summary\n\nBy {desk.person}.\n\n## Timeline")
        desk("log", f"more by {desk.person}")
    bob("sync")
    carol = office.folder / "carol"
    subprocess.run(["cp", "-a", str(alice.folder), str(carol)], check=True)
    other = type(alice)(carol, "carol", alice.second)
    other.git("config", "inc.sync.linear", "true")
    bob.git("push", "-q", "origin", "HEAD:refs/heads/second")
    other.git("fetch", "-q")
    other.git("branch", "-q", "-u", "origin/second")
    other("sync")
    alice("sync")
    assert other.text == alice.text
    assert other.merges() == 0 and alice.merges() == 1


def test_what_is_staged_and_edited_stays(straight: Desk, bob: Desk) -> None:
    straight.commit("changed.txt", "first\n")
    bob("log", "by bob")
    bob("sync")
    straight("log", "by alice")
    straight.write("changed.txt", "second\n")
    straight.write("staged.txt", "staged\n")
    straight.git("add", "staged.txt")
    before = straight.git("status", "--porcelain")
    straight("sync")
    assert straight.git("status", "--porcelain") == before


def test_a_commit_that_is_there_already_is_left_out(straight: Desk, bob: Desk) -> None:
    straight("log", "by alice")
    bob.git("fetch", "-q", str(straight.folder), "main")
    bob("log", "by bob")
    bob.git("-c", "core.editor=true", "cherry-pick", "-X", "theirs", "FETCH_HEAD")
    bob("sync")
    straight("sync")
    assert straight.text.count("by alice") == 1
    assert straight.merges() == 0


def test_a_conflict_in_a_file_of_others(office: Office, straight: Desk, bob: Desk) -> None:
    for desk in (bob, straight):
        desk.commit("code.txt", f"by {desk.person}\n")
        if desk is bob:
            desk("sync")
    before, tip = straight.state(), office.tip
    said = straight("sync", ok=False)
    assert said.code == 1 and "the same lines of code.txt" in said.err
    assert (straight.state(), office.tip) == (before, tip)


@pytest.mark.parametrize("point", ["joined", "pushed", "forwarding", "files-forwarded"])
def test_a_kill_is_made_good(office: Office, straight: Desk, bob: Desk, point: str) -> None:
    bob("log", "by bob")
    bob("sync")
    straight("log", "by alice")
    assert straight("sync", die=point, ok=False).code == KILLED
    straight("sync")
    bob("sync")
    assert straight.text == bob.text
    for words in ("by bob", "by alice"):
        assert straight.text.count(words) == 1
    straight.has_no_fault()


@pytest.mark.parametrize("words", [("short", "a much longer one"), ("a much longer one", "short")])
def test_an_entry_that_both_amended_and_one_merged_away(
    straight: Desk, bob: Desk, words: tuple[str, str]
) -> None:
    straight("declare", "Search is slow", "-s", "sev3")
    source = "2026-03-04-search-is-slow"
    straight("log", "a shard is red", "-i", source)
    straight("sync")
    bob("sync")
    [entry] = re.findall(r"a shard is red \^(\w+)", (straight.folder / SOURCE).read_text())
    bob("amend", entry, "-m", words[0], "-i", source)
    bob("sync")
    straight("amend", entry, "-m", words[1], "-i", source)
    straight("merge", source, "-i", NAME)
    straight("sync")
    told = "".join((straight.folder / path).read_text() for path in (SOURCE, DOCUMENT))
    assert all(one in told for one in words)
    assert straight.merges() == 0
    found = {one["finding"] for one in straight("verify", "--json", ok=False).json["findings"]}
    assert found <= {"id-reused"}  # as after any merge: inc merge again mends that


def test_what_both_amended_and_one_amended_again(straight: Desk, bob: Desk) -> None:
    straight("log", "a shard is red")
    straight("sync")
    bob("sync")
    [entry] = re.findall(r"a shard is red \^(\w+)", straight.text)
    bob("amend", entry, "-m", "two shards are red")
    bob("sync")
    straight("amend", entry, "-m", "a shard is blue")
    straight("amend", entry, "-m", "a shard is green")
    straight("sync")
    assert "two shards are red" in straight.text and "a shard is green" in straight.text
    assert straight("verify", "--json", ok=False).json["findings"] == []
    straight.has_no_fault()
