"""Roles are given, taken and passed on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from inc.domain.incident import Facts, Incident
from inc.domain.operations.assign import assign
from inc.domain.timeline import Entry
from inc.domain.vocabulary import Kind, Role
from inc.errors import Refused, UsageError

NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
FACTS = Facts("alice", NOW, NOW, count().__next__)
GIVEN = ("commander @alice", "sme @dan", "sme @erin")
ROLES = Incident(
    "2026-03-04-checkout",
    {"roles": {"commander": "alice", "sme": ["dan", "erin"]}},
    [
        Entry(NOW - timedelta(minutes=9 - place), Kind.ROLE, "bob", text, f"{place:012}")
        for place, text in enumerate(GIVEN)
    ],
)


@pytest.mark.parametrize(
    ("role", "people", "remove", "said", "field"),
    [
        (Role.COMMANDER, ["bob"], False, ["commander @bob"], "bob"),
        (Role.SCRIBE, ["bob"], False, ["scribe @bob"], "bob"),
        (Role.SME, ["frank", "dan"], False, ["sme @frank"], ["dan", "erin", "frank"]),
        (Role.COMMANDER, [], True, ["commander nobody"], None),
        (Role.COMMANDER, ["alice"], True, ["commander nobody"], None),
        (Role.SME, ["dan"], True, ["sme not @dan"], ["erin"]),
        (Role.SME, [], True, ["sme not @dan", "sme not @erin"], None),
    ],
)
def test_assigning(
    role: Role, people: list[str], remove: bool, said: list[str], field: object
) -> None:
    change = assign(ROLES, FACTS, role, people, "rested", remove=remove)
    assert [entry.text for entry in change.added] == [f"{value}: rested" for value in said]
    assert change.fields == {("roles", role.value): field}


@pytest.mark.parametrize(
    ("role", "people", "remove"),
    [
        (Role.COMMANDER, ["alice"], False),
        (Role.SME, ["dan", "erin"], False),
        (Role.COMMANDER, ["bob"], True),  # alice has it, and bob is to lose it
        (Role.SME, ["frank"], True),
        (Role.SCRIBE, [], True),
    ],
)
def test_nothing_to_assign(role: Role, people: list[str], remove: bool) -> None:
    with pytest.raises(Refused, match="nothing to change"):
        assign(ROLES, FACTS, role, people, "", remove=remove)


def test_one_person_is_one_however_the_name_is_written() -> None:
    with pytest.raises(Refused, match="nothing to change"):
        assign(ROLES, FACTS, Role.SME, ["Dan"], "", remove=False)
    change = assign(ROLES, FACTS, Role.SME, ["Dan"], "", remove=True)
    assert change.fields == {("roles", "sme"): ["erin"]}


BY_HAND = Incident("2026-03-04-checkout", {"roles": {"IC": "@dora", "pilot": "eve"}}, [])


def test_a_role_that_was_spelt_by_hand_has_one_key_afterwards() -> None:
    with pytest.raises(Refused, match="commander is dora already"):
        assign(BY_HAND, FACTS, Role.COMMANDER, ["dora"], "", remove=False)
    change = assign(BY_HAND, FACTS, Role.COMMANDER, ["bob"], "", remove=False)
    assert change.fields == {("roles", "commander"): "bob", ("roles", "IC"): None}
    change = assign(BY_HAND, FACTS, Role.COMMANDER, [], "", remove=True)
    assert change.fields == {("roles", "IC"): None}
    change = assign(BY_HAND, FACTS, Role.SCRIBE, ["bob"], "", remove=False)
    assert change.fields == {("roles", "scribe"): "bob"}


def test_one_person_is_commander() -> None:
    with pytest.raises(UsageError, match="one person is commander, not 2"):
        assign(ROLES, FACTS, Role.COMMANDER, ["alice", "bob"], "", remove=False)
