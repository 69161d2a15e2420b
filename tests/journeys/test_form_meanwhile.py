"""`inc update -e`, while somebody else writes: what nobody typed changes nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Cli

INCIDENT = "2026-03-04-checkout-failures"
MONITORING = ("update", "-s", "monitoring", "--impact", "1% fail", "--eta", "5 min")
Meanwhile = Callable[..., str]


@pytest.fixture
def told(declared: Cli) -> Cli:
    """Run `inc` with an incident of which the impact is known."""
    declared("update", "x", "--impact", "all fail", "--doing", "restarting")
    return declared


@pytest.fixture
def meanwhile(told: Cli, tmp_path: Path) -> Meanwhile:
    """Make an editor: bob runs `inc` at 15:33, and alice changes lines of the form with sed."""

    def make(*bob: str, alice: str = "1s/.*/We go on./") -> str:
        script = tmp_path / "meanwhile"
        words = " ".join(f"'{word}'" for word in (*bob, "--by", "bob", "-i", INCIDENT))
        inc = f"{sys.executable} -m inc {words} --at '2026-03-04 15:33 UTC' >&2 || exit 9\n"
        script.write_text(f"#!/bin/sh\n{inc if bob else ''}sed -i -e '{alice}' \"$1\"\n")
        script.chmod(0o755)
        return str(script)

    return make


def facts(run: Cli) -> Any:
    return run("show", "--json").json["incident"]


def last(run: Cli) -> list[str]:
    text: str = facts(run)["entries"][-1]["text"]
    return text.split("\n")


def test_what_nobody_touched_is_not_written_back(told: Cli, meanwhile: Meanwhile) -> None:
    answer = told("update", "-e", "--json", GIT_EDITOR=meanwhile(*MONITORING)).json
    assert [entry["kind"] for entry in answer["entries"]] == ["update"]
    found = facts(told)
    assert (found["status"], found["impact"]) == ("monitoring", "1% fail")
    assert last(told) == ["We go on.", "- Doing: restarting", "- Next update: 2026-03-04T15:48:00Z"]


def test_what_was_resolved_stays_resolved(told: Cli, meanwhile: Meanwhile) -> None:
    answer = told("update", "-e", "--json", GIT_EDITOR=meanwhile("resolve", "it is over")).json
    assert [entry["kind"] for entry in answer["entries"]] == ["update"]
    assert facts(told)["status"] == "resolved"
    assert last(told) == ["We go on.", "- Impact: all fail", "- Doing: restarting"]


def test_what_still_holds_is_told_again(told: Cli, meanwhile: Meanwhile) -> None:
    answer = told("update", "-e", "--json", GIT_EDITOR=meanwhile("log", "looking")).json
    assert [entry["kind"] for entry in answer["entries"]] == ["update"]
    assert list(answer["fields"]) == ["next_update_at"]
    assert last(told)[1:3] == ["- Status: Investigating", "- Impact: all fail"]


def test_what_was_typed_counts(told: Cli, meanwhile: Meanwhile) -> None:
    typed = meanwhile(*MONITORING, alice="s/Investigating/identified/; s/all fail/half/")
    told("update", "-e", GIT_EDITOR=typed)
    found = facts(told)
    assert (found["status"], found["impact"]) == ("identified", "half")


def test_what_was_given_counts(told: Cli, meanwhile: Meanwhile) -> None:
    given = ("--status", "identified", "--impact", "half")
    told("update", "-e", *given, GIT_EDITOR=meanwhile(*MONITORING))
    found = facts(told)
    assert (found["status"], found["impact"]) == ("identified", "half")


def test_what_waits_to_be_recorded_writes_nothing_back(told: Cli, meanwhile: Meanwhile) -> None:
    hook = told.folder / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    assert told("update", "-e", GIT_EDITOR=meanwhile(), ok=False).code == 4
    hook.unlink()
    told(*MONITORING, "--by", "bob", "--at", "15:33")
    told("retry")
    found = facts(told)
    assert (found["status"], found["impact"]) == ("monitoring", "1% fail")
    assert last(told)[0] == "We go on."


def test_a_form_that_was_mended_writes_nothing_back(told: Cli, meanwhile: Meanwhile) -> None:
    wrong = meanwhile(alice="s/^Next update:.*/Next update: 25:99/; 1s/.*/We go on./")
    given = ("--known", "the pool")
    assert told("update", "-e", *given, GIT_EDITOR=wrong, ok=False).code == 2
    told(*MONITORING, "--by", "bob", "--at", "15:33")
    drafts = told.folder / ".git/inc/edit"
    (draft,) = drafts.glob("*.md")
    draft.write_text(draft.read_text().replace("25:99", "30m"))
    told("update", "--file", str(draft))
    found = facts(told)
    assert (found["status"], found["impact"]) == ("monitoring", "1% fail")
    assert last(told)[:2] == ["We go on.", "- Known: the pool"]
    assert not list(drafts.iterdir())
