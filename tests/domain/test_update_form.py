"""The form of an update: what it is filled with, and what is read from it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc.domain import update_form
from inc.domain.incident import Incident
from inc.domain.operations.update import StatusUpdate
from inc.domain.policy import Policy
from inc.domain.tasks import ActionItem, Tasks
from inc.domain.timeline import Entry
from inc.domain.update_form import Form, opening, read
from inc.domain.vocabulary import Audience, Kind, Status
from inc.errors import UsageError

NOW = datetime(2026, 3, 4, 15, 30, 40, tzinfo=UTC)
FIELDS = {"severity": "SEV1", "status": "investigating", "started_at": "2026-03-04T15:00:00Z"}
NOTHING = Form("", {})
NO_UPDATE = StatusUpdate()


def incident(*entries: Entry, **fields: Any) -> Incident:
    return Incident("2026-03-04-x", {**FIELDS, **fields}, entries)


def entry(kind: Kind, text: str, audience: str = "") -> Entry:
    return Entry(NOW - timedelta(minutes=5), kind, "alice", text, "0" * 12, audience)


def told(text: str, given_: StatusUpdate = NO_UPDATE, empty: Form = NOTHING) -> StatusUpdate:
    return read(text).told(given_, empty, NOW, UTC)


def filled(
    found: Incident, policy: Policy | None = None, now: datetime = NOW, **given_: Any
) -> dict[str, Any]:
    return update_form.facts(found, policy or Policy(), StatusUpdate(**given_), now)


# Reading


def test_labelled_lines_are_points_and_the_rest_is_the_message() -> None:
    text = """\
<!-- To somebody. -->
We are looking.

