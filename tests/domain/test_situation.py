"""Where an incident stands, in facts that a status text can show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from inc.domain.incident import Incident
from inc.domain.situation import cause, duration, situation, team, theory
from inc.domain.timeline import Entry
from inc.domain.vocabulary import Audience, Kind

NOW = datetime(2026, 3, 4, 15, 47, tzinfo=UTC)
FIELDS: dict[str, Any] = {
    "title": "Checkout failures",
    "severity": "SEV1",
    "status": "monitoring",
    "started_at": "2026-03-04T15:00:00Z",
    "next_update_at": "2026-03-04T16:00:00Z",
    "impact": "30% fail",
    "roles": {"sme": ["dan", "erin"], "driver": "eve", "commander": "alice"},
}


def entry(minute: int, kind: Kind, text: str, audience: str = "") -> Entry:
    at = NOW - timedelta(minutes=60 - minute)
    return Entry(at, kind, "bob", text, f"{minute:012}", audience)


def incident(*entries: Entry, **fields: Any) -> Incident:
    return Incident("2026-03-04-checkout", {**FIELDS, **fields}, entries)


def told(*entries: Entry, audience: Audience = Audience.INTERNAL) -> dict[str, Any]:
    facts = situation(incident(*entries), audience, NOW, UTC)
    return {key: facts[key] for key in ("message", "known", "doing", "eta", "workaround")}


def test_the_facts() -> None:
    facts = situation(incident(), Audience.INTERNAL, NOW, ZoneInfo("Europe/Berlin"))
    assert facts == {
        "id": "2026-03-04-checkout",
        "drill": False,
        "restricted": False,
        "title": "Checkout failures",
        "severity": "SEV1",
        "status": "Monitoring",
        "is_open": True,
        "impact": "30% fail",
        "channel": "",
        "time": "2026-03-04 16:47 CET",
        "started": "2026-03-04 16:00 CET",
        "duration": "47 min",
        "span": "2026-03-04 16:00 to 16:47 CET (47 min)",
        "team": ["@alice (IC)", "@dan (SME)", "@erin (SME)", "@eve (driver)"],
        "theory": "",
        "cause": "",
        "hypotheses": [],
        "changes": [],
        "mitigation": "",
        "mitigated": "",
        "next_update": "2026-03-04 17:00 CET",
        "is_overdue": False,
        "resolved": "",
        **dict.fromkeys(("message", "known", "doing", "eta", "workaround"), ""),
        **dict.fromkeys(("happened", "when", "ended", "prevents"), ""),
    }


def test_a_document_with_nothing_in_it_has_facts_too() -> None:
    facts = situation(Incident("2026-03-04-x", {}, ()), Audience.CUSTOMER, NOW, UTC)
    assert facts["title"] == "2026-03-04-x"
    assert (facts["started"], facts["duration"], facts["team"], facts["status"]) == ("", "", [], "")


def test_one_that_is_over_lasted_from_its_beginning_to_its_end() -> None:
    over = incident(status="resolved", resolved_at="2026-03-04T15:40:00Z")
    assert duration(over, NOW) == "40 min"
    assert situation(over, Audience.INTERNAL, NOW, UTC)["resolved"] == "2026-03-04 15:40 UTC"
    assert duration(incident(status="closed", closed_at="2026-03-04T16:00:00Z"), NOW) == "1 h"


@pytest.mark.parametrize(
    ("fields", "began"),
    [
        ({"started_at": "2026-03-04T15:00:00Z", "declared_at": "2026-03-04T14:00:00Z"}, "15:00"),
        ({"started_at": None, "detected_at": "2026-03-04T15:10:00Z"}, "15:10"),
        ({"started_at": "?", "declared_at": "2026-03-04T15:20:00Z"}, "15:20"),
        ({"started_at": None}, "15:07"),
    ],
)
def test_it_began_with_the_first_that_is_known(fields: dict[str, Any], began: str) -> None:
    found = incident(entry(30, Kind.NOTE, "later"), entry(20, Kind.NOTE, "first"), **fields)
    assert found.began is not None
    assert f"{found.began:%H:%M}" == began


def test_the_team_is_in_the_order_of_the_roles() -> None:
    roles = {"scribe": "a", "tech_lead": ["b"], "comms_lead": None, "responder": ["c", "d"]}
    assert team(incident(roles=roles)) == [
        *("@b (Tech Lead)", "@a (Scribe)", "@c (Responder)", "@d (Responder)"),
    ]
    assert team(incident(roles="alice")) == []
    assert team(incident(roles={"IC": "@dora"})) == ["@dora (IC)"]


def test_roles_are_said_as_people_say_them() -> None:
    roles = {"tech-lead": "bob", "customer_liaison": "eve"}
    assert team(incident(roles=roles)) == ["@bob (Tech Lead)", "@eve (customer liaison)"]


def test_a_role_that_changes_hands_shows_both() -> None:
    offered = entry(1, Kind.HANDOFF, "offered commander to @carol")
    roles = {"commander": "alice", "tech_lead": "bob"}
    expected = ["@alice → @carol (IC, handing over)", "@bob (Tech Lead)"]
    assert team(incident(offered, roles=roles)) == expected
    declined = entry(2, Kind.HANDOFF, "declined commander")
    assert team(incident(offered, declined, roles=roles))[0] == "@alice (IC)"


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], ""),
        ([(Kind.HYPOTHESIS, "a leak")], "a leak"),
        ([(Kind.HYPOTHESIS, "a leak"), (Kind.NOTE, "x"), (Kind.HYPOTHESIS, "the db")], "the db"),
        ([(Kind.HYPOTHESIS, "a leak"), (Kind.REFUTED, "no")], ""),
        ([(Kind.REFUTED, "no"), (Kind.HYPOTHESIS, "the db")], "the db"),
        ([(Kind.HYPOTHESIS, "a leak"), (Kind.CONFIRMED, "it leaks\nhere")], ""),
    ],
)
def test_the_theory_is_the_one_that_is_being_tested(
    entries: list[tuple[Kind, str]], expected: str
) -> None:
    assert theory([entry(place, *said) for place, said in enumerate(entries)]) == expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], ""),
        ([(Kind.HYPOTHESIS, "a leak")], ""),
        ([(Kind.HYPOTHESIS, "a leak"), (Kind.CONFIRMED, "it leaks\nhere")], "it leaks"),
        ([(Kind.CONFIRMED, "it leaks"), (Kind.REOPENED, "no")], ""),
    ],
)
def test_the_cause_is_what_was_confirmed(entries: list[tuple[Kind, str]], expected: str) -> None:
    assert cause([entry(place, *said) for place, said in enumerate(entries)]) == expected


def test_the_cause_is_said_in_the_words_of_its_theory() -> None:
    stated = entry(1, Kind.HYPOTHESIS, "a leak")
    confirmed = entry(2, Kind.CONFIRMED, f"“a leak” (^{stated.id}): all connections in use")
    assert cause([stated, confirmed]) == "a leak"


def test_the_newest_word_on_each_point_counts() -> None:
    first = entry(1, Kind.UPDATE, "We look.\n- Known: a leak\n- ETA: 1 h", "internal")
    second = entry(2, Kind.UPDATE, "We know.\nMore soon.\n- ETA: 5 min\n- Doing: roll back")
    facts = {
        "message": "We know.\nMore soon.",
        "known": "a leak",
        "doing": "roll back",
        "eta": "5 min",
        "workaround": "",
    }
    assert told(first, second) == facts
    assert told(second, first) == facts  # however the file has them


def test_an_update_is_for_its_audience_or_for_all() -> None:
    entries = [
        entry(1, Kind.UPDATE, "for all"),
        entry(2, Kind.UPDATE, "for the team", "internal"),
        entry(3, Kind.NOTE, "- Known: no update"),
    ]
    assert told(*entries)["message"] == "for the team"
    assert told(*entries, audience=Audience.CUSTOMER)["message"] == "for all"
    assert told(*entries)["known"] == ""


def test_a_list_in_the_message_stays_in_it() -> None:
    text = "Two things:\n- API: down\n- Web: slow\n- Known: a leak"
    facts = told(entry(1, Kind.UPDATE, text))
    assert facts["message"] == "Two things:\n- API: down\n- Web: slow"
    assert facts["known"] == "a leak"


def test_points_without_a_message_have_none() -> None:
    assert told(entry(1, Kind.UPDATE, "Status update\n- ETA: 5 min"))["message"] == ""


# Promises


def promised(minute: int, clock: str, audience: str = "") -> Entry:
    return entry(minute, Kind.UPDATE, f"x\n- Next update: 2026-03-04T{clock}:00Z", audience)


def next_of(audience: Audience, *entries: Entry, **fields: Any) -> str:
    facts = situation(incident(*entries, **fields), audience, NOW, UTC)
    told_at = str(facts["next_update"]).removeprefix("2026-03-04 ")
    return told_at + " late" * bool(facts["is_overdue"])


def test_each_audience_has_its_own_promise() -> None:
    entries = [promised(1, "16:10", "customer"), promised(2, "16:20", "internal")]
    assert next_of(Audience.CUSTOMER, *entries) == "16:10 UTC"
    assert next_of(Audience.INTERNAL, *entries) == "16:20 UTC"
    assert next_of(Audience.EXECUTIVE, *entries) == ""
    assert next_of(Audience.RESPONDERS, *entries) == "16:00 UTC"  # as the front matter says
    assert next_of(Audience.CUSTOMER, *entries, entry(3, Kind.UPDATE, "y", "customer")) == ""
    assert next_of(Audience.CUSTOMER, *entries, status="resolved") == ""


@pytest.mark.parametrize(("clock", "late"), [("15:46", " late"), ("15:47", ""), ("15:48", "")])
def test_a_promise_is_overdue_past_its_time(clock: str, late: str) -> None:
    assert next_of(Audience.CUSTOMER, promised(1, clock, "customer")) == f"{clock} UTC{late}"


# What is said to whom


def test_executives_get_points_of_the_team_but_not_its_words() -> None:
    update = entry(1, Kind.UPDATE, "The pods!\n- Doing: restart\n- ETA: 5 min", "internal")
    facts = told(update, audience=Audience.EXECUTIVE)
    assert (facts["message"], facts["doing"], facts["eta"]) == ("", "restart", "5 min")
    assert told(update, audience=Audience.CUSTOMER)["doing"] == ""


def test_a_point_in_code_is_text() -> None:
    facts = told(entry(1, Kind.UPDATE, "see\n```\n- ETA: 5 min\n```\n- Known: x"))
    assert (facts["eta"], facts["known"]) == ("", "x")
    assert facts["message"] == "see\n```\n- ETA: 5 min\n```"


def test_what_was_said_before_it_came_back_is_over() -> None:
    said = entry(1, Kind.UPDATE, "All is well.\n- Known: a leak")
    assert told(said, entry(2, Kind.REOPENED, "no"))["message"] == ""
    assert told(said, entry(2, Kind.REOPENED, "no"))["known"] == ""


def test_seconds_say_nothing_to_readers() -> None:
    at = NOW.replace(second=42)
    assert situation(incident(), Audience.INTERNAL, at, UTC)["time"] == "2026-03-04 15:47 UTC"
