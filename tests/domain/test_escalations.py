"""Escalations: written in a form that reads well, and read back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from inc.domain.escalations import REASONS, escalation_text, escalations
from inc.domain.incident import Facts, Incident
from inc.domain.operations.escalate import escalate, read_reason, ways
from inc.domain.policy import Policy
from inc.domain.timeline import Entry
from inc.domain.vocabulary import Kind
from inc.errors import UsageError

NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
FACTS = Facts("alice", NOW, NOW, count().__next__)
INCIDENT = Incident("2026-03-04-checkout", {}, [])
OWN = Policy(
    {"escalation": {"reasons": {"no-progress": "stuck:\n  for long", "money": "it costs"}}}
)


def written(text: str, minute: int = 0) -> Entry:
    return Entry(NOW + timedelta(minutes=minute), Kind.ESCALATED, "bob", text)


def done(to: list[str], words: str, reason: str = "", policy: Policy | None = None) -> str:
    change = escalate(INCIDENT, FACTS, policy or Policy(), to, words, reason)
    assert (change.operation, change.subject) == ("escalate", f"{INCIDENT.id}: escalated")
    (entry,) = change.added
    assert entry.kind is Kind.ESCALATED
    return entry.text


# ------------------------------------------------------------------ the text


@pytest.mark.parametrize("words", ["", "why", "a: b (c)", "two\nlines", "\n```\nx\n```"])
@pytest.mark.parametrize("reason", ["", "no-progress", "ours"])
@pytest.mark.parametrize("to", [("dan",), ("dan", "db-team", "ann.b")])
def test_what_is_written_is_read_back(to: tuple[str, ...], reason: str, words: str) -> None:
    (found,) = escalations([written(escalation_text(to, reason, words))])
    assert (found.to, found.reason, found.words) == (to, reason, words.strip())


@pytest.mark.parametrize(
    "text", ["called dan", "to dan: why", "to: why", "", "@dan: why", "to @dan and erin: why"]
)
def test_what_people_wrote_in_another_form_is_all_words(text: str) -> None:
    entry = written(text)
    assert escalations([entry]) == [(entry, (), "", text)]


def test_they_come_in_order_and_alone() -> None:
    late, early = written("to @dan: x", 5), written("to @erin: y", 1)
    note = early._replace(kind=Kind.NOTE)
    assert [one.to for one in escalations([late, note, early])] == [("erin",), ("dan",)]


# ------------------------------------------------------------------ the operation


def test_a_reason_its_sentence_and_the_words() -> None:
    assert done(["dan"], "", "no-progress") == (
        "to @dan (no-progress): no progress on mitigation for 20 minutes"
    )
    assert done(["dan"], "restarted twice", "no-progress").endswith("20 minutes: restarted twice")
    assert done(["dan", "erin", "dan"], "stuck\nsince 14:00") == (
        "to @dan @erin: stuck\nsince 14:00"
    )


def test_the_reasons_are_those_of_the_policy() -> None:
    assert done(["dan"], "", "money", OWN) == "to @dan (money): it costs"
    assert done(["dan"], "x", "no-progress", OWN) == "to @dan (no-progress): stuck: for long: x"
    assert read_reason("Money", OWN) == "money"
    for policy, typed in ((Policy(), "money"), (OWN, "no-money"), (OWN, "")):
        with pytest.raises(UsageError, match=f"'{typed}' is not a reason to escalate"):
            read_reason(typed, policy)


def test_the_reasons_that_inc_knows_are_in_every_policy() -> None:
    assert tuple(Policy().escalation_reasons()) == REASONS


@pytest.mark.parametrize("typed", ["no-progress", "NO_PROGRESS", " no  progress "])
def test_a_reason_as_people_type_it(typed: str) -> None:
    assert read_reason(typed, Policy()) == "no-progress"


@pytest.mark.parametrize(
    ("to", "words", "reason", "what"),
    [
        (["dan"], "", "", "why is it escalated?"),
        (["dan"], " \n", "", "why is it escalated?"),
        ([], "stuck", "", "who is to be called in?"),
        ([], "", "", "who is to be called in?"),
        (["dan", "alice"], "stuck", "", "you are here already, so you cannot be called in"),
        (["Alice"], "stuck", "", "you are here already, so you cannot be called in"),
    ],
)
def test_what_is_missing_is_said(to: list[str], words: str, reason: str, what: str) -> None:
    with pytest.raises(UsageError) as raised:
        escalate(INCIDENT, FACTS, Policy(), to, words, reason)
    assert raised.value.what == what


def test_an_error_shows_the_reasons_and_the_levels() -> None:
    with pytest.raises(UsageError) as raised:
        escalate(INCIDENT, FACTS, Policy(), ["dan"], "")
    lines = raised.value.hint.split("\n")
    assert lines[:3] == [
        "inc escalate --to WHO -m WHY",
        "Reasons (--reason):",
        "  no-progress  no progress on mitigation for 20 minutes",
    ]
    assert [line.split()[0] for line in lines[3:6]] == ["impact-grew", "other-team", "decision"]
    assert lines[6:8] == ["Levels:", "  1  Primary on-call"]
    assert all(len(line) <= 75 for line in lines if not line.startswith("  3"))


def test_ways_of_a_policy_of_ones_own() -> None:
    assert "  money        it costs\n" in ways(OWN)
    assert "  no-progress  stuck: for long\n" in ways(OWN)
    assert "Levels" not in ways(Policy({"escalation": {"levels": []}}))
