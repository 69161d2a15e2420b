"""`inc status`: the text to paste, from what the record says."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Beginnings, Cli


@pytest.fixture
def told(declared: Cli, beginnings: Beginnings) -> Cli:
    return beginnings.grown(declared, _told)


def _told(declared: Cli) -> None:
    declared("assign", "ic", "me")
    declared("log", "Theory: the pool is exhausted")
    declared("update", "Restarting.", "--impact", "20% fail", "--doing", "rolling restart")
    declared("update", "Some payments fail.", "-a", "customer", "--workaround", "retry")
    declared("update", "--next", "30m", "--eta", "10 min")


def test_for_the_team(told: Cli) -> None:
    assert (
        told("status").out
        == """\
**SEV1 incident: Checkout failures** (2026-03-04 15:37 UTC)

**Status:** Investigating
**Impact:** 20% fail
**Duration:** 6 min so far (since 2026-03-04 15:31 UTC)
**Team:** @alice (IC)

Restarting.

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
Next update: as soon as we learn more
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


def test_for_executives(told: Cli) -> None:
    assert (
        told("status", "-a", "executive").out
        == """\
**SEV1 incident: Checkout failures** (2026-03-04 15:37 UTC)

**Business impact:** 20% fail
**Status:** Investigating, 6 min so far (since 2026-03-04 15:31 UTC)
**Recovery plan:** rolling restart
**ETA:** 10 min
**Team:** @alice (IC)

Next update: as soon as we learn more
"""
    )


def test_for_the_response_team(told: Cli) -> None:
    told("mitigate", "restarted the pods", "--strategy", "restart")
    told("log", "-k", "hypothesis", "no, the DNS")
    assert (
        told("status", "-a", "responders").out
        == """\
**SEV1 incident: Checkout failures** (2026-03-04 15:39 UTC)

**Status:** Investigating, 8 min so far (since 2026-03-04 15:31 UTC)
**Impact:** 20% fail
**Team:** @alice (IC)

**Hypotheses:**
- set aside: the pool is exhausted
- open: no, the DNS

**Actions:**
- 2026-03-04 15:37 UTC: restarted the pods (restart)

**Now:** rolling restart

Next update: 2026-03-04 16:06 UTC
"""
    )


def test_each_audience_reads_what_it_was_promised_on_its_own_clock(told: Cli) -> None:
    with (told.folder / "inc.toml").open("a") as config:
        config.write('[audiences.customer]\ntimezone = "America/New_York"\n')
    told("update", "Some payments fail.", "-a", "customer", "--next", "16:15")
    customer = told("status", "-a", "customer").out
    assert "Posted: 2026-03-04 10:38 EST\nNext update: 2026-03-04 11:15 EST\n" in customer
    assert "Next update: 2026-03-04 16:06 UTC\n" in told("status").out


def test_a_promise_past_its_time(declared: Cli) -> None:
    for audience in ("internal", "customer"):
        declared("update", "x", "-a", audience, "--next", "15:34")
    assert "Next update: 2026-03-04 15:34 UTC\n" in declared("status", "-a", "customer").out
    ran = declared("status", "-a", "customer")
    assert "Next update: as soon as we learn more\n" in ran.out
    late = "The update promised for 15:34 UTC is 1 min late: inc update -a customer TEXT\n"
    assert ran.err == late
    assert "Next update: 2026-03-04 15:34 UTC (overdue)\n" in declared("status").out
    declared("update", "y", "-a", "customer")
    late = "The update promised for 15:34 UTC came 3 min late.\n"
    assert declared("status", "-a", "customer").err == late
    assert declared("status", "-a", "customer", "--json").err == ""


def test_what_was_said_before_the_end_says_nothing_of_it(declared: Cli) -> None:
    declared("update", "We look.", "-a", "customer", "--eta", "1 h")
    declared("resolve")
    text = declared("status", "-a", "customer").out
    assert "We look." not in text
    assert "This incident is resolved." in text
    declared("reopen")
    text = declared("status", "-a", "customer").out
    assert "We look." not in text
    assert "We are investigating an issue." in text


