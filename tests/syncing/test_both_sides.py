"""`inc sync`: what both sides recorded is in one document, and nobody resolved a thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import people
import pytest
from desks import DOCUMENT, NAME

if TYPE_CHECKING:
    from desks import Desk, Office

alice, bob, office, tmp_path = people.alice, people.bob, people.office, people.tmp_path


def test_the_first_sync_makes_the_branch_and_follows_it(office: Office) -> None:
    alice = office.first()
    said = alice("sync").out
    assert said == "Synced with origin/main: 2 commits sent (a new branch there)\n"
    assert office.tip == alice.head
    assert alice.git("rev-parse", "--abbrev-ref", "@{upstream}") == "origin/main"
    assert alice("sync").out == "Nothing to sync with origin/main: both sides have the same.\n"


def test_what_only_one_side_recorded_needs_no_merge(office: Office, alice: Desk, bob: Desk) -> None:
    alice("log", "restarted the pods")
    assert alice("sync").out == "Synced with origin/main: 1 commit sent\n"
    said = bob("sync").out
    assert said == f"Synced with origin/main: 1 commit received ({NAME}: 1 entry by alice)\n"
    assert bob.head == alice.head == office.tip
    assert bob.text == alice.text and bob.merges() == 0


def test_what_both_recorded_is_merged_and_told(office: Office, alice: Desk, bob: Desk) -> None:
    bob("log", "the pool is full")
    bob("update", "--status", "monitoring", "looks better")
    bob("sync")
    alice("log", "restarted the pods")
    alice("update", "--status", "identified", "it is the pool")
    said = alice("sync").out.splitlines()
    assert said == [
        f"Synced with origin/main: 2 commits sent, 2 received ({NAME}: 3 entries by bob)",
        f"{NAME}: status: your identified (15:34) over bob's monitoring (15:33)",
    ]
    assert bob("sync").out.startswith("Synced with origin/main: 3 commits received")
    assert alice.head == bob.head == office.tip
    for words in ("the pool is full", "looks better", "restarted the pods", "it is the pool"):
        assert alice.text.count(words) == 1
    assert "status: identified\n" in alice.text
    assert alice.merges() == 1
    alice.has_no_fault()


def test_the_merge_is_a_commit_of_fixed_words(alice: Desk, bob: Desk) -> None:
    bob("severity", "sev3")
    bob("sync")
    alice("severity", "sev2")
    alice("log", "fixes #12")
    alice("sync")
    said = alice.git("log", "-1", "--format=%B%an <%ae> by %cn")
    assert said == (
        "sync with origin/main\n\n"
        f"Inc-Operation: sync\nInc-Decided: {DOCUMENT}\n"
        "Alice <alice@example.com> by Alice"
    )
    assert alice.git("rev-parse", "HEAD^2") == bob.head
    assert len(alice.git("log", "-1", "--format=%P").split()) == 2


def test_programs_get_everything(alice: Desk, bob: Desk) -> None:
    bob("severity", "sev3")
    bob("log", "a note")
    bob("sync")
    alice("severity", "sev2")
    told = alice("sync", "--json").json
    assert told["commit"] == told["merge"] == alice.head
    assert (told["sent"]["commits"], told["received"]["commits"]) == (1, 2)
    assert told["sent"]["incidents"] == [NAME]
    assert told["received"]["documents"] == [
        {
            "path": DOCUMENT,
            "name": NAME,
            "new": False,
            "removed": False,
            "entries": 2,
            "people": ["bob"],
        }
    ]
    assert told["decisions"] == [
        {
            "path": DOCUMENT,
            "how": "later-entry",
            "about": "severity",
            "chosen": {
                "value": "SEV2",
                "ours": True,
                "by": "alice",
                "at": "2026-03-04T15:33:00Z",
            },
            "others": [{"value": "SEV3", "ours": False, "by": "bob", "at": "2026-03-04T15:32:30Z"}],
            "times": 1,
        }
    ]
    assert told["tries"] == 1 and told["left"] is None


def test_a_field_that_no_entry_speaks_of_is_told_by_value(alice: Desk, bob: Desk) -> None:
    bob.replace("title: Checkout failures", "title: Cards are declined")
    bob("sync")
    alice.replace("title: Checkout failures", "title: Nobody can pay by card")
    said = alice("sync")
    assert f"{NAME}: title: your “Nobody can pay by card” over their “Cards are dec" in said.out
    assert f"{DOCUMENT} was edited by hand; that was committed first." in said.err
    bob("sync")
    assert alice.text == bob.text


def test_two_versions_of_a_passage_stay_and_are_told(alice: Desk, bob: Desk) -> None:
    for desk in (alice, bob):
        desk.replace("## Timeline", f"## Summary\n\nSaid by {desk.person}.\n\n## Timeline")
        desk("sync")
    alice("sync")
    for desk in (alice, bob):
        desk.replace("Said by alice.", f"Rewritten by {desk.person}.")
        said = desk("sync").out
    assert "both sides rewrote a passage; both versions are there: inc check" in said
    alice("sync")
    assert alice.text == bob.text
    assert "Rewritten by alice." in bob.text and "Rewritten by bob." in alice.text


def test_edits_by_hand_are_commits_of_their_own(alice: Desk, bob: Desk) -> None:
    bob("log", "by bob")
    bob("sync")
    alice.replace("## Timeline", "## Summary\n\nCards are declined.\n\n## Timeline")
    alice("sync")
    subjects = alice.git("log", "--format=%s", "-3").splitlines()
    assert subjects[0] == "sync with origin/main" and f"{NAME}: edited by hand" in subjects
    assert alice.git("status", "--porcelain") == ""
    assert "Cards are declined." in alice.text and "by bob" in alice.text


def test_what_the_person_staged_and_edited_stays(alice: Desk, bob: Desk) -> None:
    alice.commit("changed.txt", "first\n")
    alice("sync")
    bob("log", "by bob")
    bob("sync")
    alice("log", "by alice")
    alice.write("staged.txt", "staged\n")
    alice.git("add", "staged.txt")
    alice.write("changed.txt", "second\n")
    alice.write("loose.txt", "loose\n")
    before = alice.git("status", "--porcelain")
    alice("sync")
    assert alice.git("status", "--porcelain") == before
    assert before == " M changed.txt\nA  staged.txt\n?? loose.txt"
    assert "by bob" in alice.text and "by alice" in alice.text


def test_a_document_that_one_deletes_and_another_edits_stays(alice: Desk, bob: Desk) -> None:
    bob("log", "still at it")
    bob("sync")
    alice.git("rm", "-q", DOCUMENT)
    alice.git("commit", "-qm", "not an incident")
    said = alice("sync").out
    assert "was taken away by one side and changed by the other; it stays" in said
    assert alice.text == bob.text
    assert alice.head != bob.head


def test_a_document_that_one_deletes_and_nobody_edits_is_gone(alice: Desk, bob: Desk) -> None:
    bob("declare", "Another one", "-s", "sev3")
    bob("sync")
    alice.git("rm", "-q", DOCUMENT)
    alice.git("commit", "-qm", "not an incident")
    alice("sync")
    assert not alice.document.exists()
    bob("sync")
    assert not bob.document.exists()


def test_the_same_incident_declared_twice_is_one(alice: Desk, bob: Desk) -> None:
    for desk in (alice, bob):
        desk.second = 300 if desk is alice else 330
        desk("declare", "Search is down", "-s", "sev2")
        desk("log", "-i", "search", f"seen by {desk.person}")
    alice("sync")
    said = bob("sync").out
    assert "search-is-down: declared twice, by bob and alice: it is one incident now\n" in said
    alice("sync")
    path = "incidents/2026/03/2026-03-04-search-is-down.md"
    text = (alice.folder / path).read_text()
    assert text == (bob.folder / path).read_text()
    assert "seen by alice" in text and "seen by bob" in text
    assert text.count("\ntitle:") == 1


def test_other_files_are_merged_as_git_does(alice: Desk, bob: Desk) -> None:
    lines = "".join(f"line {number}\n" for number in range(20))
    alice.commit("code.txt", lines)
    alice("sync")
    bob("sync")
    bob.commit("code.txt", lines.replace("line 3\n", "line three\n"))
    bob("sync")
    alice.commit("code.txt", lines.replace("line 17\n", "line seventeen\n"))
    alice("log", "by alice")
    alice("sync")
    code = (alice.folder / "code.txt").read_text()
    assert "line three" in code and "line seventeen" in code


def test_a_workspace_below_the_top_of_the_repository(office: Office) -> None:
    alice = office.first()
    shared = alice.folder / "ops"
    shared.mkdir()
    for name in ("inc.toml", "incidents", "postmortems", "runbooks", "templates"):
        alice.git("mv", name, f"ops/{name}")
    alice.git("commit", "-qm", "below")
    alice.folder = shared
    alice("sync")
    bob = office.desk("bob")
    bob.folder /= "ops"
    for desk in (alice, bob):
        desk("log", f"by {desk.person}")
        desk("sync")
    alice("sync")
    assert alice.text == bob.text
    assert "by alice" in bob.text and "by bob" in bob.text


def test_a_dry_run_tells_and_changes_nothing(office: Office, alice: Desk, bob: Desk) -> None:
    bob("severity", "sev3")
    bob("sync")
    alice("severity", "sev2")
    before, tip = alice.state(), office.tip
    said = alice("sync", "--dry-run").out
    assert said.splitlines() == [
        "A sync with origin/main: 1 commit would be sent, "
        f"1 would be received ({NAME}: 1 entry by bob)",
        f"{NAME}: severity: your SEV2 (15:33) over bob's SEV3 (15:32)",
    ]
    assert (alice.state(), office.tip) == (before, tip)


def test_no_document_is_read_again_and_again_by_git(alice: Desk, bob: Desk) -> None:
    """A file whose time changed, and whose bytes did not, is in nobody's way."""
    bob("log", "by bob")
    bob("sync")
    alice("log", "by alice")
    alice.document.touch()
    alice("sync")
    assert "by bob" in alice.text and alice.git("status", "--porcelain") == ""


