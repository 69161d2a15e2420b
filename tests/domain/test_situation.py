"""Where an incident stands, in facts that a status text can show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from inc.domain.incident import Incident
from inc.domain.situation import duration, situation, team, theory
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
        "title": "Checkout failures",
        "severity": "SEV1",
        "status": "Monitoring",
        "is_open": True,
        "impact": "30% fail",
        "time": "2026-03-04 16:47 CET",
        "started": "2026-03-04 16:00 CET",
        "duration": "47 min",
        "team": ["@alice (IC)", "@dan (SME)", "@erin (SME)", "@eve (driver)"],
        "theory": "",
        "next_update": "2026-03-04 17:00 CET",
        "resolved": "",
        **dict.fromkeys(("message", "known", "doing", "eta", "workaround"), ""),
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


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], ""),
        ([(Kind.HYPOTHESIS, "a leak")], "a leak"),
        ([(Kind.HYPOTHESIS, "a leak"), (Kind.NOTE, "x"), (Kind.HYPOTHESIS, "the db")], "the db"),
        ([(Kind.HYPOTHESIS, "a leak"), (Kind.REFUTED, "no")], ""),
        ([(Kind.REFUTED, "no"), (Kind.HYPOTHESIS, "the db")], "the db"),
        ([(Kind.HYPOTHESIS, "a leak"), (Kind.CONFIRMED, "it leaks\nhere")], "it leaks"),
    ],
)
def test_the_theory_is_the_newest_that_was_not_refuted(
    entries: list[tuple[Kind, str]], expected: str
) -> None:
    assert theory([entry(place, *said) for place, said in enumerate(entries)]) == expected


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
