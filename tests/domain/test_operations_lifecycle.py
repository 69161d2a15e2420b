"""The end of an incident comes in steps, and there is a way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

import pytest

from inc.domain.incident import Change, Facts, Incident
from inc.domain.operations.lifecycle import close, reopen, resolve
from inc.domain.policy import Policy
from inc.domain.timeline import Entry, fold
from inc.domain.vocabulary import Kind
from inc.errors import Refused

NAME = "2026-03-04-checkout"
NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
FACTS = Facts("alice", NOW, NOW, count().__next__)
Step = Callable[[Incident, Facts, str], Change]
POLICY = Policy({"preset": "ungated"})
STEPS: dict[str, Step] = {
    "resolve": lambda found, facts, text: resolve(found, facts, POLICY, text),
    "close": lambda found, facts, text: close(found, facts, POLICY, text),
    "reopen": reopen,
}


def incident(status: str) -> Incident:
    entry = Entry(NOW, Kind.STATUS, "bob", status, "000000000000")
    fields = {".".join(path): value for path, value in fold([entry]).items()}
    return Incident(NAME, fields if status else {}, [entry])


@pytest.mark.parametrize(
    ("status", "step", "becomes"),
    [
        ("investigating", "resolve", "resolved"),
        ("identified", "resolve", "resolved"),
        ("monitoring", "resolve", "resolved"),
        ("", "resolve", "resolved"),
        ("no status we know", "resolve", "resolved"),
        ("resolved", "close", "closed"),
        ("resolved", "reopen", "investigating"),
        ("closed", "reopen", "investigating"),
    ],
)
def test_a_step(status: str, step: str, becomes: str) -> None:
    change = STEPS[step](incident(status), FACTS, "why")
    (entry,) = change.added
    assert (entry.at, entry.author, entry.text) == (NOW, "alice", "why")
    assert change.fields["status",] == becomes
    assert change.operation == step
    assert change.subject == f"{NAME}: {entry.kind}"


@pytest.mark.parametrize(
    ("status", "step", "why"),
    [
        ("resolved", "resolve", "is resolved already"),
        ("closed", "resolve", "is closed already"),
        ("investigating", "close", "is investigating; only a resolved incident"),
        ("", "close", "is open; only a resolved incident"),
        ("closed", "close", "is closed already"),
        ("monitoring", "reopen", "is monitoring, so there is nothing to reopen"),
        ("", "reopen", "is open, so there is nothing to reopen"),
    ],
)
def test_a_step_that_is_refused(status: str, step: str, why: str) -> None:
    with pytest.raises(Refused, match=f"^{NAME} {why}") as error:
        STEPS[step](incident(status), FACTS, "")
    assert "inc " in error.value.hint


@pytest.mark.parametrize(
    ("status", "step", "text"),
    [
        ("monitoring", "resolve", "Resolved"),
        ("resolved", "close", "Closed"),
        ("closed", "reopen", "Reopened"),
    ],
)
def test_a_step_without_words_has_a_text(status: str, step: str, text: str) -> None:
    assert STEPS[step](incident(status), FACTS, "").added[0].text == text


def test_a_document_without_entries_loses_its_ends_when_it_is_reopened() -> None:
    fields = {"status": "resolved", "resolved_at": "2026-03-04T15:00:00Z", "title": "x"}
    change = reopen(Incident(NAME, fields, []), FACTS, "")
    assert change.fields == {("status",): "investigating", ("resolved_at",): None}
