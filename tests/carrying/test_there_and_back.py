"""`inc bundle` and `inc apply`: what one recorded is with the other, once, and who wrote it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import carriers
import pexpect
import pytest

if TYPE_CHECKING:
    from desks import Desk

DOCUMENT, KILLED, NAME = carriers.DOCUMENT, carriers.KILLED, carriers.NAME
Office = carriers.Workplace
office, alice, bob, tmp_path = (
    getattr(carriers, name) for name in ("office", "alice", "bob", "tmp_path")
)

FILE = f"{NAME}.bundle"


def carry(one: Desk, other: Desk, *options: str) -> str:
    """Carry the incident from one desk to another; what the second one was told."""
    one("bundle", NAME, "--out", "../carried.bundle", "--force", *options)
    return other("apply", "../carried.bundle").out


def is_proven(desk: Desk) -> None:
    """The record of a desk is proven, git finds nothing wrong, and nothing is left over."""
    desk("verify")
    desk.has_no_fault()
    assert list((desk.folder / ".git/inc").glob("carrying-*")) == []
    assert desk.git("status", "--porcelain", "--untracked-files=no") == ""


def test_for_one_who_may_not_push(office: Any, alice: Desk, bob: Desk) -> None:
    office.hook("pre-receive", "echo alice only >&2; exit 1")
    bob("log", "the pool is full")
    bob("update", "--status", "monitoring", "better")
    assert bob("sync", ok=False).code == 6
    said = bob("bundle").out
    assert said == f"Wrote {FILE}: 3 commits by Alice, Bob, 4 entries\n  {DOCUMENT}\n"
    sent = bob.git("log", "-2", "--format=%an <%ae> %ad %s")
    ids = bob.git("log", "-2", "--reverse", "--format=%h", "--abbrev=8").split("\n")

    said = alice("apply", f"../bob/{FILE}").out
    assert said.split("\n") == [
        f"Applied to {NAME} ({alice.head[:8]}): 2 new commits; 1 were here already",
        f"  {NAME}: 3 entries by bob",
        f"  {ids[0]} Bob: note",
        f"  {ids[1]} Bob: status monitoring, update internal",
        "",
    ]
    assert alice.git("log", "-2", "--format=%an <%ae> %ad %s") == sent
    assert alice.git("log", "-1", "--format=%cn") == "Alice"
    assert alice.text == bob.text and alice.merges() == 0
    is_proven(alice)

    (office.hub / "hooks/pre-receive").unlink()
    alice("sync")
    bob("sync")
    assert bob.text == alice.text
    assert bob.text.count("the pool is full") == 1
    is_proven(bob)


def test_the_new_commits_say_what_they_stand_for(alice: Desk, bob: Desk) -> None:
    bob("log", "the pool is full")
    carry(bob, alice)
    message = alice.git("log", "-1", "--format=%B")
    own = bob.git("log", "-1", "--format=%B")
    assert message == f"{own}\nInc-From: {bob.head}"


def test_both_went_on(alice: Desk, bob: Desk) -> None:
    bob("update", "--status", "monitoring", "better")
    alice("update", "--status", "identified", "it is the pool")
    before = alice.head
    said = carry(bob, alice)
    assert f"{NAME}: status: your identified (15:33) over bob's monitoring (15:32)\n" in said
    assert "status: identified\n" in alice.text and "better" in alice.text
    assert alice.git("rev-parse", "HEAD^1") == before
    assert alice.git("log", "-1", "--format=%B").rstrip() == (
        f"{NAME}: joined with what a bundle brought\n\n"
        f"Incident: {NAME}\nInc-Operation: apply\nInc-Decided: {DOCUMENT}"
    )
    is_proven(alice)
    carry(alice, bob)
    assert bob.text == alice.text
    is_proven(bob)


def test_applied_twice(alice: Desk, bob: Desk) -> None:
    bob("log", "the pool is full")
    alice("log", "restarted the pods")
    carry(bob, alice)
    before = alice.state()
    said = alice("apply", "../carried.bundle")
    assert said.out == f"Nothing new: all of {NAME} in it is here already.\n"
    assert alice.state() == before
    alice("amend", "last", "--text", "restarted them all")
    before = alice.state()
    alice("apply", "../carried.bundle")
    assert alice.state() == before


def test_a_second_bundle_brings_only_the_rest(alice: Desk, bob: Desk) -> None:
    bob("log", "one")
    alice("log", "between")
    carry(bob, alice)
    alice("amend", "last", "--text", "in between")
    bob("log", "two")
    told = alice.git("rev-parse", "HEAD")
    bob("bundle", "--out", "../second.bundle")
    answer = alice("apply", "../second.bundle", "--json").json
    assert [one["subject"] for one in answer["commits"]] == [f"{NAME}: note"]
    assert answer["known"] == 2
    assert alice.git("rev-parse", "HEAD^1") == told
    for words in ("one", "two", "in between"):
        assert alice.text.count(f"— {words} ^") == 1
    is_proven(alice)


def test_corrections_are_carried_as_what_they_are(alice: Desk, bob: Desk) -> None:
    bob("log", "restarted the wrong pods")
    bob("amend", "last", "--text", "restarted the pods")
    bob("log", "a mistake")
    bob("undo")
    bob("assign", "commander", "carol")
    alice("log", "meanwhile")
    carry(bob, alice)
    assert "restarted the pods" in alice.text and "wrong" not in alice.text
    assert "a mistake" not in alice.text and "commander: carol" in alice.text
    assert "1 amended" in alice("verify").err
    is_proven(alice)


def test_repositories_that_have_nothing_in_common(tmp_path: Path, bob: Desk) -> None:
    bob("log", "one")
    folder = tmp_path / "other"
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    other = type(bob)(folder, "dora", bob.second)
    other("init", "--preset", "ungated")
    bob("bundle", "--out", "../carried.bundle")
    answer = other("apply", "../carried.bundle", "--json").json
    assert (answer["known"], len(answer["commits"]), answer["joined"]) == (0, 2, False)
    assert answer["documents"][0]["new"] is True
    assert other.text == bob.text
    assert other.git("log", "-2", "--format=%an") == "Bob\nAlice"
    is_proven(other)


def test_the_same_incident_declared_in_both(tmp_path: Path, bob: Desk) -> None:
    (tmp_path / "other").mkdir()
    dora = Office(tmp_path / "other").first("dora")
    dora("log", "seen from here")
    bob("log", "seen from there")
    bob("bundle", "--out", "../carried.bundle")
    answer = dora("apply", "../../carried.bundle", "--json").json
    assert answer["joined"] is True
    assert "seen from here" in dora.text and "seen from there" in dora.text
    is_proven(dora)
    before = dora.state()
    dora("apply", "../../carried.bundle")
    assert dora.state() == before


def test_what_a_bundle_takes_away_is_told(alice: Desk, bob: Desk) -> None:
    alice("log", "the wrong pods")
    alice("sync")
    bob("sync")
    kept = [line for line in bob.text.split("\n") if "wrong pods" not in line]
    bob.document.write_text("\n".join(kept))
    bob.git("commit", "-qam", "Fix typos")
    bob("bundle", "--out", "../carried.bundle")
    ran = alice("apply", "../carried.bundle")
    assert "1 entry that was here is gone: ^" in ran.err
    assert "inc verify tells whether a commit says why" in ran.err
    assert "entry-dropped" in alice("verify", ok=False).out


def test_a_sender_whose_history_has_merges(office: Any, alice: Desk, bob: Desk) -> None:
    """A merge of the sender stands on two commits that are here: nothing else goes back."""
    bob("log", "one")
    alice("log", "two")
    alice("declare", "Another one", "-s", "sev3")
    alice("sync")
    ours = alice.head
    bob("sync")
    assert bob.merges() == 1
    office_tip = office.tip
    alice.git("update-ref", "refs/remotes/origin/main", ours)
    bob("log", "three")
    answer = _applied(bob, alice)
    assert answer["known"] >= 2
    assert alice.text == bob.text
    assert len(list((alice.folder / "incidents/2026/03").iterdir())) == 2
    is_proven(alice)
    assert office.tip == office_tip


def _applied(one: Desk, other: Desk) -> dict[str, Any]:
    one("bundle", NAME, "--out", "../carried.bundle", "--force")
    answer: dict[str, Any] = other("apply", "../carried.bundle", "--json").json
    return answer


def test_two_who_only_exchange_files(alice: Desk, bob: Desk) -> None:
    for number in range(4):
        alice("log", f"alice {number}")
        alice("severity", f"sev{number % 3 + 2}")
        bob("log", f"bob {number}")
        bob("assign", "sme", f"person{number}")
        carry(alice, bob)
        bob("update", "--status", "identified" if number % 2 else "monitoring", f"round {number}")
        carry(bob, alice)
        assert alice.text == bob.text
    for number in range(4):
        assert alice.text.count(f"— alice {number} ^") == 1
        assert alice.text.count(f"— bob {number} ^") == 1
    is_proven(alice)
    is_proven(bob)


def test_with_its_postmortem_or_without(alice: Desk, bob: Desk) -> None:
    bob("resolve", "over", "-i", NAME)
    bob("postmortem", "new", NAME)
    said = bob("bundle", NAME, "--out", "../with.bundle").out
    assert f"  postmortems/2026/03/{NAME}.md\n" in said
    said = bob("bundle", NAME, "--out", "../without.bundle", "--without").out
    assert "postmortems/" not in said
    alice("apply", "../without.bundle")
    assert not (alice.folder / f"postmortems/2026/03/{NAME}.md").exists()
    alice("log", "meanwhile", "-i", NAME)
    alice("apply", "../with.bundle")
    path = f"postmortems/2026/03/{NAME}.md"
    assert (alice.folder / path).read_bytes() == (bob.folder / path).read_bytes()
    assert "— meanwhile ^" in alice.text
    is_proven(alice)


def test_what_was_merged_into_it_comes_along(alice: Desk, bob: Desk) -> None:
    bob("declare", "Search is slow", "-s", "sev3")
    bob("log", "from the other", "-i", "search")
    bob("merge", "search", "-i", NAME, "-m", "the same")
    carry(bob, alice)
    for path in sorted((bob.folder / "incidents").rglob("*.md")):
        same = alice.folder / path.relative_to(bob.folder)
        assert same.read_bytes() == path.read_bytes()
    is_proven(alice)


# ------------------------------------------------------------------ the clone that takes it in


def test_edits_by_hand_and_what_is_staged_stay(alice: Desk, bob: Desk) -> None:
    bob("log", "one")
    alice.replace("## Timeline", "## Summary\n\nBy hand.\n\n## Timeline")
    alice.write("notes.txt", "mine")
    alice.git("add", "notes.txt")
    alice.write("inc.toml", (alice.folder / "inc.toml").read_text() + "\n# mine\n")
    bob("bundle", "--out", "../carried.bundle")
    ran = alice("apply", "../carried.bundle")
    assert f"{DOCUMENT} was edited by hand; that was committed first." in ran.err
    assert "By hand." in alice.text and "— one ^" in alice.text
    assert alice.git("status", "--porcelain").split("\n") == [" M inc.toml", "A  notes.txt"]


def test_what_was_edited_by_half_is_not_committed(alice: Desk, bob: Desk) -> None:
    bob("log", "one")
    bob("bundle", "--out", "../carried.bundle")
    whole = alice.text
    alice.replace("\n---\n", "\n-x-\n")
    before = alice.state()
    ran = alice("apply", "../carried.bundle", ok=False)
    assert ran.code == 1
    assert "is not closed" in ran.err and f"git restore {DOCUMENT}" in ran.err
    assert alice.state() == before
    alice.document.write_text(whole)
    alice("apply", "../carried.bundle")
    assert "— one ^" in alice.text


def test_a_file_in_the_way_is_not_touched(office: Any, alice: Desk, bob: Desk) -> None:
    bob("log", "one")
    bob("bundle", "--out", "../carried.bundle")
    alice.git("rm", "-q", "--cached", DOCUMENT)
    alice.git("commit", "-qm", "gone")
    before = alice.state()
    ran = alice("apply", "../carried.bundle", ok=False)
    assert ran.code == 4
    assert f"what comes would change what you have not committed: {DOCUMENT}" in ran.err
    assert alice.state() == before


def test_a_merge_in_progress_is_waited_for(alice: Desk, bob: Desk) -> None:
    bob("log", "one")
    bob("bundle", "--out", "../carried.bundle")
    (alice.folder / ".git/MERGE_HEAD").write_text(f"{alice.head}\n")
    ran = alice("apply", "../carried.bundle", ok=False)
    assert ran.code == 4 and "a merge is in progress" in ran.err


def test_a_hook_may_refuse_the_commit_that_joins(alice: Desk, bob: Desk) -> None:
    bob("log", "one")
    alice("log", "two")
    bob("bundle", "--out", "../carried.bundle")
    alice.hook("pre-merge-commit", "echo not today; exit 1")
    before = alice.state()
    ran = alice("apply", "../carried.bundle", ok=False)
    assert ran.code == 4 and "not today" in ran.err
    assert alice.state() == before


def test_the_dry_run_changes_nothing(alice: Desk, bob: Desk) -> None:
    bob("update", "--status", "monitoring", "better")
    alice("update", "--status", "identified", "found")
    bob("bundle", "--out", "../carried.bundle")
    before = alice.state()
    said = alice("apply", "-n", "../carried.bundle").out
    answer = alice("apply", "--dry-run", "--json", "../carried.bundle").json
    assert alice.state() == before
    assert said.startswith(f"Would bring to {NAME}: 1 new commit; 1 were here already\n")
    assert "status: your identified" in said
    assert (answer["commit"], answer["merge"], answer["joined"]) == (None, None, True)
    assert answer["documents"][0]["entries"] == 2


@pytest.mark.parametrize("point", ["grafted", "forwarding", "files-forwarded", "forwarded"])
@pytest.mark.parametrize("is_straight", [True, False])
def test_killed_in_the_middle(point: str, is_straight: bool, alice: Desk, bob: Desk) -> None:
    bob("log", "one")
    if not is_straight:
        alice("log", "two")
    bob("bundle", "--out", "../carried.bundle")
    before = alice.text
    assert alice("apply", "../carried.bundle", die=point, ok=False).code == KILLED
    assert alice.text == before or "— one ^" in alice.text
    alice("apply", "../carried.bundle")
    assert alice.text.count("— one ^") == 1
    assert alice.merges() == (not is_straight)
    alice("verify")
    assert alice.git("status", "--porcelain") == ""


def test_what_a_killed_one_left_is_swept(alice: Desk, bob: Desk) -> None:
    left = alice.folder / ".git/inc/carrying-1-x/.git"
    left.mkdir(parents=True)
    subprocess.run(["touch", "-d", "2 days ago", str(left.parent)], check=True)
    young = alice.folder / ".git/inc/carrying-2-x"
    young.mkdir()
    carry(bob, alice)
    assert not left.exists() and young.exists()


@pytest.mark.git(2, 34)  # keys of ssh
def test_signed_where_the_person_signs(alice: Desk, bob: Desk, tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    for name, value in (
        *(("gpg.format", "ssh"), ("user.signingkey", str(key)), ("commit.gpgsign", "true")),
    ):
        alice.git("config", name, value)
    bob("log", "one")
    bob("log", "two")
    carry(bob, alice)
    for revision in ("HEAD", "HEAD~1"):
        raw = alice.git("cat-file", "commit", revision)
        assert "-----BEGIN SSH SIGNATURE-----" in raw
        assert "author Bob <bob@example.com>" in raw and "committer Alice" in raw
    assert alice.text == bob.text


def test_a_repository_of_sha256(tmp_path: Path, bob: Desk) -> None:
    bob("log", "one")
    bob("bundle", "--out", "../carried.bundle")
    folder = tmp_path / "new"
    subprocess.run(["git", "init", "-q", "--object-format=sha256", str(folder)], check=True)
    desk = type(bob)(folder, "eve", bob.second)
    desk("init", "--preset", "ungated")
    desk("apply", "../carried.bundle")
    assert desk.text == bob.text
    assert desk("apply", "../carried.bundle").out.startswith("Nothing new")
    desk("log", "from the new one", "-i", NAME)
    desk("bundle", NAME, "--out", "../back.bundle")
    bob("log", "meanwhile")
    bob("apply", "../back.bundle")
    assert "from the new one" in bob.text and "meanwhile" in bob.text
    is_proven(bob)
    is_proven(desk)


def test_a_workspace_in_a_folder(tmp_path: Path, bob: Desk) -> None:
    bob("log", "one")
    bob("bundle", "--out", "../carried.bundle")
    top = tmp_path / "mono repo"
    folder = top / "ops" / "all" / 'the "incidents"'
    folder.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", str(top)], check=True)
    desk = type(bob)(folder, "eve", bob.second)
    desk("init", "--preset", "ungated")
    desk("apply", str(tmp_path / "carried.bundle"))
    assert desk.text == bob.text
    desk("log", "more", "-i", NAME)
    desk("bundle", NAME, "--out", str(tmp_path / "back.bundle"))
    bob("apply", "../back.bundle")
    assert bob.text == desk.text
    assert desk.git("status", "--porcelain", ".") == ""


def test_a_clone_without_a_commit(tmp_path: Path, bob: Desk) -> None:
    bob("bundle", "--out", "../carried.bundle")
    folder = tmp_path / "empty"
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    (folder / "inc.toml").write_text("")
    ran = type(bob)(folder, "eve")("apply", "../carried.bundle", ok=False)
    assert ran.code == 4 and "nothing was committed here yet" in ran.err


def test_through_a_pipe(alice: Desk, bob: Desk) -> None:
    bob("log", "one")
    command = "inc bundle --out - | (cd ../alice && inc apply -)"
    script = f'inc() {{ {_python()} -m inc "$@"; }}; {command}'
    done = subprocess.run(
        ["bash", "-c", script], cwd=bob.folder, capture_output=True, text=True, check=True
    )
    assert f"Applied to {NAME}" in done.stdout
    assert alice.text == bob.text


def _python() -> str:
    return sys.executable


def test_who_went_back_to_what_was_there_did_something_new(alice: Desk, bob: Desk) -> None:
    """An undo gives the bytes of an older version, which the other has in its history."""
    bob("log", "a mistake")
    carry(bob, alice)
    assert "a mistake" in alice.text
    before = bob.git("show", f"HEAD~1:{DOCUMENT}")
    bob("undo")
    assert bob.text.rstrip("\n") == before
    assert "1 new commit" in carry(bob, alice)
    assert "a mistake" not in alice.text
    is_proven(alice)
    assert carry(bob, alice).startswith("Nothing new")


@pytest.mark.parametrize("point", ["", "forwarding"])
def test_the_reflog_says_what_moved_the_branch(point: str, alice: Desk, bob: Desk) -> None:
    bob("log", "one")
    bob("bundle", "--out", "../carried.bundle")
    alice("apply", "../carried.bundle", die=point, ok=not point)
    if point:
        alice("reconcile", NAME, ok=False)  # whoever takes the lock next ends it
    moves = alice.git("reflog", "--format=%gs").split("\n")
    assert f"inc apply {NAME}" in moves[:2] and "inc sync" not in moves


def test_it_fits_into_a_terminal(alice: Desk, bob: Desk) -> None:
    bob.git("config", "user.name", "Bob of the department of payments and refunds")
    alice.replace("title: Checkout failures", f"title: {'A long one ' * 6}")
    bob.replace("title: Checkout failures", f"title: {'B long one ' * 6}")
    bob("update", "--status", "monitoring", "better")
    alice("update", "--status", "identified", "it is the pool")
    bob("bundle", "--out", "../carried.bundle")
    child: Any = pexpect.spawn(
        sys.executable,
        ["-m", "inc", "apply", "../carried.bundle"],
        dimensions=(24, 80),
        env={**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"},
        cwd=str(alice.folder),
        timeout=60,
    )
    text = re.sub(r"\x1b\[[0-9;]*m", "", child.read().decode())
    child.close()
    assert child.exitstatus == 0, text
    lines = text.split("\r\n")
    assert [line for line in lines if len(line) > 80] == []
    assert "over bob's" in text.replace("\r\n ", "")
