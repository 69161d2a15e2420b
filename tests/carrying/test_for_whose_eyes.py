"""What a bundle must not carry: other incidents, restricted ones, words that were taken out."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import carriers
import pytest

if TYPE_CHECKING:
    from desks import Desk

DOCUMENT, NAME = carriers.DOCUMENT, carriers.NAME
office, alice, bob, tmp_path = (
    getattr(carriers, name) for name in ("office", "alice", "bob", "tmp_path")
)

OTHER = "2026-03-04-wire-fraud"


def everything(bundle: Path, folder: Path) -> str:
    """All that stands in the objects of a bundle, as a stranger would look at it."""
    subprocess.run(["git", "init", "-q", "--bare", str(folder)], check=True)
    fetch = ["git", "fetch", "-q", str(bundle), "+refs/*:refs/*"]
    subprocess.run(fetch, cwd=folder, check=True)
    listed = subprocess.run(
        ["git", "cat-file", "--batch-all-objects", "--batch"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return listed.stdout.decode("utf-8", "replace")


def test_nothing_of_other_incidents(tmp_path: Path, alice: Desk) -> None:
    alice("declare", "Wire fraud", "-s", "sev1")
    alice("log", "the hushed up words", "-i", OTHER)
    alice("restrict", "-m", "police", "-i", OTHER)
    alice("log", "the pool", "-i", NAME)
    for path in (DOCUMENT, DOCUMENT.replace(NAME, OTHER)):  # both in one commit
        text = (alice.folder / path).read_text()
        (alice.folder / path).write_text(text.replace("## Timeline", "By hand.\n\n## Timeline"))
    alice.git("commit", "-qam", f"Fix typos, also in {OTHER}")
    alice.write("notes.txt", "internal notes")
    alice.git("add", ".")
    alice.git("commit", "-qm", "internal notes")
    alice.replace("By hand.", "By two hands.")
    alice.git("commit", "-qam", f"As in {OTHER}, the wording")
    alice("bundle", NAME, "--out", "../out.bundle")

    told = everything(tmp_path / "out.bundle", tmp_path / "stranger")
    for words in ("fraud", "hushed", "police", "internal notes", "inc.toml", "Fix typos"):
        assert words not in told, words
    assert told.count(f"{NAME}: recorded\n") == 2
    assert "the pool" in told and "By two hands." in told
    names = subprocess.run(
        ["git", "ls-tree", "-r", "--name-only", NAME],
        cwd=tmp_path / "stranger",
        check=True,
        capture_output=True,
        text=True,
    )
    assert names.stdout == f"{DOCUMENT}\n"


def test_a_restricted_one_only_when_asked_for(alice: Desk, bob: Desk) -> None:
    alice("restrict", "-m", "police")
    ran = alice("bundle", ok=False)
    assert ran.code == 1 and f"{NAME} is restricted" in ran.err and "--restricted" in ran.err
    assert not (alice.folder / f"{NAME}.bundle").exists()
    ran = alice("bundle", "--restricted")
    assert f"RESTRICTED: whoever gets this file can read all of {NAME}" in ran.err
    place = alice.folder / f"{NAME}.bundle"
    assert place.stat().st_mode & 0o777 == 0o600
    ran = bob("apply", str(place))
    assert f"RESTRICTED: whoever can read this repository can now read {NAME}." in ran.err
    assert "visibility: restricted\n" in bob.text


def test_restricted_by_an_edit_that_is_not_committed(alice: Desk) -> None:
    alice.replace("title: ", "visibility: restricted\ntitle: ")
    assert alice("bundle", ok=False).code == 1


def test_one_that_names_a_restricted_one(alice: Desk) -> None:
    alice("declare", "Wire fraud", "-s", "sev1")
    alice("restrict", "-m", "police", "-i", OTHER)
    alice("log", f"maybe because of {OTHER}", "-i", NAME)
    ran = alice("bundle", NAME, ok=False)
    assert ran.code == 1 and f"its documents name what is restricted: {OTHER}" in ran.err
    answer = alice("bundle", NAME, "--restricted", "--json").json
    assert (answer["restricted"], answer["names_restricted"]) == (False, [OTHER])


def test_words_that_were_redacted(tmp_path: Path, alice: Desk) -> None:
    alice("log", "call Eve Smith, 555-0100")
    alice("redact", "last", "-m", "a name")
    after = alice.head
    alice("log", "done")
    ran = alice("bundle", ok=False)
    assert ran.code == 1 and "its history still has the words that were redacted: ^" in ran.err
    alice("bundle", "--since", after, "--out", "../since.bundle")
    assert "Eve Smith" not in everything(tmp_path / "since.bundle", tmp_path / "one")
    answer = alice("bundle", "--redacted", "--out", "../all.bundle", "--json").json
    assert len(answer["has_redacted"]) == 1
    assert "Eve Smith" in everything(tmp_path / "all.bundle", tmp_path / "two")


def test_redacted_and_gone(alice: Desk) -> None:
    alice("log", "call Eve Smith, 555-0100")
    alice("redact", "last", "-m", "a name")
    lines = [line for line in alice.text.split("\n") if "[redacted" not in line]
    alice.document.write_text("\n".join(lines))
    alice.git("commit", "-qam", "out with it")
    ran = alice("bundle", ok=False)
    assert ran.code == 1 and "redacted: ^" in ran.err


# ------------------------------------------------------------------ what is in it, and what not


def test_since_a_commit(alice: Desk, bob: Desk, tmp_path: Path) -> None:
    """The state at that commit is in it, so that it needs nothing else to be taken in."""
    bob("log", "one")
    since = bob.head
    bob("log", "two")
    answer = bob("bundle", "--since", since, "--json").json
    assert (answer["commits"], answer["entries"], answer["people"]) == (1, 3, ["Bob"])
    place = str(bob.folder / f"{NAME}.bundle")
    said = alice("apply", place).out
    assert "2 new commits" in said and f"as it was at {since[:12]}" in said
    assert alice.text == bob.text
    alice("verify")

    (alice.folder.parent / "carol").mkdir()
    carol = alice.folder.parent / "carol"
    alice.git("clone", "-q", str(bob.folder), str(carol))
    subprocess.run(["git", "reset", "-q", "--hard", since], cwd=carol, check=True)
    other = type(alice)(carol, "carol", 900)
    other.git("config", "user.name", "Carol")
    other.git("config", "user.email", "c@example.com")
    assert other("apply", place, "--json").json["known"] == 1
    assert other.text == bob.text and other.merges() == 0


def test_the_last_state_alone(alice: Desk, bob: Desk, tmp_path: Path) -> None:
    alice("log", "call Eve Smith, 555-0100")
    alice("redact", "last", "-m", "a name")
    said = alice("bundle", "--since", "HEAD").out
    assert said.startswith(f"Wrote {NAME}.bundle: only its last state, 2 entries\n")
    place = alice.folder / f"{NAME}.bundle"
    assert "Eve Smith" not in everything(place, tmp_path / "one")
    bob("apply", str(place))
    assert bob.text == alice.text
    assert (
        bob.git("log", "-1", "--format=%s", "HEAD^2") == f"{NAME}: as it was at {alice.head[:12]}"
    )


def test_since_what_nobody_knows(alice: Desk) -> None:
    ran = alice("bundle", "--since", "nosuch", ok=False)
    assert ran.code == 2 and "'nosuch' is no commit here" in ran.err


def test_what_is_not_committed_is_told(alice: Desk) -> None:
    alice.replace("## Timeline", "By hand.\n\n## Timeline")
    ran = alice("bundle")
    assert f"{DOCUMENT} was edited by hand; that is not committed, and not in it." in ran.err


def test_a_shallow_clone_says_so(office: object, alice: Desk, tmp_path: Path) -> None:
    alice("log", "one")
    alice("log", "two")
    alice("sync")
    folder = tmp_path / "shallow"
    address = f"file://{tmp_path}/hub.git"
    subprocess.run(["git", "clone", "-q", "--depth=1", address, str(folder)], check=True)
    desk = type(alice)(folder, "shallow", 600)
    ran = desk("bundle")
    assert "only the end of the history" in ran.err
    alice("apply", f"../shallow/{NAME}.bundle")
    assert alice("apply", f"../shallow/{NAME}.bundle").out.startswith("Nothing new")


@pytest.mark.parametrize("edit", ["## Timeline", "---"])
def test_the_same_history_gives_the_same_bytes(edit: str, alice: Desk, bob: Desk) -> None:
    bob("log", "one")
    bob.replace(edit, f"{edit} ") if edit != "---" else None
    bob.git("commit", "-qam", "x", ok=False)
    bob("bundle", "--out", "../one.bundle")
    bob("bundle", "--out", "../two.bundle")
    bob.git("push", "-q", "origin", "HEAD:refs/heads/main")
    alice("sync")
    alice.git("gc", "-q", "--aggressive", "--prune=now")
    alice("bundle", NAME, "--out", "../three.bundle")
    folder = alice.folder.parent
    made = {(folder / f"{name}.bundle").read_bytes() for name in ("one", "two", "three")}
    assert len(made) == 1


def test_git_alone_can_read_it(alice: Desk, tmp_path: Path) -> None:
    alice("log", "one")
    alice("bundle", "--out", "../out.bundle")
    place = str(tmp_path / "out.bundle")
    alice.git("bundle", "verify", "-q", place)
    subprocess.run(["git", "clone", "-q", "-b", NAME, place, str(tmp_path / "cloned")], check=True)
    assert (tmp_path / "cloned" / DOCUMENT).read_text() == alice.text
