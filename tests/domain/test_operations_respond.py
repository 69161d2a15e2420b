"""What people do while it burns becomes entries, and the front matter that follows from them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc.domain.incident import Change, Facts, Incident
from inc.domain.operations.respond import (
    acknowledge,
    log,
    set_severity,
    spoken,
)
from inc.domain.policy import Policy
from inc.domain.timeline import Entry, fold
from inc.domain.vocabulary import Kind, Severity
from inc.errors import Refused, UsageError

NAME = "2026-03-04-checkout"
NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
UNGATED = Policy({"preset": "ungated"})
FACTS = Facts("alice", NOW, NOW, count().__next__)


def incident(*told: tuple[Kind, str], **fields: Any) -> Incident:
    """An incident whose entries say this, a minute apart, and whose front matter agrees."""
    entries = [
        Entry(NOW - timedelta(minutes=len(told) - number), kind, "bob", text, f"{number:012}")
        for number, (kind, text) in enumerate(told)
    ]
    for path, value in fold(entries).items():
        if value is not None:
            place = fields if len(path) == 1 else fields.setdefault(path[0], {})
            place[path[-1]] = value
    return Incident(NAME, fields, entries)


OPEN = incident((Kind.DECLARED, "SEV2: checkout"))
RESOLVED = incident((Kind.DECLARED, "SEV2: checkout"), (Kind.RESOLVED, "done"))


def texts(change: Change) -> list[tuple[str, str]]:
    return [(entry.kind.value, entry.text) for entry in change.added]


# Log


@pytest.mark.parametrize(
    ("text", "kind", "kept"),
    [
        ("Theory: connection leak", Kind.HYPOTHESIS, "connection leak"),
        ("hypothesis : leak", Kind.HYPOTHESIS, "leak"),
        ("FOUND: the pool is full", Kind.FINDING, "the pool is full"),
        ("Need: a DBA", Kind.NEED, "a DBA"),
        ("Decision: fail over", Kind.DECISION, "fail over"),
        ("Alert: 5xx", Kind.ALERT, "5xx"),
        ("Action: restarted\n  pods", Kind.ACTION, "restarted\n  pods"),
        ("Found:\n```\nx\n```", Kind.FINDING, "\n```\nx\n```"),
        ("Checking the logs", Kind.CHECKING, "Checking the logs"),
        ("checking", Kind.NOTE, "checking"),
        ("Theory:", Kind.NOTE, "Theory:"),
        ("Theory", Kind.NOTE, "Theory"),
        ("In theory: fine", Kind.NOTE, "In theory: fine"),
        ("15:30: down", Kind.NOTE, "15:30: down"),
    ],
)
def test_the_first_word_chooses_the_kind(text: str, kind: Kind, kept: str) -> None:
    assert spoken(text) == (kind, kept)
    assert texts(log(OPEN, FACTS, text)) == [(kind.value, kept)]


def test_a_chosen_kind_keeps_the_text_whole() -> None:
    assert texts(log(OPEN, FACTS, "Theory: x", Kind.NOTE)) == [("note", "Theory: x")]


def test_a_note_touches_no_field_and_reads_none() -> None:
    class Unread(dict[str, Any]):
        def __getitem__(self, key: str) -> Any:
            raise AssertionError(key)

        get = __getitem__  # type: ignore[assignment]

    change = log(Incident(NAME, Unread(), OPEN.entries), FACTS, "still down")
    assert change.fields == {}
    assert change.added[0].id > OPEN.entries[-1].id
    assert change.subject == f"{NAME}: note"


@pytest.mark.parametrize("text", ["", " \n "])
def test_nothing_cannot_be_logged(text: str) -> None:
    with pytest.raises(UsageError):
        log(OPEN, FACTS, text)


@pytest.mark.parametrize("kind", [Kind.DECLARED, Kind.MERGED, Kind.LINKED, Kind.CORRECTED])
def test_kinds_that_have_a_command_of_their_own(kind: Kind) -> None:
    with pytest.raises(UsageError, match="by its own command") as error:
        log(OPEN, FACTS, "text", kind)
    assert error.value.hint.startswith("Use: inc ")


@pytest.mark.parametrize(
    ("kind", "text"), [(Kind.SEVERITY, "bad"), (Kind.STATUS, "x"), (Kind.ROLE, "commander")]
)
def test_a_kind_with_a_value_needs_one(kind: Kind, text: str) -> None:
    with pytest.raises(UsageError):
        log(OPEN, FACTS, text, kind)


def test_logging_a_value_changes_the_state() -> None:
    assert log(OPEN, FACTS, "SEV1: worse", Kind.SEVERITY).fields == {("severity",): "SEV1"}
    change = log(OPEN, FACTS, "sme @dan", Kind.ROLE)
    assert change.fields == {("roles", "sme"): ["dan"]}


def test_logging_an_end_is_left_to_its_verb() -> None:
    for kind in (Kind.RESOLVED, Kind.CLOSED):
        with pytest.raises(UsageError, match="made by its own command"):
            log(OPEN, FACTS, "text", kind)
    with pytest.raises(Refused, match="nothing to reopen"):
        log(OPEN, FACTS, "text", Kind.REOPENED)


@given(st.text(), st.sampled_from(Kind))
def test_any_text_is_logged_once_or_refused(text: str, kind: Kind) -> None:
    try:
        change = log(OPEN, FACTS, text, kind)
    except (UsageError, Refused):
        return
    assert texts(change) == [(kind.value, text)]


def test_acknowledging() -> None:
    change = acknowledge(OPEN, FACTS, "")
    assert texts(change) == [("acknowledged", "Acknowledged")]
    assert change.fields == {("acknowledged_at",): "2026-03-04T15:30:00Z"}
    assert acknowledge(incident((Kind.ACKNOWLEDGED, "first")), FACTS, "me too").fields == {}


# Severity, roles, mitigation


def test_a_severity_with_its_reason() -> None:
    change = set_severity(OPEN, FACTS, UNGATED, Severity.SEV1, "all regions")
    assert texts(change) == [("severity", "SEV1: all regions")]
    assert change.fields == {("severity",): "SEV1"}
    with pytest.raises(Refused, match="is SEV2 already"):
        set_severity(OPEN, FACTS, UNGATED, Severity.SEV2, "")


# Time and order


def test_what_happened_earlier_is_recorded_with_its_time_and_does_not_change_the_present() -> None:
    before = incident((Kind.STATUS, "identified"), (Kind.STATUS, "monitoring"))
    late = FACTS._replace(at=NOW - timedelta(hours=1))
    change = log(before, late, "investigating", Kind.STATUS)
    assert change.added[0].at == NOW - timedelta(hours=1)
    assert change.added[0].id > before.entries[-1].id
    assert change.fields == {}


def test_every_id_is_later_than_all_of_the_document() -> None:
    clock_behind = FACTS._replace(now=NOW - timedelta(days=365))
    newest = OPEN.entries[-1]._replace(id="zz0000000000")
    change = log(Incident(NAME, OPEN.fields, [newest]), clock_behind, "text")
    assert change.added[0].id > "zz0000000000"
