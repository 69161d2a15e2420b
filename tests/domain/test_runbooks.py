"""Runbooks: what one says, whether its review holds, and which fit an incident."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from inc.domain.incident import Facts, Incident
from inc.domain.operations.use import use
from inc.domain.policy import Policy
from inc.domain.runbook_search import Symptoms, best, fits, search, telling
from inc.domain.runbooks import (
    Past,
    Runbook,
    State,
    Use,
    name_of,
    named,
    standing,
    titled,
    typed,
    used_in,
)
from inc.domain.timeline import Entry
from inc.domain.vocabulary import Kind

NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
CHANGED = datetime(2026, 3, 1, 12, tzinfo=UTC)
NAME = "2026-03-04-checkout-failures"


def runbook(name: str = "pool", heading: str = "", **fields: Any) -> Runbook:
    return Runbook(name, fields, heading)


# ------------------------------------------------------------------ what it says


@pytest.mark.parametrize(
    ("one", "title"),
    [
        (runbook(title="The pool"), "The pool"),
        (runbook(title="The\n  pool", heading="Other"), "The pool"),
        (runbook(heading="Connection pool"), "Connection pool"),
        (runbook("database/fail-over_now"), "Fail over now"),
        (runbook("database/-"), "database/-"),
        (runbook(title=17), "17"),
    ],
)
def test_a_title_is_stated_or_the_heading_or_the_file_name(one: Runbook, title: str) -> None:
    assert one.title == title


def test_people_write_one_word_or_a_list() -> None:
    one = runbook(services="checkout", alerts=["A", "B"], owner="@alice", tags=None)
    assert (one.services, one.alerts, one.owner, one.tags) == (
        ["checkout"],
        ["A", "B"],
        "alice",
        [],
    )
    assert runbook(owner=["@database-team", "bob"]).owner == "database-team"
    assert runbook().owner == ""
    assert one.is_about("Checkout")
    assert not one.is_about("check")


def test_names() -> None:
    assert name_of("runbooks/database/failover.md") == "database/failover"
    assert titled("fail-over") == "Fail over"
    assert (typed("database/failover"), typed("fail over")) == ("database/failover", "'fail over'")


# ------------------------------------------------------------------ the review


@pytest.mark.parametrize(
    ("reviewed", "state", "words"),
    [
        ("2025-12-03", State.OVERDUE, "1 d overdue"),
        ("2025-12-04", State.DUE, "due today"),
        ("2025-12-18", State.DUE, "due in 14 d"),
        ("2025-12-19", State.FRESH, "fresh"),
        ("2026-03-04", State.FRESH, "fresh"),
    ],
)
def test_a_review_holds_for_a_quarter(reviewed: str, state: State, words: str) -> None:
    told = standing(runbook(last_reviewed_on=reviewed), Past(), Policy(), NOW)
    assert (told.state, told.words) == (state, words)
    assert told.state.is_stale is (state is State.OVERDUE)


def test_the_runbook_and_the_team_say_how_long() -> None:
    one = runbook(last_reviewed_on="2026-02-01", review_in="30d")
    assert standing(one, Past(), Policy(), NOW).words == "1 d overdue"
    policy = Policy({"runbooks": {"review_in": "1w"}})
    assert (
        standing(runbook(last_reviewed_on="2026-02-25"), Past(), policy, NOW).words == "due today"
    )
    for forever in ("none", "99999d"):
        one = runbook(last_reviewed_on="1999-01-01", review_in=forever)
        assert standing(one, Past(), policy, NOW).words == "fresh"
    no_spans: list[Any] = ["quarterly", 90, "99999999999d", [], ""]
    for no_span in no_spans:
        one = runbook(last_reviewed_on="2026-02-24", review_in=no_span)
        assert standing(one, Past(), policy, NOW).words == "1 d overdue"


def test_one_without_a_review_counts_from_its_last_change() -> None:
    old = datetime(2025, 12, 3, 12, tzinfo=UTC)
    assert standing(runbook(), Past(old), Policy(), NOW).words == "1 d overdue"
    assert standing(runbook(), Past(CHANGED), Policy(), NOW).words == "fresh"
    unknown = standing(runbook(), Past(), Policy(), NOW)
    assert (unknown.state, unknown.words, unknown.due) == (State.UNKNOWN, "never reviewed", None)
    assert unknown.state.is_stale
    for no_day in ("next week", "2026-13-01", "2026-3-4", 20260304):
        one = runbook(last_reviewed_on=no_day)
        assert standing(one, Past(), Policy(), NOW).state is State.UNKNOWN


def test_days_are_those_of_the_team() -> None:
    late = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    one = runbook(last_reviewed_on="2026-02-25", review_in="7d")
    assert standing(one, Past(), Policy(), late).words == "due today"
    assert standing(one, Past(), Policy({"timezone": "Europe/Berlin"}), late).words == "1 d overdue"


@pytest.mark.parametrize(
    ("clock", "is_used"),
    [("2026-03-01T11:59:59", False), ("2026-03-01T12:00:00", False), ("2026-03-01T12:00:01", True)],
)
def test_a_use_after_the_last_change(clock: str, is_used: bool) -> None:
    past = Past(CHANGED, [Use(NAME, datetime.fromisoformat(f"{clock}+00:00"))])
    told = standing(runbook(last_reviewed_on="2026-03-01"), past, Policy(), NOW)
    assert (told.state is State.USED) is is_used
    assert told.due == date(2026, 5, 30)
    assert past._replace(changed=None).is_used_since is False, "nobody knows"


def test_an_overdue_review_weighs_more_than_a_use() -> None:
    past = Past(CHANGED, [Use(NAME, NOW)])
    told = standing(runbook(last_reviewed_on="2025-01-01"), past, Policy(), NOW)
    assert told.state is State.OVERDUE


def test_an_incident_counts_once() -> None:
    past = Past(None, [Use(NAME, NOW), Use(NAME, CHANGED), Use("2026-01-01-other", CHANGED)])
    assert past.incidents == [NAME, "2026-01-01-other"]
    assert past.last_use == NOW


# ------------------------------------------------------------------ use


def facts() -> Facts:
    return Facts("bob", NOW, NOW, lambda: 1)


def test_a_use_is_an_entry_and_a_name_in_the_front_matter() -> None:
    incident = Incident(NAME, {"runbooks": "failover"}, ())
    change = use(incident, facts(), "database/pool", "step 3: it is full")
    [entry] = change.added
    assert (entry.kind, entry.text) == (Kind.RUNBOOK, "database/pool: step 3: it is full")
    assert change.fields == {("runbooks",): ["failover", "database/pool"]}
    again = use(Incident(NAME, {"runbooks": ["pool"]}, ()), facts(), "pool", "")
    assert (again.added[0].text, again.fields) == ("pool", {})


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("pool", "pool"),
        ("pool: step 3", "pool"),
        ("pool, as it says", "pool"),
        ("runbooks/pool.md: step 3", "pool"),
        ("fail over: step 3", "fail over"),
        ("nosuch: step 3", None),
        (":", None),
    ],
)
def test_which_runbook_an_entry_means(text: str, name: str | None) -> None:
    [(said, at)] = used_in([Entry(NOW, Kind.RUNBOOK, "bob", text)])
    assert (named(said, {"pool", "fail over"}), at) == (name, NOW)


def test_other_entries_use_nothing() -> None:
    assert (
        used_in([Entry(NOW, Kind.NOTE, "bob", "pool"), Entry(NOW, Kind.RUNBOOK, "bob", "")]) == []
    )


# ------------------------------------------------------------------ what fits


def test_words_that_tell_something() -> None:
    assert telling("The checkout fails: 500 Errors in the Pools of process") == frozenset(
        {"checkout", "500", "pool", "process"}
    )
    assert telling("") == telling("it is down") == frozenset()


POOL = runbook("pool", title="Connection pool", services=["order-service"], alerts=["Pool full"])
SEARCH = runbook("search", title="Search is slow", services=["search"])


@pytest.mark.parametrize(
    ("services", "text", "names"),
    [
        ([], "Checkout fails: connection pools exhausted", ["pool"]),
        (["Order-Service"], "Everything is broken", ["pool"]),
        ([], "fired: POOL FULL (order)", ["pool"]),
        ([], "Search and connections fail", ["search", "pool"]),
        (["order-service"], "Search fails", ["pool", "search"]),
        ([], "Customers report errors", []),
        ([], "The service is slow", []),
    ],
)
def test_what_fits_best(services: list[str], text: str, names: list[str]) -> None:
    found = best([SEARCH, POOL], Symptoms.of(services, text), 3)
    assert [one.name for one in found] == names


def test_an_alert_by_its_name_weighs_most() -> None:
    symptoms = Symptoms.of([], "Search search slow", "Pool full")
    assert fits(POOL, symptoms) > fits(SEARCH, symptoms) > 0
    assert [one.name for one in best([SEARCH, POOL], symptoms, 1)] == ["pool"]


def test_what_is_long_is_cut() -> None:
    symptoms = Symptoms.of([], "x" * 10_000_000 + " pool")
    assert len(symptoms.text) == 1_000
    assert fits(runbook(alerts=["a" * 100_000] * 10_000), symptoms) == 0


LINES = [
    *("---\n", "title: Connection pool\n", "services: [checkout]\n", "---\n"),
    *("# Pool\n", "\n", "## When it is full\n", "Restart the pods; the pool is empty then.\n"),
]


@pytest.mark.parametrize(
    ("words", "number", "count"),
    [
        ({"connection"}, 2, 1),
        ({"checkout"}, 3, 1),
        ({"full"}, 7, 1),
        ({"restart", "pods"}, 8, 2),
        ({"pool", "nosuch"}, 2, 1),
    ],
)
def test_the_line_that_has_the_words(words: set[str], number: int, count: int) -> None:
    hit = search("a", LINES, 4, words)
    assert hit is not None
    assert (hit.number, hit.words, hit.line) == (number, count, LINES[number - 1].strip())


def test_where_the_words_stand_decides() -> None:
    texts = {
        "all-words": ["pool full\n"],
        "title": ["# The pool\n"],
        "text": ["pool\n"] * 1_000,
        "heading": ["# Else\n", "## The pool\n"],
        "once": ["the pool\n"],
    }
    hits = [search(name, lines, 0, {"pool", "full"}) for name, lines in texts.items()]
    ordered = sorted((hit for hit in hits if hit), key=lambda hit: hit.order)
    assert [hit.name for hit in ordered] == ["all-words", "title", "text", "heading", "once"]


def test_a_name_alone_is_enough() -> None:
    hit = search("connection-pool", [], 0, {"pool"})
    assert hit is not None
    assert (hit.words, hit.line) == (1, "")
    assert search("connection-pool", ["nothing\n"], 0, {"else"}) is None
