"""Declaring writes an entry for each fact that has a time, and the front matter that follows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from inc.domain.incident import FIELD_ORDER, Facts
from inc.domain.operations.declare import Declaration, declare
from inc.domain.operations.reconcile import disagreements
from inc.domain.policy import Policy
from inc.domain.timeline import fold
from inc.domain.vocabulary import Kind, Role, Severity
from inc.errors import UsageError

POLICY = Policy({"preset": "ungated"})
NAME = "2026-03-04-checkout-failures"
NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
FACTS = Facts("alice", NOW, NOW, count().__next__)


def at(minutes: int) -> datetime:
    return NOW - timedelta(minutes=minutes)


def test_the_least_that_can_be_declared() -> None:
    change = declare(NAME, Declaration("Checkout failures", Severity.SEV2), FACTS, POLICY)
    assert change.created is not None
    assert dict(change.created.fields) == {
        "id": NAME,
        "title": "Checkout failures",
        "severity": "SEV2",
        "status": "investigating",
        "declared_at": "2026-03-04T15:30:00Z",
    }
    (entry,) = change.added
    assert entry[:4] == (NOW, Kind.DECLARED, "alice", "SEV2: Checkout failures")
    assert change.subject == f"{NAME}: declared, SEV2"


def test_all_that_can_be_declared() -> None:
    declaration = Declaration(
        *("Checkout failures", Severity.SEV1, "first words", "30% fail", "#inc-1"),
        services=["checkout"],
        tags=["db"],
        aliases=["INC-7"],
        roles={Role.COMMANDER: ["alice"], Role.SME: ["dan", "erin"]},
        started=at(10),
        detected=at(7),
        drill=True,
    )
    change = declare(NAME, declaration, FACTS, POLICY)
    assert change.created is not None
    assert [(entry.kind.value, entry.text) for entry in change.added] == [
        ("started", "Impact begins"),
        ("detected", "Detected"),
        ("declared", "SEV1: Checkout failures\nfirst words"),
        ("role", "commander @alice"),
        ("role", "sme @dan"),
        ("role", "sme @erin"),
    ]
    fields = change.created.fields
    assert fields["started_at"] == "2026-03-04T15:20:00Z"
    assert fields["roles"] == {"commander": "alice", "sme": ["dan", "erin"]}
    assert (fields["impact"], fields["services"], fields["channel"]) == (
        *("30% fail", ["checkout"], "#inc-1"),
    )
    assert fields["drill"] is True
    assert list(fields) == [key for key in FIELD_ORDER if key in fields]


def test_the_front_matter_is_what_the_entries_imply() -> None:
    roles = {role: ["bob"] for role in Role}
    change = declare(NAME, Declaration("x", Severity.SEV4, roles=roles, started=NOW), FACTS, POLICY)
    assert change.created is not None
    assert disagreements(change.created) == []
    assert len(fold(change.added)) == 4 + len(Role)


def test_each_entry_has_a_later_id() -> None:
    change = declare(
        NAME, Declaration("x", Severity.SEV4, started=at(1), detected=NOW), FACTS, POLICY
    )
    ids = [entry.id for entry in change.added]
    assert ids == sorted(set(ids))
    assert [entry.at for entry in change.added] == [at(1), NOW, NOW]


def test_the_commit_names_every_entry() -> None:
    change = declare(NAME, Declaration("x", Severity.SEV4, started=at(1)), FACTS, POLICY)
    first, second = change.added
    assert change.trailers == [
        ("Incident", NAME),
        ("Inc-Operation", "declare"),
        ("Inc-Event", first.id),
        ("Inc-At", "2026-03-04T15:29:00Z"),
        ("Inc-Event", second.id),
        ("Inc-At", "2026-03-04T15:30:00Z"),
    ]


@pytest.mark.parametrize(
    ("started", "detected", "what"),
    [
        (at(-1), None, "started .15:31:00Z. after it was declared .15:30:00Z."),
        (at(5), at(6), "detected before it started"),
    ],
)
def test_what_cannot_have_happened_in_that_order(
    started: datetime, detected: datetime | None, what: str
) -> None:
    declaration = Declaration("x", Severity.SEV1, started=started, detected=detected)
    with pytest.raises(UsageError, match=what):
        declare(NAME, declaration, FACTS, POLICY)


def test_an_incident_that_started_when_it_was_declared() -> None:
    change = declare(
        NAME, Declaration("x", Severity.SEV1, started=NOW, detected=NOW), FACTS, POLICY
    )
    assert len(change.added) == 3
