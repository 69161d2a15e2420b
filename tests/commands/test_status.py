"""`inc status`: the text to paste, from what the record says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Cli


@pytest.fixture
def told(declared: Cli) -> Cli:
    declared("assign", "ic", "me")
    declared("log", "Theory: the pool is exhausted")
    declared("update", "Restarting.", "--impact", "20% fail", "--doing", "rolling restart")
    declared("update", "Some payments fail.", "-a", "customer", "--workaround", "retry")
    declared("update", "--next", "30m", "--eta", "10 min")
    return declared


def test_for_the_team(told: Cli) -> None:
    assert (
        told("status").out
        == """\
**SEV1 incident: Checkout failures** (2026-03-04 15:37 UTC)

**Status:** Investigating
**Impact:** 20% fail
**Duration:** 6 min so far (since 2026-03-04 15:31 UTC)
**Team:** @alice (IC)
**What we know:** Current theory: the pool is exhausted
**What we are doing:** rolling restart
**ETA:** 10 min

Next update: 2026-03-04 16:06 UTC
"""
    )


def test_for_customers_without_names_and_theories(told: Cli) -> None:
    assert (
        told("status", "checkout", "-a", "customer").out
        == """\
Investigating: Checkout failures

Some payments fail.

What you can do meanwhile: retry

Posted: 2026-03-04 15:37 UTC
Next update: 2026-03-04 16:06 UTC
"""
    )


def test_at_the_beginning_and_at_the_end(declared: Cli) -> None:
    customer = ("status", "-a", "customer")
    assert "\nWe are investigating an issue.\n" in declared(*customer).out
    assert "**Impact:** being assessed\n" in declared("status").out
    declared("update", "--impact", "Checkout fails.")
    assert "\nWe are investigating an issue: Checkout fails.\n" in declared(*customer).out
    declared("resolve")
    assert "\nThis incident is resolved.\n" in declared(*customer).out
    text = declared("status").out
    assert "**Resolved:** 2026-03-04 15:36 UTC\n" in text
    assert "so far" not in text
    assert "Next update" not in text


def test_what_a_program_gets(told: Cli) -> None:
    answer = told("status", "--json").json
    assert set(answer) == {"version", "incident", "audience", "text"}
    assert answer["audience"] == "internal"


def test_the_workspaces_own_template_wins(told: Cli) -> None:
    (told.folder / "templates/status-executive.md.j2").write_text("{{ severity }}: {{ title }}\n")
    assert told("status", "-a", "exec").out == "SEV1: Checkout failures\n"


def test_what_is_refused(told: Cli) -> None:
    ran = told("status", "-a", "boss", ok=False)
    assert (ran.code, ran.err.split("\n")[0]) == (2, "inc: 'boss' is not an audience")


def test_an_audience_without_a_template_gets_what_everybody_inside_gets(told: Cli) -> None:
    assert told("status", "-a", "executive").out.startswith("**SEV1 incident: Checkout failures**")


def test_what_is_over_is_not_being_assessed(declared: Cli) -> None:
    assert "being assessed" in declared("status").out
    declared("resolve", "all is well")
    assert "Impact" not in declared("status").out
