"""Corrections never hide: what was wrong is rewritten, and the state follows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from inc.domain.incident import Facts, Incident
from inc.domain.operations.correct import also_in, amend, find_entry, redact
from inc.domain.operations.reconcile import disagreements, reconcile
from inc.domain.timeline import Entry
from inc.domain.vocabulary import Kind
from inc.errors import NotFound, Refused, UsageError

NAME = "2026-03-04-checkout"
NOW = datetime(2026, 3, 4, 16, 0, tzinfo=UTC)
FACTS = Facts("alice", NOW, NOW, count().__next__)


def entry(minute: int, kind: Kind, text: str, name: str | None = None) -> Entry:
    at = NOW - timedelta(minutes=60 - minute)
    return Entry(at, kind, "bob", text, f"{minute:012}" if name is None else name)


ENTRIES = [
    entry(0, Kind.STARTED, "Impact begins", "0n3k00000001"),
    entry(5, Kind.DECLARED, "SEV2: Checkout failures", "0n3k00000002"),
    entry(6, Kind.ROLE, "commander @alice", "0n3k00000003"),
    entry(9, Kind.NOTE, "token is hunter2secret", "0n3k0000zz04"),
]
FIELDS: dict[str, Any] = {
    "id": NAME,
    "title": "Checkout failures",
    "severity": "SEV2",
    "status": "investigating",
    "started_at": "2026-03-04T15:00:00Z",
    "declared_at": "2026-03-04T15:05:00Z",
    "roles": {"commander": "alice"},
}


def incident(**fields: Any) -> Incident:
    return Incident(NAME, {**FIELDS, **fields}, ENTRIES)


# Finding


@pytest.mark.parametrize(
    ("reference", "place"),
    [
        ("last", 3),
        ("last~0", 3),
        ("last~3", 0),
        ("0n3k00000002", 1),
        ("^0n3k00000002", 1),
        ("zz", 3),
        ("ZZ04", 3),
        ("001", 0),
    ],
)
def test_finding_an_entry(reference: str, place: int) -> None:
    assert find_entry(ENTRIES, reference) is ENTRIES[place]


def test_the_last_is_the_one_recorded_last() -> None:
    late = entry(1, Kind.NOTE, "late", "zzzzzzzzzzzz")
    assert find_entry([late, *ENTRIES], "last") is late


@pytest.mark.parametrize("reference", ["last~4", "last~", "last~x", "", "^", "yyy", "lasts"])
def test_no_such_entry(reference: str) -> None:
    with pytest.raises(NotFound, match=r"(?i)^(there is )?no entry"):
        find_entry(ENTRIES, reference)


def test_several_entries_are_listed() -> None:
    with pytest.raises(NotFound, match=r"'0n3k' names 4 entries: \^0n3k00000001 Impact begins; "):
        find_entry(ENTRIES, "0n3k")


# Amending


def test_amending_the_text_keeps_the_rest() -> None:
    change = amend(incident(), FACTS, ENTRIES[3], "nothing to see", None)
    assert change.replaced == ((ENTRIES[3], ENTRIES[3]._replace(text="nothing to see")),)
    assert change.fields == {}
    assert change.subject == f"{NAME}: amended note"


def test_amending_what_the_state_rests_on_changes_the_state() -> None:
    change = amend(incident(), FACTS, ENTRIES[0], None, NOW - timedelta(minutes=70))
    assert change.fields == {("started_at",): "2026-03-04T14:50:00Z"}
    change = amend(incident(), FACTS, ENTRIES[1], "SEV3: Checkout failures", None)
    assert change.fields == {("severity",): "SEV3"}
    change = amend(incident(), FACTS, ENTRIES[2], "sme @alice", None)
    assert change.fields == {("roles", "commander"): None, ("roles", "sme"): ["alice"]}


@pytest.mark.parametrize(
    ("place", "text", "error"),
    [
        (3, "token is hunter2secret", Refused),
        (3, "  ", UsageError),
        (1, "Checkout failures", UsageError),
        (2, "somebody", UsageError),
    ],
)
def test_what_cannot_be_amended(place: int, text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        amend(incident(), FACTS, ENTRIES[place], text, None)


def test_a_value_that_was_never_right_does_not_hinder_a_new_time() -> None:
    wrong = entry(7, Kind.SEVERITY, "very bad")
    found = Incident(NAME, FIELDS, [*ENTRIES, wrong])
    assert amend(found, FACTS, wrong, None, NOW).replaced[0][1].at == NOW


def test_the_points_of_an_update_stay_unless_new_ones_are_given() -> None:
    told = entry(9, Kind.UPDATE, "told\n- ETA: 5m\n- Next update: 2026-03-04T16:00:00Z")
    found = Incident(NAME, FIELDS, [*ENTRIES, told])
    (_, kept), *_ = amend(found, FACTS, told, "better", None).replaced
    assert kept.text == "better\n- ETA: 5m\n- Next update: 2026-03-04T16:00:00Z"
    (_, new), *_ = amend(found, FACTS, told, "better\n- ETA: 9m", None).replaced
    assert new.text == "better\n- ETA: 9m"


# Redacting


def test_redacting_replaces_the_text() -> None:
    change = redact(incident(), FACTS, ENTRIES[3], "a password")
    (_, new), *_ = change.replaced
    assert new == ENTRIES[3]._replace(text="[redacted by @alice: a password]")
    assert change.fields == {}
    assert redact(incident(), FACTS, ENTRIES[3], "").replaced[0][1].text == "[redacted by @alice]"


@pytest.mark.parametrize("place", [0, 1, 2])
def test_redacting_keeps_the_state(place: int) -> None:
    change = redact(incident(), FACTS, ENTRIES[place], "")
    assert change.fields == {}
    assert "Checkout" not in change.replaced[0][1].text


def test_where_else_the_words_stand() -> None:
    again = entry(20, Kind.NOTE, "I said: token is hunter2secret", "0n3k0000zz05")
    found = Incident(NAME, {**FIELDS, "impact": "token is hunter2secret"}, [*ENTRIES, again])
    assert also_in(found, ENTRIES[3]) == ["the front matter (impact)", "^0n3k0000zz05"]
    assert also_in(found, ENTRIES[1]) == ["the front matter (title)"]
    assert also_in(incident(), ENTRIES[3]) == []


def test_a_link_that_is_redacted_also_stands_in_the_front_matter() -> None:
    linked = entry(20, Kind.LINKED, "related https://x.example/?token=1: see there")
    found = Incident(
        NAME, {**FIELDS, "links": ["related https://x.example/?token=1"]}, [*ENTRIES, linked]
    )
    assert also_in(found, linked) == ["the front matter (links)"]


# Reconciling


def said(found: Incident) -> list[tuple[str, str]]:
    return [(entry.kind.value, entry.text) for entry in reconcile(found, FACTS).added]


HAND = "changed by hand in the document"


def test_what_agrees_needs_nothing() -> None:
    assert disagreements(incident()) == []
    with pytest.raises(Refused, match="agrees with its timeline"):
        reconcile(incident(), FACTS)


@pytest.mark.parametrize(
    ("edit", "entries"),
    [
        ({"severity": "SEV1"}, [("severity", f"SEV1: {HAND}")]),
        ({"severity": 1}, [("severity", f"SEV1: {HAND}")]),
        ({"status": "mitigating"}, [("status", f"identified: {HAND}")]),
        ({"status": "resolved"}, [("resolved", HAND)]),
        ({"status": "closed"}, [("closed", HAND)]),
        ({"roles": {"commander": "bob"}}, [("role", f"commander @bob: {HAND}")]),
        ({"roles": None}, [("role", f"commander nobody: {HAND}")]),
        (
            {"roles": {"commander": "alice", "sme": ["@dan", "erin"]}},
            [("role", f"sme @dan: {HAND}"), ("role", f"sme @erin: {HAND}")],
        ),
        (
            {"started_at": "2026-03-04 14:50"},
            [("corrected", f"started_at 2026-03-04T14:50:00Z; {HAND}")],
        ),
        ({"started_at": None}, [("corrected", f"started_at none; {HAND}")]),
    ],
)
def test_an_edit_by_hand_becomes_an_entry(
    edit: dict[str, Any], entries: list[tuple[str, str]]
) -> None:
    assert disagreements(incident(**edit)) != [] or "roles" in edit
    assert said(incident(**edit)) == entries


@pytest.mark.parametrize(
    ("edit", "written"),
    [
        ({"severity": "sev-2"}, {("severity",): "SEV2"}),
        ({"severity": None}, {("severity",): "SEV2"}),
        ({"status": "Investigating"}, {("status",): "investigating"}),
        ({"roles": {"commander": "@alice"}}, {("roles", "commander"): "alice"}),
        (
            {"roles": {"ic": "alice"}},
            {("roles", "commander"): "alice", ("roles", "ic"): None},
        ),
    ],
)
def test_another_spelling_is_no_new_fact(
    edit: dict[str, Any], written: dict[tuple[str, ...], object]
) -> None:
    change = reconcile(incident(**edit), FACTS)
    assert change.added == ()
    assert change.fields == written


@pytest.mark.parametrize(
    "edit",
    [
        {"severity": "terrible"},
        {"status": "fine"},
        {"started_at": "at noon"},
        {"started_at": 0},
        {"roles": {"commander": ["alice", "bob"]}},
        {"roles": {"ic": "bob", "commander": "alice"}},
        {"roles": {"commander": "a b"}},
    ],
)
def test_what_cannot_be_understood_is_an_error(edit: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        reconcile(incident(**edit), FACTS)


def test_a_role_and_a_field_of_their_own_are_left_alone() -> None:
    found = incident(roles={"commander": "alice", "driver": "bob"}, mitigated_at="whenever")
    with pytest.raises(Refused):
        reconcile(found, FACTS)


def test_a_resolution_by_hand_has_the_time_that_stands_there() -> None:
    found = incident(status="resolved", resolved_at="2026-03-04T15:45:00Z")
    (resolved,) = reconcile(found, FACTS).added
    assert (resolved.kind, resolved.at) == (Kind.RESOLVED, NOW - timedelta(minutes=15))


def test_a_resolution_before_the_last_entry_still_holds() -> None:
    found = incident(status="resolved", resolved_at="2026-03-04T15:01:00Z")
    resolved, corrected = reconcile(found, FACTS).added
    assert (resolved.kind, resolved.at) == (Kind.RESOLVED, NOW)
    assert corrected.text == f"resolved_at 2026-03-04T15:01:00Z; {HAND}"


def test_the_missing_entries_come_after_all_others() -> None:
    tomorrow = entry(24 * 60, Kind.SEVERITY, "SEV3", "zz0000000000")
    found = Incident(NAME, {**FIELDS, "severity": "SEV1"}, [*ENTRIES, tomorrow])
    (added,) = reconcile(found, FACTS).added
    assert (added.at, added.id > tomorrow.id) == (tomorrow.at, True)


def test_entries_without_an_id_of_their_own_get_one() -> None:
    by_hand = [entry(20, Kind.NOTE, "x", ""), entry(20, Kind.NOTE, "x", "")]
    copied = ENTRIES[3]._replace(text="copied")
    change = reconcile(Incident(NAME, FIELDS, [*ENTRIES, *by_hand, copied]), FACTS)
    assert [old for old, _ in change.replaced] == [*by_hand, copied]
    ids = [new.id for _, new in change.replaced]
    assert ids == sorted(set(ids))
    assert min(ids) > ENTRIES[3].id
    assert change.added == ()


def test_a_document_whose_entries_do_not_speak_of_the_state_keeps_it() -> None:
    note = ENTRIES[3]
    imported = Incident(NAME, {"severity": "high", "roles": {"x": "y"}, "closed_at": "?"}, [note])
    assert disagreements(imported) == []
    with pytest.raises(Refused):
        reconcile(imported, FACTS)


def test_every_field_that_disagrees_is_named() -> None:
    found = incident(severity="SEV1", roles={"commander": "bob"}, started_at="x")
    assert disagreements(found) == ["started_at", "severity", "roles.commander"]


def test_the_order_of_people_and_the_form_of_a_time_are_no_disagreement() -> None:
    entries = [*ENTRIES, entry(10, Kind.ROLE, "sme @dan"), entry(11, Kind.ROLE, "sme @erin")]
    roles = {"commander": ["alice"], "sme": ["erin", "dan"]}
    fields = {**FIELDS, "roles": roles, "started_at": "2026-03-04 16:00 +01:00"}
    assert disagreements(Incident(NAME, fields, entries)) == []
