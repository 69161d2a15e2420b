"""A write says the one thing that is due or wrong, with its reason, and never stumbles over it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Beginnings, Cli


@pytest.fixture
def team(cli: Cli, beginnings: Beginnings) -> Cli:
    """A SEV2 with a commander and a technical lead, declared at 15:31 and acknowledged."""
    return beginnings.grown(cli, _team)


def _team(cli: Cli) -> None:
    cli("declare", "Checkout failures", "-s", "sev2", "--ic", "carol")
    cli("assign", "tech_lead", "bob")
    cli("ack")


def test_where_nothing_is_due_the_usual_step(team: Cli) -> None:
    assert team("log", "looking").err.startswith("Next: inc hypothesis TEXT")
    answer = team("log", "looking", "--json").json
    assert (answer["nudge"], answer["next"][:7]) == (None, "inc hyp")


def test_what_is_due_with_its_reason(team: Cli) -> None:
    team("update", "-a", "customer", "We look into it", "--next", "15m")  # at 15:34
    team.now += timedelta(minutes=18)
    ran = team("log", "Checking the pool")
    assert ran.err == (
        "Next: inc update -a customer TEXT "
        "(customers were promised an update at 15:49 UTC, 4 min ago)\n"
    )
    answer = team("log", "Checking the disk", "--json").json
    assert (answer["nudge"], answer["next"]) == ("update-due", "inc update -a customer TEXT")


def test_what_was_just_done_is_not_asked_for(team: Cli) -> None:
    team.now += timedelta(minutes=28)
    assert "inc update -a internal TEXT" in team("log", "Theory: x").err
    said = team("update", "-a", "internal", "looking", "--next", "30m").err
    assert "Next: inc update -a customer TEXT (customers hear from us every 30 min; " in said


def test_one_thing_not_a_wall(cli: Cli) -> None:
    cli("declare", "Checkout failures", "-s", "sev1")
    cli.now += timedelta(hours=3)
    ran = cli("log", "x")
    assert ran.err == "Next: inc assign commander WHO (nobody is commander; SEV1 needs one)\n"


def test_a_broken_setting_does_not_break_the_receipt(team: Cli) -> None:
    team.now += timedelta(hours=3)
    (team.folder / "inc.toml").write_text("timezone = [\n")
    ran = team("log", "still down")
    assert ran.out.startswith("Recorded in ")
    assert ran.err.startswith("Next: inc hypothesis")
    assert team("log", "still down", "--json").json["nudge"] is None


def test_a_broken_front_matter_does_not_break_it_either(team: Cli) -> None:
    document = next(team.folder.glob("incidents/*/*/*.md"))
    document.write_text(document.read_text().replace("title:", "title: [", 1))
    team.now += timedelta(hours=3)
    ran = team("log", "still down")
    assert ran.out.startswith("Recorded in ")
    assert "Next: inc update -a" in ran.err
