"""`resolve` and `close` list what is missing; an override is recorded."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Beginnings, Cli


def document(cli: Cli) -> str:
    return next(cli.folder.glob("incidents/*/*/*.md")).read_text()


def configure(cli: Cli, text: str) -> None:
    path = Path(cli.folder, "inc.toml")
    path.write_text(path.read_text() + text)


@pytest.fixture
def mitigated(guided: Cli, beginnings: Beginnings) -> Cli:
    """A SEV1 that was mitigated at 15:32, with only its green time and two more to wait for."""
    return beginnings.grown(guided, _mitigated)


def _mitigated(guided: Cli) -> None:
    guided("declare", "Checkout failures", "-s", "sev1")
    guided("mitigate", "rolled back", "--by", "bob")
    guided("tick", "fully restored", "metrics", "affected teams", "monitoring in place")
    guided("update", "-a", "customer", "Checkout works again.", "--next", "16:00")


def test_what_is_missing_is_listed_and_nothing_changes(guided: Cli) -> None:
    guided("declare", "Checkout failures", "-s", "sev1")
    before = document(guided)
    ran = guided("resolve", "it looks fine", ok=False)
    assert ran.code == 1
    assert "2026-03-04-checkout-failures is not ready to resolve: 7 things are missing" in ran.err
    assert "Impact mitigated   (inc mitigate TEXT)" in ran.err
    assert re.search(r"^     \d\d Service fully restored; user flows tested$", ran.err, re.M)
    assert re.search(r"When they are done: inc tick( \d\d){4}\n", ran.err)
    assert "Or, recorded: inc resolve --override REASON" in ran.err
    assert document(guided) == before


@pytest.mark.parametrize(("at", "code"), [("15:46", 1), ("15:47", 0)])
def test_green_for_15_minutes_is_computed(at: str, code: int, mitigated: Cli) -> None:
    mitigated.now = mitigated.now.replace(hour=16)
    ran = mitigated("resolve", "--at", at, ok=False)
    assert ran.code == code
    assert ("Green for 15 minutes: green for 14 min, 1 min to go" in ran.err) is bool(code)


def test_an_override_is_recorded_with_what_was_missing(guided: Cli) -> None:
    guided("declare", "Checkout failures", "-s", "sev1")
    ran = guided("resolve", "it looks fine", "--override", "monitoring itself is down")
    assert "resolved @alice — it looks fine" in ran.out
    text = document(guided)
    assert "it looks fine ^" in text
    assert "\n  - Override: monitoring itself is down\n  - Missing: Impact mitigated\n" in text
    assert "resolved, override" in guided("history").out


def test_an_override_that_was_not_needed_is_not_one(mitigated: Cli) -> None:
    mitigated.now = mitigated.now.replace(hour=16)
    mitigated("resolve", "--override", "somebody is in a hurry")
    assert "Override" not in document(mitigated)
    assert "  somebody is in a hurry\n" in document(mitigated)
    assert "override" not in mitigated("history").out


def test_an_end_that_something_later_would_overtake(guided: Cli) -> None:
    guided("declare", "Reports are slow", "-s", "sev4")
    guided("update", "--status", "monitoring", "we watch")
    ran = guided("resolve", "--at", "15:30:30", ok=False)
    assert ran.code == 2
    assert "would be overtaken: status monitoring at 2026-03-04T15:32:00Z" in ran.err
    guided("resolve")
    assert guided("mitigate", "written down late", "--at", "15:32:30").code == 0
    ran = guided("mitigate", "what is over", ok=False)
    assert (ran.code, "so nothing is to be mitigated" in ran.err) == (1, True)
    guided("reopen", "-m", "it is back")
    assert guided("mitigate", "x", "--at", "15:32:40", ok=False).code == 2


@pytest.mark.parametrize("reason", ["ok", "123456789"])
def test_a_reason_that_says_nothing(reason: str, guided: Cli) -> None:
    guided("declare", "Checkout failures", "-s", "sev1")
    ran = guided("resolve", "--override", reason, ok=False)
    assert ran.code == 2
    assert f"'{reason}' is too short for a reason (10 characters or more)" in ran.err


def test_the_postmortem_is_scheduled_and_a_reopened_incident_has_none(mitigated: Cli) -> None:
    mitigated.now = mitigated.now.replace(hour=16, minute=0)
    ran = mitigated("resolve")
    assert "postmortem_due_at: 2026-03-06T16:00:00Z" in ran.out
    assert "postmortem_meeting_by: 2026-03-11T16:00:00Z" in ran.out
    assert ran.err == (
        "The postmortem is due 2026-03-06 16:00 UTC, its meeting 2026-03-11 16:00 UTC.\n"
        "Next: inc close (what it waits for: inc checklist close)\n"
        "Then: inc postmortem new\n"
    )
    mitigated("reopen", "-m", "it is back")
    assert "postmortem" not in document(mitigated).split("---")[1]


def test_close_has_a_gate_of_its_own(mitigated: Cli) -> None:
    mitigated.now = mitigated.now.replace(hour=16)
    mitigated("resolve")
    ran = mitigated("close", ok=False)
    assert ran.code == 1
    assert "not ready to close: 5 things are missing" in ran.err
    assert "Status page says resolved: no update since it was resolved" in ran.err
    mitigated("update", "-a", "customer", "Checkout works.")
    mitigated("update", "All clear.")
    mitigated("tick", "timeline complete", "has an owner", "tracking system")
    assert mitigated("close").code == 0


def test_an_update_does_not_go_around_the_gate(guided: Cli) -> None:
    guided("declare", "Checkout failures", "-s", "sev1")
    assert guided("update", "--status", "resolved", "done", ok=False).code == 1
    ran = guided("log", "-k", "resolved", "done", ok=False)
    assert (ran.code, "Use: inc resolve" in ran.err) == (2, True)


@pytest.mark.parametrize(
    ("severity", "resolves", "closes"), [("sev2", 1, 1), ("sev3", 1, 0), ("sev4", 0, 0)]
)
def test_less_severe_incidents_wait_for_less(
    severity: str, resolves: int, closes: int, guided: Cli
) -> None:
    guided("declare", "Reports are slow", "-s", severity)
    assert guided("resolve", ok=False).code == resolves
    if resolves:
        guided("resolve", "--override", "there is no other way")
    assert guided("close", ok=False).code == closes


def test_what_the_record_answers_opens_the_gate_of_a_sev3(guided: Cli) -> None:
    guided("declare", "Reports are slow", "-s", "sev3")
    guided("mitigate", "restarted the job")
    guided.now = guided.now.replace(hour=17)
    assert guided("resolve").code == 0
    assert "postmortem_due_at" not in document(guided)


def test_a_team_opens_its_gates(guided: Cli) -> None:
    configure(guided, '\n[gates.resolve]\nSEV1 = "none"\n')
    guided("declare", "Checkout failures", "-s", "sev1")
    assert guided("resolve").code == 0


def test_a_drill_owes_no_postmortem(guided: Cli) -> None:
    guided("declare", "Game day", "-s", "sev1", "--drill")
    assert "postmortem" not in guided("resolve", "--override", "the drill is over").out
    left = guided("close", ok=False).err
    assert "Postmortem scheduled" not in left and "Timeline complete" in left


def test_an_update_does_not_reopen_before_the_end(guided: Cli) -> None:
    guided("declare", "Reports are slow", "-s", "sev4")
    guided("resolve")
    ran = guided("update", "--status", "investigating", "back", "--at", "15:31:30", ok=False)
    assert ran.code == 2
    assert "reopen at 2026-03-04T15:31:30Z would be overtaken: resolved at" in ran.err
    assert guided("update", "--status", "investigating", "back").code == 0
