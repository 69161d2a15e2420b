"""What the record itself answers: each condition, the clock injected, the policy changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from inc.domain.conditions import CONDITIONS, answer, disturbs
from inc.domain.incident import Incident
from inc.domain.policy import Policy
from inc.domain.tasks import ActionItem, Tasks
from inc.domain.timeline import Entry, fold
from inc.domain.vocabulary import Kind

NAME = "2026-03-04-checkout"
START = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
POLICY = Policy()


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def entry(minutes: float, kind: Kind, text: str = "x", audience: str = "") -> Entry:
    return Entry(at(minutes), kind, "bob", text, f"0j4h{int(minutes * 60):08}", audience)


DECLARED = entry(0, Kind.DECLARED, "SEV1: down")


def incident(*entries: Entry, actions: tuple[ActionItem, ...] = (), **fields: object) -> Incident:
    state: dict[str, Any] = {}
    for path, value in fold([DECLARED, *entries]).items():
        table: Any = state if len(path) == 1 else state.setdefault(path[0], {})
        table[path[-1]] = value
    return Incident(NAME, state | fields, (DECLARED, *entries), lambda: Tasks((), actions))


def told(
    name: str, found: Incident, minutes: float = 60, policy: Policy = POLICY
) -> tuple[bool, str]:
    given = answer(name, found, policy, at(minutes))
    return given.is_met, given.missing


MET: list[tuple[str, Incident]] = [
    ("acknowledged", incident(entry(1, Kind.ACKNOWLEDGED))),
    ("mitigated", incident(entry(1, Kind.MITIGATED))),
    ("impact", incident(impact="all users")),
    ("channel", incident(channel="#inc-1")),
    ("commander", incident(entry(1, Kind.ROLE, "commander @alice"))),
    ("tech_lead", incident(entry(1, Kind.ROLE, "tech_lead @alice"))),
    ("comms_lead", incident(entry(1, Kind.ROLE, "comms_lead @alice"))),
    ("scribe", incident(entry(1, Kind.ROLE, "scribe @alice"))),
    ("hypothesis", incident(entry(1, Kind.HYPOTHESIS))),
    ("green", incident(entry(1, Kind.MITIGATED))),
    ("internal_told", incident(entry(1, Kind.UPDATE, audience="internal"))),
    ("internal_told", incident(entry(1, Kind.UPDATE))),
    ("executive_told", incident(entry(1, Kind.UPDATE, audience="executive"))),
    ("customer_told", incident(entry(1, Kind.UPDATE, audience="customer"))),
    (
        "customer_told_of_recovery",
        incident(entry(1, Kind.MITIGATED), entry(2, Kind.UPDATE, audience="customer")),
    ),
    (
        "internal_told_of_end",
        incident(entry(1, Kind.RESOLVED), entry(1, Kind.UPDATE, audience="internal")),
    ),
    (
        "customer_told_of_end",
        incident(entry(1, Kind.RESOLVED), entry(2, Kind.UPDATE, audience="customer")),
    ),
    ("postmortem_scheduled", incident(postmortem_due_at="2026-03-06T15:00:00Z")),
]


@pytest.mark.parametrize(("name", "met"), MET)
def test_a_condition_is_met_by_the_record_and_not_without(name: str, met: Incident) -> None:
    assert told(name, met) == (True, "")
    given = answer(name, incident(), POLICY, at(60))
    assert not given.is_met
    assert given.command


def test_every_condition_has_a_test() -> None:
    assert {name for name, _ in MET} | {"temporary_documented"} == set(CONDITIONS)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (24, (False, "green for 14 min, 1 min to go")),
        (25, (True, "")),
        (9, (False, "something happened after that, 1 min later")),
    ],
)
def test_green_is_counted_from_the_mitigation(minutes: float, expected: tuple[bool, str]) -> None:
    assert told("green", incident(entry(10, Kind.MITIGATED)), minutes) == expected


@pytest.mark.parametrize(
    "later",
    [
        entry(20, Kind.ALERT),
        entry(20, Kind.ACTION),
        entry(20, Kind.MITIGATED),
        entry(20, Kind.STATUS, "investigating: it is back"),
        entry(20, Kind.STATUS, "Investigating: it is back"),
        entry(20, Kind.STATUS, "open"),
    ],
)
def test_what_starts_the_green_time_anew(later: Entry) -> None:
    found = incident(entry(1, Kind.MITIGATED), later)
    assert told("green", found, 34) == (False, "green for 14 min, 1 min to go")
    assert told("green", found, 35) == (True, "")


@pytest.mark.parametrize("kind", [Kind.NOTE, Kind.FINDING, Kind.UPDATE, Kind.ROLE, Kind.CHECKED])
def test_what_does_not(kind: Kind) -> None:
    text = "sme @dan" if kind is Kind.ROLE else "x"
    assert told("green", incident(entry(1, Kind.MITIGATED), entry(20, kind, text)), 21)[0]


@pytest.mark.parametrize(
    ("limit", "minutes", "met"), [("30m", 30, False), ("30m", 31, True), ("none", 2, True)]
)
def test_the_team_says_how_long_green_is(limit: str, minutes: float, met: bool) -> None:
    policy = Policy({"limits": {"green": limit}})
    assert told("green", incident(entry(1, Kind.MITIGATED)), minutes, policy)[0] is met


def test_an_incident_that_came_back_was_disturbed() -> None:
    assert disturbs(entry(20, Kind.REOPENED))
    assert not disturbs(entry(20, Kind.STATUS, "monitoring"))
    assert not disturbs(entry(20, Kind.STATUS, "no status at all"))


def test_a_role_counts_however_the_document_spells_it() -> None:
    found = incident(roles={"IC": "@dora", "technical lead": ["bob"]})
    assert told("commander", found) == told("tech_lead", found) == (True, "")
    assert told("scribe", found) == (False, "nobody")


def test_green_waits_for_a_mitigation() -> None:
    assert told("green", incident()) == (False, "nothing was mitigated yet")


def test_green_is_counted_from_a_mitigation_that_only_the_front_matter_knows() -> None:
    alone = incident(mitigated_at="2026-03-04T15:20:00Z")
    assert not answer("green", alone, POLICY, at(34)).is_met
    assert answer("green", alone, POLICY, at(35)).is_met


def test_customers_were_told_before_the_mitigation_only() -> None:
    found = incident(entry(1, Kind.UPDATE, audience="customer"), entry(2, Kind.MITIGATED))
    assert told("customer_told_of_recovery", found) == (False, "no update since the mitigation")


def test_a_temporary_mitigation_wants_its_action_item() -> None:
    done = entry(1, Kind.MITIGATED, "doubled the pods (scale, temporary)")
    item = ActionItem("Remove the temporary mitigation: doubled the pods")
    assert told("temporary_documented", incident(entry(1, Kind.MITIGATED))) == (True, "")
    assert told("temporary_documented", incident(done, actions=(item,))) == (True, "")
    met, missing = told("temporary_documented", incident(done))
    assert not met and "doubled the pods" in missing


def test_a_postmortem_that_nobody_asks_for_is_no_condition() -> None:
    policy: Mapping[str, Any] = {"postmortem": {"required": ["SEV2"]}}
    assert told("postmortem_scheduled", incident(), 60, Policy(policy)) == (True, "")


def test_the_channel_is_named_by_the_convention_of_the_team() -> None:
    policy = Policy({"channel": {"name": "#inc-{year}-{slug}"}})
    given = answer("channel", incident(), policy, at(1))
    assert given.command == "inc update --channel '#inc-2026-checkout'"