def test_the_summary_comes_once_customers_were_told_of_the_end(declared: Cli) -> None:
    declared("update", "--impact", "Checkout fails.")
    ran = declared("status", "--resolution", ok=False)
    assert (ran.code, ran.err.split("\n")[0]) == (
        1,
        "inc: 2026-03-04-checkout-failures is investigating, so there is no end to sum up yet",
    )
    declared("resolve")
    assert "What happened" not in declared("status", "-a", "customer").out
    assert "What happened: Checkout fails." in declared("status", "--resolution").out
    declared("update", "It is over.\n- How it ended: we went back", "-a", "customer")
    ran = declared("status", "-a", "customer")
    assert (
        ran.out
        == """\
Resolved: Checkout failures

It is over.

What happened: Checkout fails.
When: 2026-03-04 15:31 to 15:34 UTC (3 min)
How it ended: we went back

Posted: 2026-03-04 15:38 UTC
"""
    )
    assert ran.err == "It does not say what prevents it: inc update -a customer -e\n"


def test_the_summary_is_for_customers(declared: Cli) -> None:
    declared("resolve")
    assert declared("status", "--resolution", "--json").json["audience"] == "customer"
    ran = declared("status", "--resolution", "-a", "executive", ok=False)
    assert (ran.code, ran.err.split("\n")[0]) == (
        2,
        "inc: --resolution is for customers, not for executive",
    )


@pytest.mark.parametrize("audience", ["customer", "internal", "executive"])
def test_a_restricted_incident_is_for_those_who_respond(audience: str, declared: Cli) -> None:
    declared("restrict", "-m", "customer data in it")
    for more in ((), ("--json",)):
        ran = declared("status", "-a", audience, *more, ok=False)
        assert (ran.code, ran.out) == (1, "")
        assert "is restricted, so its text is not for" in ran.err
        assert "inc status -a responders" in ran.err
    assert declared("status", "-a", audience, "--disclose", "Dana", ok=False).code == 2
    assert "Checkout failures" in declared("status", "-a", audience, "--disclose", "Dana, CISO").out


def test_responders_read_that_it_is_restricted(declared: Cli, state: Callable[[], object]) -> None:
    declared("restrict", "-m", "customer data in it")
    before = state()
    text = declared("status", "-a", "responders").out
    assert text.startswith("RESTRICTED: only for those who respond to it.")
    declared("status", "-a", "customer", "--disclose", "Dana, head of security")
    assert state() == before  # nothing is written


@pytest.mark.parametrize("audience", ["responders", "internal", "executive", "customer"])
def test_hostile_text_is_text(audience: str, declared: Cli) -> None:
    declared("update", "{{ 7 * 7 }} {% raw %}", "-a", audience, "--impact", "{{ id }}\n# x")
    text = declared("status", "-a", audience).out
    assert "{{ 7 * 7 }} {% raw %}" in text
    assert "\n# x" not in text


def test_what_is_over_is_not_being_assessed(declared: Cli) -> None:
    assert "being assessed" in declared("status").out
    declared("resolve", "all is well")
    assert "Impact" not in declared("status").out


@pytest.mark.parametrize("status", ["investigating", "closed"])
@pytest.mark.parametrize("audience", ["internal", "executive", "responders"])
def test_what_has_no_beginning_lasts_nothing(audience: str, status: str, declared: Cli) -> None:
    (path,) = declared.folder.glob("incidents/*/*/*.md")
    head = f"id: {path.stem}\ntitle: X\nseverity: SEV1\nstatus: {status}"
    path.write_text(f"---\n{head}\n---\n\n# X\n\n## Timeline\n")
    text = declared("status", "-i", "checkout", "-a", audience).out
    assert f"**Status:** {status.capitalize()}\n" in text
    assert "since" not in text and "Duration" not in text and "Resolved" not in text
