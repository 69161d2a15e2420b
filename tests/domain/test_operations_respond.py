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
    StatusUpdate,
    acknowledge,
    assign,
    link,
    log,
    mitigate,
    set_severity,
    spoken,
    update,
)
from inc.domain.timeline import Entry, fold
from inc.domain.vocabulary import Audience, Kind, Link, Role, Severity, Status, Strategy
from inc.errors import Refused, UsageError

NAME = "2026-03-04-checkout"
NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
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


def test_logging_an_end_goes_the_way_of_its_verb() -> None:
    assert log(OPEN, FACTS, "done", Kind.RESOLVED).fields["status",] == "resolved"
    for kind in (Kind.CLOSED, Kind.REOPENED):
        with pytest.raises(Refused):
            log(OPEN, FACTS, "text", kind)


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


# Update


def test_an_update_tells_what_is_known() -> None:
    told = StatusUpdate(
        *("Rolling back.", Audience.CUSTOMER, Status.IDENTIFIED, "30%\nfail", "leak", "restart"),
        *("15 minutes", "pay by phone", NOW + timedelta(minutes=30)),
    )
    change = update(OPEN, FACTS, told)
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
    change = update(OPEN, FACTS, StatusUpdate(known="leak"))
    assert texts(change) == [("update", "Status update\n- Known: leak")]


def test_an_update_that_says_nothing() -> None:
    with pytest.raises(UsageError, match="says nothing"):
        update(OPEN, FACTS, StatusUpdate())


def test_an_update_with_the_status_it_has_is_no_change_of_status() -> None:
    change = update(OPEN, FACTS, StatusUpdate("still", status=Status.INVESTIGATING))
    assert [entry.kind for entry in change.added] == [Kind.UPDATE]


def test_an_update_without_a_promise_ends_the_last_one() -> None:
    before = incident((Kind.UPDATE, "told\n- Next update: 2026-03-04T16:00:00Z"))
    assert update(before, FACTS, StatusUpdate("told")).fields == {("next_update_at",): None}
    assert update(OPEN, FACTS, StatusUpdate("told")).fields == {}


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
    change = update(before, FACTS, StatusUpdate("told", status=status))
    assert [entry.kind.value for entry in change.added] == kinds
    assert change.fields["status",] == status


def test_an_update_cannot_close_what_is_open() -> None:
    with pytest.raises(Refused):
        update(OPEN, FACTS, StatusUpdate("told", status=Status.CLOSED))


# Severity, roles, mitigation, links


def test_a_severity_with_its_reason() -> None:
    change = set_severity(OPEN, FACTS, Severity.SEV1, "all regions")
    assert texts(change) == [("severity", "SEV1: all regions")]
    assert change.fields == {("severity",): "SEV1"}
    with pytest.raises(Refused, match="is SEV2 already"):
        set_severity(OPEN, FACTS, Severity.SEV2, "")


ROLES = incident((Kind.ROLE, "commander @alice"), (Kind.ROLE, "sme @dan"), (Kind.ROLE, "sme @erin"))


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


def test_one_person_is_commander() -> None:
    with pytest.raises(UsageError, match="one person is commander, not 2"):
        assign(OPEN, FACTS, Role.COMMANDER, ["alice", "bob"], "", remove=False)


def test_mitigating_is_a_time_and_no_status() -> None:
    change = mitigate(OPEN, FACTS, "restarted pods\nin eu", Strategy.RESTART)
    assert texts(change) == [("mitigated", "restarted pods (restart)\nin eu")]
    assert change.fields == {("mitigated_at",): "2026-03-04T15:30:00Z"}
    assert mitigate(OPEN, FACTS, "x").added[0].text == "x"
    assert (
        mitigate(OPEN, FACTS, "\n```\nx\n```", Strategy.BLOCK).added[0].text.startswith("(block)")
    )
    with pytest.raises(UsageError):
        mitigate(OPEN, FACTS, " ")


def test_linking() -> None:
    before = incident((Kind.DECLARED, "SEV2"), links=["related 2026-01-01-x"])
    change = link(before, FACTS, "2026-03-01-y", Link.CAUSED_BY, "same pool")
    assert texts(change) == [("linked", "caused-by 2026-03-01-y: same pool")]
    assert change.fields == {("links",): ["related 2026-01-01-x", "caused-by 2026-03-01-y"]}
    assert change.subject == f"{NAME}: linked caused-by"
    with pytest.raises(Refused, match="already"):
        link(before, FACTS, "2026-01-01-x", Link.RELATED, "")
    with pytest.raises(UsageError, match="itself"):
        link(before, FACTS, NAME, Link.RELATED, "")


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
