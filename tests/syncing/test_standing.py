"""What is not yet off this machine and not yet here: said without asking anybody."""

from __future__ import annotations

import importlib
import subprocess
from typing import TYPE_CHECKING

from desks import NAME

if TYPE_CHECKING:
    from desks import Desk, Office

people = importlib.import_module("people")
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
    assert "origin was asked last" in said.out and "Next: inc sync" in said.err
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
        "Nothing is on one side only, here or at origin/main.\norigin was asked last 1 min ago\n"
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