def test_a_document_that_cannot_be_read_is_settled_by_people(
    office: Office, alice: Desk, bob: Desk
) -> None:
    bob("log", "by bob")
    bob("sync")
    alice.commit(DOCUMENT, "---\nid: [\n---\n\n## Timeline\n")
    before, tip = alice.state(), office.tip
    said = alice("sync", ok=False)
    assert said.code == 1
    assert f"both sides changed a document that cannot be merged: {DOCUMENT}" in said.err
    assert "git merge origin/main" in said.err
    assert (alice.state(), office.tip) == (before, tip)


@pytest.mark.parametrize(
    "line", ["- [ ] {}\n", "| What | Who | Status |\n|---|---|---|\n| {} | | |\n"]
)
def test_an_item_typed_by_hand_that_both_adopt_is_one(alice: Desk, bob: Desk, line: str) -> None:
    told = line.format("watch the pool").rstrip("\n")
    alice.write(DOCUMENT, f"{alice.text}\n## Action items\n\n{told}\n")
    alice("sync")
    bob("sync")
    bob("action", "done", "watch the pool")
    alice("action", "assign", "watch the pool", "zoe")
    bob("sync")
    alice("sync")
    bob("sync")
    assert alice.text == bob.text and "versions of this passage" not in alice.text
    [item] = alice("action", "list", "--all", "--json").json["actions"]
    assert (item["state"], item["owner"]) == ("done", "zoe")
    assert alice("verify", "--json").json["findings"] == []
