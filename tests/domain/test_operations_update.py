"""What people are told becomes an entry, and the front matter follows from it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from inc.domain.incident import Change, Facts, Incident
from inc.domain.operations.update import StatusUpdate, update
from inc.domain.policy import Policy
from inc.domain.timeline import Entry, fold
from inc.domain.vocabulary import Audience, Kind, Status
from inc.errors import Refused, UsageError

NAME = "2026-03-04-checkout"
NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
FACTS = Facts("alice", NOW, NOW, count().__next__)
POLICY = Policy({"preset": "ungated"})


def incident(*told: tuple[Kind, str], **fields: Any) -> Incident:
    """An incident whose entries say this, a minute apart, and whose front matter agrees."""
    entries = [
        Entry(NOW - timedelta(minutes=len(told) - number), kind, "bob", text, f"{number:012}")
        for number, (kind, text) in enumerate(told)
    ]
    state = {path[0]: value for path, value in fold(entries).items() if value is not None}
    return Incident(NAME, {**state, **fields}, entries)


OPEN = incident((Kind.DECLARED, "SEV2: checkout"))
RESOLVED = incident((Kind.DECLARED, "SEV2: checkout"), (Kind.RESOLVED, "done"))


def told(before: Incident, update_: StatusUpdate, channel: str = "") -> Change:
    return update(before, FACTS, POLICY, update_, channel)


def texts(change: Change) -> list[tuple[str, str]]:
    return [(entry.kind.value, entry.text) for entry in change.added]


def test_an_update_tells_what_is_known() -> None:
    rolling_back = StatusUpdate(
        *("Rolling back.", Audience.CUSTOMER, Status.IDENTIFIED, "30%\nfail", "leak", "restart"),
        *("15 minutes", "pay by phone", NOW + timedelta(minutes=30)),
    )
    change = told(OPEN, rolling_back)
    status, entry = change.added
    assert (status.kind, status.text) == (Kind.STATUS, "identified")
    assert (entry.kind, entry.audience) == (Kind.UPDATE, "customer")
    assert entry.text.split("\n") == [
        "Rolling back.",
        "- Status: Identified",
        "- Impact: 30% fail",
        "- Known: leak",
        "- Doing: restart",
        "- ETA: 15 minutes",
        "- Workaround: pay by phone",
        "- Next update: 2026-03-04T16:00:00Z",
    ]
    assert change.fields == {
        ("status",): "identified",
        ("impact",): "30% fail",
        ("next_update_at",): "2026-03-04T16:00:00Z",
    }
    assert change.subject == f"{NAME}: status identified, update customer"


def test_an_update_without_words_has_a_first_line() -> None:
    change = told(OPEN, StatusUpdate(known="leak"))
    assert texts(change) == [("update", "Status update\n- Known: leak")]


def test_an_update_that_says_nothing() -> None:
    with pytest.raises(UsageError, match="says nothing"):
        told(OPEN, StatusUpdate())


def test_an_update_with_the_status_it_has_is_no_change_of_status() -> None:
    change = told(OPEN, StatusUpdate("still", status=Status.INVESTIGATING))
    assert [entry.kind for entry in change.added] == [Kind.UPDATE]


def test_an_update_without_a_promise_ends_the_last_one() -> None:
    before = incident((Kind.UPDATE, "told\n- Next update: 2026-03-04T16:00:00Z"))
    assert told(before, StatusUpdate("told")).fields == {("next_update_at",): None}
    assert told(OPEN, StatusUpdate("told")).fields == {}


@pytest.mark.parametrize(
    ("before", "status", "kinds"),
    [
        (OPEN, Status.RESOLVED, ["resolved", "update"]),
        (RESOLVED, Status.CLOSED, ["closed", "update"]),
        (RESOLVED, Status.INVESTIGATING, ["reopened", "update"]),
        (RESOLVED, Status.MONITORING, ["reopened", "status", "update"]),
    ],
)
def test_an_update_can_end_and_reopen(before: Incident, status: Status, kinds: list[str]) -> None:
    change = told(before, StatusUpdate("told", status=status))
    assert [entry.kind.value for entry in change.added] == kinds
    assert change.fields["status",] == status


def test_an_update_cannot_close_what_is_open() -> None:
    with pytest.raises(Refused):
        told(OPEN, StatusUpdate("told", status=Status.CLOSED))


def test_an_impact_that_is_known_is_no_change() -> None:
    known = OPEN._replace(fields={**OPEN.fields, "impact": "30% fail"})
    assert ("impact",) not in told(known, StatusUpdate(impact="30%  fail")).fields
    assert told(known, StatusUpdate(impact="50% fail")).fields == {("impact",): "50% fail"}


def test_a_shut_gate_keeps_an_update_from_ending_it() -> None:
    with pytest.raises(Refused, match="not ready to resolve"):
        update(OPEN, FACTS, Policy(), StatusUpdate("told", status=Status.RESOLVED))


def test_code_that_never_closes_does_not_swallow_the_promise() -> None:
    change = told(OPEN, StatusUpdate("it says\n```\npanic", next=NOW + timedelta(minutes=30)))
    assert change.added[0].text.split("\n")[2:] == [
        *("panic", "```", "- Next update: 2026-03-04T16:00:00Z"),
    ]
    assert change.fields == {("next_update_at",): "2026-03-04T16:00:00Z"}


def test_a_promise_in_code_is_text() -> None:
    quoted = "their page says\n```\n- Next update: 2026-03-04T16:00:00Z\n```"
    assert told(OPEN, StatusUpdate(quoted)).fields == {}


def test_one_audience_waits_while_another_is_told() -> None:
    promised = "so\n- Next update: 2026-03-04T16:00:00Z"
    waiting = OPEN._replace(
        entries=[*OPEN.entries, Entry(NOW, Kind.UPDATE, "bob", promised, "0" * 12, "customer")]
    )
    assert told(waiting, StatusUpdate("for us", Audience.INTERNAL)).fields == {}
    sooner = StatusUpdate("for us", next=NOW + timedelta(minutes=10))
    assert told(waiting, sooner).fields == {("next_update_at",): "2026-03-04T15:40:00Z"}
    assert told(waiting, StatusUpdate("for you", Audience.CUSTOMER)).fields == {
        ("next_update_at",): None
    }


def test_a_channel_is_a_field_and_a_note() -> None:
    change = told(OPEN, StatusUpdate(), " #inc-1 ")
    assert texts(change) == [("note", "Channel: #inc-1")]
    assert change.fields == {("channel",): "#inc-1"}
    assert change.subject == f"{NAME}: channel"
    both = told(OPEN, StatusUpdate("we talk there"), "#inc-1")
    assert [entry.kind for entry in both.added] == [Kind.NOTE, Kind.UPDATE]


def test_the_channel_it_has_is_no_change() -> None:
    there = OPEN._replace(fields={**OPEN.fields, "channel": "#inc-1"})
    with pytest.raises(Refused, match="the channel is #inc-1 already"):
        told(there, StatusUpdate(), "#inc-1")
    assert texts(told(there, StatusUpdate("so"), "#inc-1")) == [("update", "so")]
