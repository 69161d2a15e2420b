"""What is said after a change: what is due, else the usual next step."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inc.domain.incident import Change
from inc.domain.nudges.after_write import Step, step, usual_step
from inc.domain.policy import Policy
from inc.domain.timeline import Entry, Path, Value
from inc.domain.vocabulary import Kind

BEGAN = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
TIME = "2026-03-04T15:00:00Z"
NEW: dict[Path, Value] = {("status",): "investigating"}
LED: dict[Path, Value] = NEW | {("severity",): "SEV1", ("roles", "commander"): "alice"}


@pytest.mark.parametrize(
    ("state", "usual"),
    [
        ({("severity",): "SEV1"}, "inc mitigate"),
        (NEW | {("severity",): "SEV3"}, "inc ack"),
        (LED, "inc ack"),
        (LED | {("acknowledged_at",): TIME}, "inc hypothesis"),
        (LED | {("acknowledged_at",): TIME, ("status",): "identified"}, "inc mitigate"),
        (LED | {("mitigated_at",): TIME, ("status",): "identified"}, "inc update --status mon"),
        (LED | {("mitigated_at",): TIME, ("status",): "monitoring"}, "inc resolve"),
        (LED | {("status",): "resolved"}, "inc close"),
        (LED | {("status",): "closed"}, "inc show"),
        ({}, "inc mitigate"),
    ],
)
def test_the_usual_step(state: dict[Path, Value], usual: str) -> None:
    assert usual_step(state, "log").startswith(usual)


def test_after_closing_nothing_is_left() -> None:
    assert "what still follows" in usual_step({("status",): "closed"}, "close")


def entry(minute: int, kind: Kind, text: str, author: str = "alice", audience: str = "") -> Entry:
    at = BEGAN + timedelta(minutes=minute)
    return Entry(at, kind, author, text, f"{minute:06}{kind[:6]:>6}", audience)


DECLARED = entry(0, Kind.DECLARED, "SEV2: Checkout failures")
TEAM = [
    entry(0, Kind.ROLE, "commander @alice"),
    entry(0, Kind.ROLE, "tech_lead @bob"),
    entry(1, Kind.ACKNOWLEDGED, "on it"),
]


def after(*entries: Entry, minute: int, policy: Policy | None = None) -> Step:
    """What is said after the last of the entries."""
    change = Change("2026-03-04-checkout", "log", added=entries[-1:])
    now = BEGAN + timedelta(minutes=minute)
    return step(change, entries, policy or Policy(), now)


def test_what_is_due_comes_with_its_reason() -> None:
    told = entry(
        5, Kind.UPDATE, "We look into it\n- Next update: 2026-03-04T15:30:00Z", "c", "customer"
    )
    others = [entry(25, Kind.UPDATE, "still looking", "c", "internal")]
    said = after(DECLARED, *TEAM, told, *others, entry(26, Kind.ACTION, "x", "bob"), minute=42)
    assert said.rule == "update-due"
    assert str(said) == (
        "inc update -a customer TEXT (customers were promised an update at 15:30 UTC, 12 min ago)"
    )


def test_where_nothing_is_due_the_usual_step_is_said() -> None:
    said = after(DECLARED, *TEAM, minute=2)
    assert (said.rule, str(said)) == ("", "inc hypothesis TEXT, or what helps: inc mitigate TEXT")


def test_the_worst_is_said_and_nothing_else() -> None:
    assert str(after(DECLARED, minute=30)).startswith("inc assign commander WHO (nobody is comm")


def test_what_was_just_done_is_not_asked_for() -> None:
    team = [DECLARED, *TEAM, entry(20, Kind.ACTION, "restarting", "bob")]
    told = [entry(31, Kind.UPDATE, "x", "c", one) for one in ("internal", "customer")]
    assert after(*team, told[0], minute=31).command == "inc update -a customer TEXT"
    assert after(*team, *told, minute=31).rule == ""


def test_two_roles_of_one_person_are_said_by_the_receipt_when_they_are_given() -> None:
    both = [DECLARED, *TEAM, entry(3, Kind.ROLE, "tech_lead @alice")]
    assert after(*both, minute=3).rule == ""
    assert after(*both, entry(4, Kind.NOTE, "x"), minute=4).rule == "roles-apart"


def test_a_program_is_told_of_it_in_each_way() -> None:
    both = [DECLARED, *TEAM, entry(3, Kind.ROLE, "tech_lead @alice")]
    change = Change("2026-03-04-checkout", "assign", added=tuple(both[-1:]))
    now = BEGAN + timedelta(minutes=3)
    assert step(change, both, Policy(), now, is_heard=False).rule == "roles-apart"


def test_a_team_decides_what_is_due() -> None:
    relaxed = Policy({"limits": {"no_progress": {"SEV2": "none"}}, "cadence": {"SEV2": {}}})
    quiet = Policy(
        {
            "limits": {"no_progress": {"SEV2": "none"}},
            "cadence": {"SEV2": {"internal": "none", "customer": "none"}},
        }
    )
    assert after(DECLARED, *TEAM, minute=60, policy=relaxed).rule == "update-due"
    assert after(DECLARED, *TEAM, minute=60, policy=quiet).rule == ""


def test_who_needs_a_commander_is_what_the_policy_says() -> None:
    needless = Policy({"roles": {"commander": {"required": []}}})
    assert after(DECLARED, minute=1).command == "inc assign commander WHO"
    assert after(DECLARED, minute=1, policy=needless).command == "inc ack"
    every = Policy({"roles": {"commander": {"required": ["SEV4"]}}})
    typo = entry(0, Kind.DECLARED, "SEV4: typo")
    assert after(typo, minute=1, policy=every).command == "inc assign commander WHO"


def test_without_a_policy_nothing_is_due() -> None:
    change = Change("2026-03-04-checkout", "log")
    assert step(change, [DECLARED], None, BEGAN + timedelta(days=1)).rule == ""


def test_a_resolved_incident_has_its_usual_step() -> None:
    ended = entry(30, Kind.RESOLVED, "back")
    assert after(DECLARED, ended, minute=2_000) == Step("inc close")
