"""`[sync] auto`: each write is sent at once, and is never refused because that cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import people
import pytest

if TYPE_CHECKING:
    from desks import Desk, Office

alice, bob, office, tmp_path = people.alice, people.bob, people.office, people.tmp_path


@pytest.fixture
def automatic(alice: Desk) -> Desk:
    """Alice, whose git syncs after each write."""
    alice.git("config", "inc.sync.auto", "true")
    return alice


def test_a_write_is_sent_without_a_word(office: Office, automatic: Desk) -> None:
    said = automatic("log", "a note")
    assert office.tip == automatic.head
    assert "ync" not in said.out + said.err


def test_the_team_can_want_it(office: Office, alice: Desk, bob: Desk) -> None:
    alice("config", "set", "sync.auto", "true")
    assert "auto = true" in (alice.folder / "inc.toml").read_text()
    alice("log", "a note")
    assert office.tip == alice.head
    bob("sync")
    bob("log", "another")
    assert office.tip == bob.head
    bob.git("config", "inc.sync.auto", "false")
    bob("log", "a third")
    assert office.tip != bob.head


def test_what_others_recorded_comes_along(automatic: Desk, bob: Desk) -> None:
    bob("update", "--status", "monitoring", "better")
    bob("sync")
    said = automatic("update", "--status", "identified", "found")
    assert "over bob's monitoring" in said.err
    assert "better" in automatic.text


def test_a_failure_never_fails_the_write(office: Office, automatic: Desk) -> None:
    office.hub.rename(office.folder / "away.git")
    said = automatic("log", "a note")
    assert said.code == 0 and "a note" in automatic.text
    lines = [line for line in said.err.splitlines() if "sync" in line]
    assert len(lines) == 1 and lines[0].startswith("Not synced, though recorded: origin cannot be")


def test_programs_get_nothing_but_the_receipt(office: Office, automatic: Desk, bob: Desk) -> None:
    bob("update", "--status", "monitoring", "better")
    bob("sync")
    said = automatic("update", "--status", "identified", "found", "--json")
    assert said.json["command"] == "update" and said.err == ""
    assert office.tip == automatic.head


def test_a_remote_that_never_answers_is_not_waited_for(
    automatic: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inc.cli import synchronizing

    monkeypatch.setattr(synchronizing, "WITHIN", 0.3)
    automatic.git("config", "protocol.ext.allow", "always")
    automatic.git("remote", "set-url", "origin", "ext::sleep 100")
    said = automatic("log", "a note")
    assert said.code == 0 and "no answer in time" in said.err


def test_where_there_is_no_remote_nothing_is_said(automatic: Desk) -> None:
    automatic.git("remote", "remove", "origin")
    assert "ync" not in automatic("log", "a note").err


def test_a_dry_run_and_a_refusal_send_nothing(office: Office, automatic: Desk) -> None:
    tip = office.tip
    automatic("log", "--dry-run", "a note")
    automatic("log", "-i", "nosuch", "a note", ok=False)
    automatic("list")
    assert office.tip == tip