More follows: soon.
<!-- several
lines -->
Status: Monitoring
impact : 30% fail
- Known: a leak
Doing:   restart
ETA: 15 min
Workaround: pay by phone
Next update: 16:15
What happened: a
When: b
How it ended: c
What prevents it: d
"""
    assert told(text) == StatusUpdate(
        "We are looking.\n\nMore follows: soon.",
        Audience.INTERNAL,
        Status.MONITORING,
        *("30% fail", "a leak", "restart", "15 min", "pay by phone"),
        datetime(2026, 3, 4, 16, 15, tzinfo=UTC),
        *("a", "b", "c", "d"),
    )


def test_empty_lines_are_dropped() -> None:
    assert told("Status:\nImpact: \nNext update:\n") == StatusUpdate()
    assert told("") == StatusUpdate()


def test_lines_that_an_editor_broke_belong_together() -> None:
    form = read("Impact: 30%\nof checkouts\nfail\n\nthe message\nNext update: 16:00\nmore of it")
    assert form == Form(
        "the message\nmore of it", {"impact": "30% of checkouts fail", "next": "16:00"}
    )
    assert read("What happened:\nCheckout failed.").values == {"happened": "Checkout failed."}


def test_what_is_said_twice_is_kept_twice() -> None:
    assert read("Impact: a\n\nImpact: b").values == {"impact": "a b"}


def test_code_is_text() -> None:
    code = "It says\n```\n<!-- x -->\nNext update: 16:00\n\n\nStatus: resolved\n```"
    form = read(f"{code}\nNext update: 17:00")
    assert form.message == code
    assert form.values == {"next": "17:00"}


def test_only_whole_lines_are_comments() -> None:
    assert read("a <!-- b --> c\nImpact: x --> y <!-- z -->") == Form(
        "a <!-- b --> c", {"impact": "x --> y <!-- z -->"}
    )
    assert read("a\n<!-- never closed\nb").message == "a\n<!-- never closed\nb"
    assert read("<!-- guide --> my words\nb\n<!-- guide -->").message == "my words\nb"


def test_editors_of_other_systems() -> None:
    assert read("\ufeffWe look.\r\n<!-- x -->\r\nImpact: a\r\nNext update: 16:00\r\n") == Form(
        "We look.", {"impact": "a", "next": "16:00"}
    )


@pytest.mark.parametrize("none", ["none", "-", "as soon as we learn more", "As soon as possible"])
def test_no_promise_in_words(none: str) -> None:
    assert told(f"so\nNext update: {none}").next is None


def test_a_clock_is_that_of_the_readers() -> None:
    form = read("Next update: 17:15")
    berlin = form.told(StatusUpdate(), NOTHING, NOW, ZoneInfo("Europe/Berlin"))
    assert berlin.next == datetime(2026, 3, 4, 16, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Next update: 25:99", "'25:99' is impossible"),
        ("Next update: 10:00", "'10:00' has passed"),
        ("Next update: 16:00\nNext update: 17:00", "'16:00 17:00'"),
        ("Status: fixed", "'fixed' is not a status"),
    ],
)
def test_what_cannot_be_read(text: str, what: str) -> None:
    with pytest.raises(UsageError, match=what):
        told(text)


def test_what_was_given_for_lines_that_the_form_does_not_have_stays() -> None:
    given_ = StatusUpdate("old", Audience.CUSTOMER, Status.MONITORING, impact="x", workaround="y")
    empty = read("old\nWorkaround: y\nNext update:")
    said = told("new", given_, empty)
    assert (said.text, said.audience, said.status) == ("new", Audience.CUSTOMER, Status.MONITORING)
    assert (said.impact, said.workaround) == ("x", "")


@given(st.text(max_size=60), st.sampled_from(["impact", "known", "workaround"]))
def test_no_value_breaks_the_form(value: str, name: str) -> None:
    """What is filled in comes back as it was, whatever it is."""
    given_: dict[str, Any] = {name: value}
    facts = filled(incident(), **given_)
    label = name.capitalize()
    text = f"<!-- guide -->\nthe message\n\n<!-- guide -->\n{label}: {facts[name]}\nETA: 5 min\n"
    form = read(text)
    assert form.message == "the message"
    assert form.values == {name: facts[name], "eta": "5 min"}


# Filling in


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "We are investigating an issue."),
        ({"impact": "Checkout fails."}, "We are investigating an issue: Checkout fails."),
        ({"impact": "Two\nlines"}, "We are investigating an issue: Two lines."),
        ({"mitigated_at": "2026-03-04T15:20:00Z"}, "The impact is reduced, and we are still"),
        ({"status": "identified"}, "We know what is wrong and are working on it."),
        ({"status": "monitoring"}, "Service is recovering, and we are watching it."),
        ({"status": "resolved"}, "This incident is resolved."),
        ({"status": "on fire"}, "We are investigating an issue."),
    ],
)
def test_a_sentence_to_begin_with(fields: dict[str, str], sentence: str) -> None:
    assert opening(incident(**fields)).startswith(sentence)


def test_what_was_given_comes_before_what_is_known() -> None:
    found = incident(entry(Kind.UPDATE, "x\n- Known: a\n- Doing: b", "internal"), impact="c")
    facts = filled(found, text="mine", doing="d", status=Status.MONITORING)
    keys = ("message", "status", "impact", "known", "doing")
    assert [facts[key] for key in keys] == ["mine", "Monitoring", "c", "a", "d"]


def test_a_theory_is_for_those_inside() -> None:
    found = incident(entry(Kind.HYPOTHESIS, "a leak"))
    assert filled(found)["known"] == "Current theory: a leak"
    assert filled(found, audience=Audience.CUSTOMER)["known"] == ""


def test_a_status_that_nobody_can_read_is_not_filled_in() -> None:
    assert filled(incident(status="on fire"))["status"] == ""


def test_the_next_update_is_that_of_the_cadence_for_the_readers() -> None:
    found, customer = incident(), Audience.CUSTOMER
    assert filled(found)["next"] == "15:45"
    assert filled(found, audience=customer)["next"] == "16:00"
    assert filled(incident(severity="SEV3"), audience=customer)["next"] == ""
    policy = Policy({"cadence": {"SEV1": {"customer": "2h"}}})
    assert filled(found, policy, audience=customer)["next"] == "17:30"
    soon = NOW + timedelta(minutes=5)
    assert filled(found, audience=customer, next=soon)["next"] == "15:35"


def test_a_time_is_filled_in_so_that_it_is_read_as_the_same_time() -> None:
    late = datetime(2026, 3, 4, 23, 50, tzinfo=UTC)
    assert filled(incident(), now=late)["next"] == "00:05"
    # The night in which the clock of Berlin shows 02:30 twice.
    policy = Policy({"timezone": "Europe/Berlin"})
    twice = datetime(2026, 10, 25, 0, 15, tzinfo=UTC)
    assert filled(incident(), policy, twice)["next"] == "2026-10-25T00:30:00Z"


def test_guidance_is_the_checklist_of_the_policy() -> None:
    policy = Policy({"checklists": {"customer": {"items": ["No --> blame"]}}})
    assert filled(incident(), policy)["guidance"] == ["No —> blame"]
    assert "States impact, not cause, in plain words" in filled(incident())["guidance"]


def test_the_summary_after_the_end() -> None:
    found = incident(
        entry(Kind.MITIGATED, "rolled back (rollback)"),
        status="resolved",
        resolved_at="2026-03-04T15:20:00Z",
        impact="Checkout failed.",
    )._replace(tasks=lambda: Tasks(actions=[ActionItem("add an alert")]))
    facts = filled(found, audience=Audience.CUSTOMER)
    assert facts["when"] == "2026-03-04 15:00 to 15:20 UTC (20 min)"
    assert (facts["happened"], facts["ended"], facts["prevents"]) == ("Checkout failed.", "", "")
    assert (facts["mitigation"], facts["actions"]) == ("rolled back (rollback)", ["add an alert"])
    over = found._replace(fields={**found.fields, "resolved_at": "2026-03-05T15:20:00Z"})
    when = filled(over, audience=Audience.CUSTOMER)["when"]
    assert when == "2026-03-04 15:00 to 2026-03-05 15:20 UTC (1 d)"


@pytest.mark.parametrize(
    ("audience", "status", "given_", "name"),
    [
        (Audience.CUSTOMER, "investigating", None, "update-customer.md"),
        (Audience.CUSTOMER, "resolved", None, "update-resolution.md"),
        (Audience.CUSTOMER, "monitoring", Status.RESOLVED, "update-resolution.md"),
        (Audience.CUSTOMER, "resolved", Status.MONITORING, "update-customer.md"),
        (Audience.INTERNAL, "resolved", None, "update-internal.md"),
        (Audience.EXECUTIVE, "investigating", None, "update-executive.md"),
    ],
)
def test_which_form(audience: Audience, status: str, given_: Status | None, name: str) -> None:
    update = StatusUpdate(audience=audience, status=given_)
    assert update_form.template(incident(status=status), update) == name
