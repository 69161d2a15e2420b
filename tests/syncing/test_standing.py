"""What is not yet off this machine and not yet here: said without asking anybody."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import people
import pytest
from desks import NAME

if TYPE_CHECKING:
    from desks import Desk, Office

alice, bob, office, tmp_path = people.alice, people.bob, people.office, people.tmp_path


def test_what_is_on_one_side_only(office: Office, alice: Desk, bob: Desk) -> None:
    bob("log", "by bob")
    bob("sync")
    alice.git("fetch", "-q")
    alice("log", "one")
    alice("log", "two")
    office.hub.rename(office.folder / "away.git")
    said = alice("sync", "--status")
    assert said.out.splitlines()[:2] == [
        f"Only on this machine: 2 commits ({NAME}), since 2026-03-04 15:33 UTC",
        "At origin/main and not here yet: 1 commit",
    ]
    assert "origin answered last" in said.out and "Next: inc sync" in said.err
    told = alice("sync", "--status", "--json").json
    assert told["unsent"] == {"commits": 2, "since": "2026-03-04T15:33:00Z"}
    assert told["unreceived"]["commits"] == 1 and told["incidents"] == [NAME]


def test_what_was_sent_as_another_branch_is_not_only_here(alice: Desk) -> None:
    alice("log", "a note")
    alice("sync", "--branch", "mine")
    said = alice("sync", "--status")
    assert said.out.splitlines()[0] == "Sent to origin, and not in origin/main: 1 commit"
    assert "Next:" not in said.err
    told = alice("sync", "--status", "--json").json
    assert (told["unsent"]["commits"], told["elsewhere"], told["incidents"]) == (0, 1, [])
    alice("log", "more")
    assert "Only on this machine: 1 commit (" in alice("sync", "--status").out


def test_nothing_is_on_one_side_only(alice: Desk) -> None:
    said = alice("sync", "--status").out
    assert said == (
        "Nothing is on one side only, here or at origin/main.\norigin answered last 1 min ago\n"
    )


def test_a_remote_that_was_never_asked(office: Office) -> None:
    alice = office.first()
    said = alice("sync", "--status").out
    assert "Only on this machine: 2 commits" in said and "origin was never asked from here" in said


def test_next_reminds_of_what_is_only_here(office: Office) -> None:
    alice = office.first()
    assert "2 commits are only on this machine: inc sync" in alice("next", ok=False).err
    alice("sync")
    assert "only on this machine" not in alice("next", ok=False).err
    alice("log", "a note")
    assert "1 commit is only on this machine: inc sync" in alice("next", ok=False).err
    alice.git("push", "-q", "origin", "main:elsewhere")
    alice.git("fetch", "-q")
    assert "only on this machine" not in alice("next", ok=False).err


def test_next_is_silent_where_there_is_no_remote(office: Office) -> None:
    alice = office.first()
    alice.git("remote", "remove", "origin")
    assert "only on this machine" not in alice("next", ok=False).err


def test_next_asks_no_remote(office: Office, alice: Desk) -> None:
    alice("log", "a note")
    alice.git("remote", "set-url", "origin", "ext::sleep 100")
    assert "1 commit is only on this machine" in alice("next", ok=False).err
    subprocess.run(["git", "-C", str(office.hub), "fsck"], check=True, capture_output=True)


# ------------------------------------------------------------------ several remotes


@pytest.fixture
def second(office: Office, alice: Desk) -> Desk:
    """Alice, with another remote, which has a note that origin does not have."""
    there = office.folder / "second.git"
    subprocess.run(["git", "init", "-q", "--bare", str(there)], check=True)
    alice.git("remote", "add", "second", str(there))
    alice("log", "a note")
    alice("sync", "--remote", "second")
    return alice


def test_what_another_remote_has_is_off_this_machine(second: Desk) -> None:
    said = second("sync", "--status")
    assert said.out.splitlines()[0] == f"At second, and not at origin/main: 1 commit ({NAME})"
    assert "Only on this machine" not in said.out and said.err == "Next: inc sync\n"
    told = second("sync", "--status", "--json").json
    assert (told["unsent"]["commits"], told["elsewhere"], told["incidents"]) == (0, 1, [])
    assert told["missing"] == {"commits": 1, "since": "2026-03-04T15:33:00Z", "incidents": [NAME]}
    assert told["held"] == [{"remote": "second", "commits": 1}] and told["next"] == "inc sync"
    assert "1 commit is at second, not at origin: inc sync\n" in second("next", ok=False).err


def test_what_is_on_no_remote_is_told_apart_from_what_one_has(second: Desk) -> None:
    second("log", "more")
    said = second("sync", "--status").out.splitlines()
    assert said[0].startswith(f"Only on this machine: 1 commit ({NAME}), since ")
    assert said[1] == f"At second, and not at origin/main: 1 commit ({NAME})"
    assert "1 commit is only on this machine: inc sync\n" in second("next", ok=False).err


def test_the_command_names_the_remote_that_was_named(second: Desk) -> None:
    second("log", "more")
    said = second("sync", "--status", "--remote", "second")
    assert said.err == "Next: inc sync --remote second\n"
    assert "At " not in said.out


def test_a_refusal_says_which_remote_has_it(office: Office, second: Desk) -> None:
    office.hub.rename(office.folder / "away.git")
    said = second("sync", ok=False)
    assert "recorded here (of 1 incident), and at second; not yet at origin.\n" in said.err


def test_next_where_no_remote_is_meant(office: Office, second: Desk) -> None:
    second.git("remote", "rename", "origin", "first")
    second.git("branch", "--unset-upstream")
    assert "sync" not in second("next", ok=False).err
    second("log", "more")
    assert "1 commit is only on this machine: inc sync" in second("next", ok=False).err


# ------------------------------------------------------------------ a remote that was rewritten


def test_a_rewrite_that_git_fetched(alice: Desk, bob: Desk) -> None:
    alice("log", "by alice")
    alice("sync")
    was = alice.head
    bob("log", "by bob")
    bob.git("push", "-q", "--force", "origin", "main")
    alice.git("fetch", "-q")
    said = alice("sync", "--status")
    line = f"origin/main was rewritten: it was at {was[:8]}, which is not in {bob.head[:8]}"
    assert line in said.out.splitlines()
    assert said.err.splitlines()[-1] == "  inc sync --accept-rewrite"
    told = alice("sync", "--status", "--json").json
    assert told["rewritten"] == {"was": was, "now": bob.head}
    assert "origin/main was rewritten: inc sync --status" in alice("next", ok=False).err
    assert alice("sync", ok=False).code == 1
    said = alice("sync", "--status")
    assert said.out.count("rewritten") == 1 and "The sync of 2026-03-04 " in said.out
    alice(*said.err.splitlines()[-1].split()[1:])
    assert "by alice" in alice.text and "by bob" in alice.text
    said = alice("sync", "--status")
    assert said.out.startswith("Nothing is on one side only") and said.err == ""


def test_a_clone_that_was_never_synced_refuses_a_rewrite_again(alice: Desk, bob: Desk) -> None:
    """The ref that git keeps of the remote is moved on by the fetch of the sync itself."""
    alice.git("reset", "-q", "--hard", "HEAD~1")
    alice("log", "instead", ok=False)
    alice.git("push", "-q", "--force", "origin", "main")
    for dry in (["--dry-run"], [], []):
        assert "was rewritten" in bob("sync", *dry, ok=False).err
    assert "was rewritten" in bob("sync", "--status").out


def test_a_branch_that_is_gone_there_keeps_nothing_off_this_machine(
    office: Office, alice: Desk
) -> None:
    delete = ["git", "-C", str(office.hub), "update-ref", "-d", "refs/heads/main"]
    subprocess.run(delete, check=True)
    alice("sync", ok=False)
    said = alice("sync", "--status")
    assert "Only on this machine: 2 commits" in said.out
    assert "failed: origin has no branch main any more" in said.out
    assert said.err == "Next, to send what you have, as it was:\n  inc sync --accept-rewrite\n"
    alice("sync", "--accept-rewrite")
    assert alice("sync", "--status").out.startswith("Nothing is on one side only")
