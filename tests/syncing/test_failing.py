"""A sync that failed is remembered until one succeeds, and with it nothing that is secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

import people
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from desks import Desk, Office

alice, bob, office, tmp_path = people.alice, people.bob, people.office, people.tmp_path


def note(desk: Desk) -> Path:
    """Where it is remembered."""
    return desk.folder / ".git/inc/sync-failed"


def test_why_and_when_until_one_succeeds(office: Office, alice: Desk) -> None:
    alice("log", "a note")
    office.hub.rename(office.folder / "away.git")
    alice("sync", ok=False)
    for minutes in (3, 4):
        said = alice("sync", "--status")
        line = next(one for one in said.out.splitlines() if "failed" in one)
        assert line.startswith("The sync of 2026-03-04 15:34 UTC failed: origin cannot be reached:")
        assert "Please make sure" not in line and said.err == "Next: inc sync\n"
        assert f"origin answered last {minutes} min ago" in said.out
    told = alice("sync", "--status", "--json").json["failure"]
    assert (told["at"], told["kind"]) == ("2026-03-04T15:34:00Z", "unreached")
    assert told["what"].startswith("origin cannot be reached: ")
    next_ = alice("next", ok=False).err
    assert "only on this machine; the last sync failed: inc sync --status" in next_
    (office.folder / "away.git").rename(office.hub)
    alice("sync")
    assert "failed" not in alice("sync", "--status").out and note(alice).read_text() == ""


def test_each_remote_has_its_own(office: Office, alice: Desk) -> None:
    alice.git("remote", "add", "second", str(office.folder / "nosuch.git"))
    said = alice("sync", "--remote", "second", ok=False)
    assert "Again: inc sync --remote second\n" in said.err
    alice("sync")
    assert "failed" not in alice("sync", "--status").out
    assert "failed" in alice("sync", "--status", "--remote", "second").out


def test_a_sync_after_a_write_is_remembered_as_well(office: Office, alice: Desk) -> None:
    alice.git("config", "inc.sync.auto", "true")
    office.hub.rename(office.folder / "away.git")
    alice("log", "a note")
    assert "failed: origin cannot be reached" in alice("sync", "--status").out


def test_a_dry_run_is_not_remembered(office: Office, alice: Desk) -> None:
    office.hub.rename(office.folder / "away.git")
    alice("sync", "--dry-run", ok=False)
    assert not note(alice).exists()


def test_no_secret_is_kept(office: Office, alice: Desk) -> None:
    alice.git("remote", "set-url", "origin", "http://alice:s3cr3t@127.0.0.1:9/hub.git")
    alice("sync", ok=False)
    assert "127.0.0.1" in note(alice).read_text() and "s3cr3t" not in note(alice).read_text()


def test_what_a_hook_says_is_one_line_without_control_characters(
    office: Office, alice: Desk
) -> None:
    office.hook("pre-receive", "printf 'a\\033[31mred\\033[0m\\007\\nb\\n' >&2; exit 1")
    alice("log", "a note")
    alice("sync", ok=False)
    kept = note(alice).read_text()
    assert kept.count("\n") == 1 and "\x1b" not in kept and "\x07" not in kept
    said = alice("sync", "--status")
    assert "failed: origin does not take it into main: " in said.out and "\x1b" not in said.out
    assert said.err == "Next: inc sync --branch incidents-2026-03-04\n"


@pytest.mark.parametrize("text", ["", "no\n", "2026-03-04T15:34:00Z origin/main other\n", "\0\xff"])
def test_a_note_that_cannot_be_read_is_none(alice: Desk, text: str) -> None:
    note(alice).write_bytes(text.encode("latin-1"))
    assert "failed" not in alice("sync", "--status").out
    alice("sync")


def test_where_it_cannot_be_noted_the_failure_is_told_all_the_same(
    office: Office, alice: Desk
) -> None:
    note(alice).mkdir()
    office.hub.rename(office.folder / "away.git")
    said = alice("sync", ok=False)
    assert said.code == 6 and "origin cannot be reached" in said.err
    assert "failed" not in alice("sync", "--status").out
