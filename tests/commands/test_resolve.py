"""`inc resolve`: restored, and verified."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Cli


def test_it_ends_the_clock_and_the_promise(declared: Cli) -> None:
    declared("update", "soon", "--next", "16:00")
    ran = declared("resolve", "error rate below 0.1% for 15 minutes", "--at", "15:33")
    assert ran.out.endswith(
        "  status: resolved\n  next_update_at: —\n  resolved_at: 2026-03-04T15:33:00Z\n"
        "  postmortem_due_at: 2026-03-06T15:33:00Z\n  postmortem_meeting_by: 2026-03-11T15:33:00Z\n"
    )
    assert ran.err == (
        "The postmortem is due 2026-03-06 15:33 UTC, its meeting 2026-03-11 15:33 UTC.\n"
        "Next: inc close\nThen: inc postmortem new\n"
    )
    assert declared("list").out == ""
    assert declared("list", "--all").rows[0][4] == "2 min"


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ('document = "none"', "The meeting about the postmortem is due 2026-03-11 15:32 UTC.\n"),
        ('meeting = "none"', "The postmortem is due 2026-03-06 15:32 UTC.\n"),
        ('document = "none"\nmeeting = "none"', ""),
    ],
)
def test_what_the_policy_asks_for_afterwards(own: str, told: str, declared: Cli) -> None:
    with (declared.folder / "inc.toml").open("a") as config:
        config.write(f"[postmortem]\n{own}\n")
    then = "Then: inc postmortem new\n" * ("The postmortem" in told)
    assert declared("resolve", "over").err == f"{told}Next: inc close\n{then}"


def test_twice_is_refused_and_the_way_back_is_named(declared: Cli) -> None:
    declared("resolve")
    ran = declared("resolve", ok=False)
    assert ran.code == 1
    assert ran.err == (
        "inc: 2026-03-04-checkout-failures is resolved already\n"
        "     If it is back: inc reopen -m WHY\n"
    )


def test_the_next_command_names_it_where_another_is_open(declared: Cli) -> None:
    declared("declare", "Search is slow", "-s", "3")
    ran = declared("resolve", "-i", "checkout")
    assert ran.err.endswith("Next: inc close -i checkout\nThen: inc postmortem new -i checkout\n")
    assert declared("close", "-i", "checkout").code == 0
    assert "2026-03-04-checkout" in declared("postmortem", "new", "-i", "checkout").out


def test_a_postmortem_that_was_begun_is_not_begun_again(declared: Cli) -> None:
    assert declared("resolve", "--json").json["next"] == "inc close"
    declared("postmortem", "new")
    declared("reopen", "-i", "checkout", "-m", "it is back")
    assert "postmortem new" not in declared("resolve", "-i", "checkout").err
