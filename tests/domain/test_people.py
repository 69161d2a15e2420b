"""Who holds which roles, seen together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inc.domain.incident import Incident
from inc.domain.people import (
    Conflict,
    Seat,
    arisen,
    conflict_text,
    conflicts,
    parting,
    structure,
    would_arise,
)
from inc.domain.policy import Policy
from inc.domain.timeline import Entry
from inc.domain.vocabulary import Kind, Role

NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
BOTH = {"commander": ["alice"], "tech_lead": ["alice"]}
APART = Conflict("alice", Role.COMMANDER, Role.TECH_LEAD)


def told(*said: tuple[Kind, str]) -> list[Entry]:
    return [
        Entry(NOW + timedelta(minutes=place), kind, "alice", text, f"{place:012}")
        for place, (kind, text) in enumerate(said)
    ]


# Two roles of one person


@pytest.mark.parametrize(
    ("severity", "expected"),
    [("SEV1", [APART]), ("SEV2", [APART]), ("SEV3", []), ("SEV4", []), ("bad", [])],
)
def test_commander_and_tech_lead_are_two_people_when_it_is_serious(
    severity: str, expected: list[Conflict]
) -> None:
    assert conflicts(BOTH, severity, Policy()) == expected


def test_two_people_are_two_people() -> None:
    roles = {"commander": ["alice"], "tech_lead": ["bob"], "scribe": ["alice"]}
    assert conflicts(roles, "SEV1", Policy()) == []


def test_one_person_is_one_however_the_name_is_written() -> None:
    found = conflicts({"commander": ["Alice"], "tech_lead": ["alice"]}, "SEV1", Policy())
    assert [one.person for one in found] == ["Alice"]


def test_the_policy_says_which_are_kept_apart() -> None:
    own = Policy({"apart": {"SEV1": [], "SEV4": [["scribe", "sme"]]}})
    assert conflicts(BOTH, "SEV1", own) == []
    assert conflicts(BOTH, "SEV2", own) == [APART]
    roles = {"scribe": ["eve"], "sme": ["dan", "eve"]}
    assert conflicts(roles, "SEV4", own) == [Conflict("eve", Role.SCRIBE, Role.SME)]


def test_what_is_said_of_it() -> None:
    assert conflict_text(APART, "SEV1") == (
        "@alice is commander and tech lead; on SEV1 these are two people"
    )
    assert parting(APART) == "inc assign tech_lead WHO"


def test_it_is_said_of_what_a_change_brought_about() -> None:
    led = told((Kind.DECLARED, "SEV3: x"), (Kind.ROLE, "commander @alice"))
    both = [*led, *told((Kind.ROLE, "tech_lead @alice"))]
    assert arisen(led, both, Policy()) == []
    worse = [*both, *told((Kind.SEVERITY, "SEV1"))]
    assert arisen(both, [*both, worse[-1]._replace(at=NOW + timedelta(hours=1))], Policy()) == [
        "@alice is commander and tech lead; on SEV1 these are two people: inc assign tech_lead WHO"
    ]
    assert arisen(worse, [*worse, *told((Kind.NOTE, "x"))], Policy()) == []


def test_it_is_said_of_an_offer() -> None:
    entries = told(
        (Kind.DECLARED, "SEV2: x"), (Kind.ROLE, "commander @alice"), (Kind.ROLE, "tech_lead @bob")
    )
    [text] = would_arise(entries, Role.COMMANDER, "bob", Policy())
    assert text.startswith("@bob would be commander and tech lead; on SEV2 these are two people: ")
    assert would_arise(entries, Role.COMMANDER, "carol", Policy()) == []
    assert would_arise(entries, Role.COMMANDER, "bob", Policy({"apart": {"SEV2": []}})) == []


# The structure


def seats(incident: Incident, policy: Policy | None = None) -> list[tuple[str, list[str], bool]]:
    top = structure(incident, policy or Policy())
    return [(one.role, list(one.people), one.is_required) for one in top.walk()] if top else []


def incident(severity: str, status: str = "investigating", **roles: object) -> Incident:
    return Incident("x", {"severity": severity, "status": status, "roles": roles}, ())


def test_who_reports_to_whom() -> None:
    found = incident("SEV4", scribe="s", responder=["r"], sme=["m", "n"], tech_lead="t", pilot="p")
    top = structure(found, Policy())
    assert top is not None
    assert (top.role, list(top.people)) == ("commander", [])
    assert [seat.role for seat in top.below] == ["tech_lead", "scribe", "pilot"]
    assert [seat.role for seat in top.below[0].below] == ["responder", "sme"]


def test_without_a_tech_lead_experts_report_to_the_commander() -> None:
    found = incident("SEV4", commander="c", sme=["m"])
    top = structure(found, Policy())
    assert top is not None
    assert [seat.role for seat in top.below] == ["sme"]


def test_required_roles_have_a_seat_while_it_is_open() -> None:
    required: list[tuple[str, list[str], bool]] = [
        *(("commander", [], True), ("tech_lead", [], True)),
        *(("comms_lead", [], True), ("scribe", [], True)),
    ]
    assert seats(incident("SEV1")) == required
    assert seats(incident("SEV2")) == required[:2]
    assert seats(incident("SEV3")) == []
    assert seats(incident("SEV1", "resolved")) == []
    none = Policy({"roles": {role: {"required": []} for role in ("tech_lead", "scribe")}})
    assert [role for role, _, _ in seats(incident("SEV1"), none)] == ["commander", "comms_lead"]


def test_a_handoff_under_way_stands_at_its_seat() -> None:
    found = incident("SEV3", commander="alice")
    found = found._replace(entries=told((Kind.HANDOFF, "offered commander to @bob")))
    top = structure(found, Policy())
    assert isinstance(top, Seat)
    assert top.handoff is not None
    assert top.handoff.to == "bob"


def test_however_the_front_matter_spells_them() -> None:
    found = incident("SEV3", ic="@alice", sme=["@dan", "erin"], pilot="eve")
    assert seats(found) == [
        ("commander", ["alice"], False),
        ("sme", ["dan", "erin"], False),
        ("pilot", ["eve"], False),
    ]
