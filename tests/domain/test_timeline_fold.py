"""The state is a fold over what happened, in the order in which it happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc.domain.text import clean_block
from inc.domain.timeline import (
    TIME_FIELDS,
    Entry,
    Value,
    check_text,
    fold,
    insertion_point,
    newest_id,
    next_update,
    read_correction,
    read_role,
    said,
    shapes_state,
    value_and_reason,
    without_words,
)
from inc.domain.times import iso
from inc.domain.update_text import points
from inc.domain.vocabulary import Kind, Role
from inc.errors import UsageError

START = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def entry(minute: int, kind: Kind, text: str = "text", name: str = "") -> Entry:
    return Entry(at(minute), kind, "bob", text, name or f"{minute + 600:012}")


def state(*entries: Entry) -> dict[str, Value]:
    return {".".join(path): value for path, value in fold(entries).items()}


TEXTS = {
    Kind.DECLARED: ["SEV1: down", "sev 2", "nothing"],
    Kind.SEVERITY: ["SEV3", "SEV-1: worse", "who knows"],
    Kind.STATUS: ["monitoring", "investigating: again", "resolved", "closed", "bad"],
    Kind.ROLE: [
        *("commander @alice", "commander @bob: handover", "commander nobody", "commander not @bob"),
        *("sme @dan", "sme @erin", "sme not @dan", "sme nobody", "boss @x", "commander"),
    ],
    Kind.HANDOFF: ["offered commander to @bob: tired", "taken commander", "confirmed", "by hand"],
    Kind.UPDATE: ["told", "told\n- Next update: 2026-03-04T16:00:00Z", "- Next update: soon"],
    Kind.MERGED: ["into 2026-03-04-x: why", "from 2026-03-04-y", "with x"],
    Kind.CORRECTED: [
        *("started_at 2026-03-04T14:00:00Z; by hand", "resolved_at none", "closed_at x", "x none"),
    ],
}
kinds = st.sampled_from([kind for kind in Kind if shapes_state(entry(0, kind))] + [Kind.NOTE])
timelines = st.lists(
    kinds.flatmap(
        lambda kind: st.builds(
            entry, st.integers(0, 30), st.just(kind), st.sampled_from(TEXTS.get(kind, ["text"]))
        )
    ),
    max_size=12,
).map(lambda entries: [old._replace(id=f"{place:012}") for place, old in enumerate(entries)])

# The order


@given(timelines, st.randoms(use_true_random=False))
def test_the_order_of_the_file_does_not_matter(entries: list[Entry], chance: Random) -> None:
    shuffled = list(entries)
    chance.shuffle(shuffled)
    assert fold(shuffled) == fold(entries)


@given(timelines, timelines)
def test_uniting_two_histories_does_not_depend_on_the_side(
    ours: list[Entry], theirs: list[Entry]
) -> None:
    theirs = [old._replace(id="z" + old.id[1:]) for old in theirs]
    assert fold({*ours, *theirs}) == fold([*theirs, *ours]) == fold([*ours, *theirs])


@given(timelines, st.integers(0, 11))
def test_what_does_not_shape_the_state_changes_nothing(entries: list[Entry], place: int) -> None:
    note = entry(place, Kind.NOTE, "SEV1: commander @x")
    assert fold([*entries[:place], note, *entries[place:]]) == fold(entries)


@given(timelines)
def test_the_state_holds_texts_that_documents_can_hold(entries: list[Entry]) -> None:
    for path, value in fold(entries).items():
        assert len(path) == (2 if path[0] == "roles" else 1)
        assert value is None or (value and isinstance(value, str | list))


def test_a_late_entry_does_not_change_the_present() -> None:
    before = [entry(0, Kind.STATUS, "monitoring"), entry(10, Kind.SEVERITY, "SEV3")]
    late = [entry(-5, Kind.STATUS, "identified"), entry(5, Kind.SEVERITY, "SEV1")]
    assert state(*before, *late) == {"status": "monitoring", "severity": "SEV3"}


def test_of_one_moment_the_one_recorded_last_counts() -> None:
    one = entry(0, Kind.SEVERITY, "SEV1", "000000000001")
    two = entry(0, Kind.SEVERITY, "SEV2", "000000000002")
    assert state(two, one) == state(one, two) == {"severity": "SEV2"}


def test_a_correction_that_was_resolved_late_does_not_reopen() -> None:
    resolved = entry(30, Kind.RESOLVED)
    assert state(resolved, entry(10, Kind.REOPENED), entry(5, Kind.MITIGATED)) == {
        "status": "resolved",
        "mitigated_at": None,
        "resolved_at": iso(at(30)),
        "closed_at": None,
        "next_update_at": None,
    }


# The rules


def test_nothing_implies_nothing() -> None:
    assert state() == state(entry(0, Kind.NOTE)) == {}


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (Kind.STARTED, "started_at"),
        (Kind.DETECTED, "detected_at"),
        (Kind.ACKNOWLEDGED, "acknowledged_at"),
    ],
)
def test_the_first_of_them_sets_a_time(kind: Kind, field: str) -> None:
    assert state(entry(5, kind), entry(2, kind), entry(9, kind)) == {field: iso(at(2))}


def test_the_declaration_sets_severity_status_and_time() -> None:
    assert state(entry(0, Kind.DECLARED, "SEV2: checkout: down")) == {
        "declared_at": iso(at(0)),
        "severity": "SEV2",
        "status": "investigating",
    }


def test_a_declaration_does_not_undo_a_status_that_was_there_before() -> None:
    folded = state(entry(0, Kind.STATUS, "monitoring"), entry(5, Kind.DECLARED, "SEV1"))
    assert folded["status"] == "monitoring"


def test_severity_and_status_are_read_in_the_forms_people_type() -> None:
    assert state(entry(0, Kind.SEVERITY, "sev-3: less"), entry(1, Kind.STATUS, "Mitigating")) == {
        "severity": "SEV3",
        "status": "identified",
    }


def test_the_last_mitigation_counts_for_an_earlier_one_did_not_hold() -> None:
    assert state(entry(1, Kind.MITIGATED), entry(7, Kind.MITIGATED)) == {"mitigated_at": iso(at(7))}


@pytest.mark.parametrize("word", ["resolved", "closed"])
def test_the_end_has_a_time_and_promises_nothing(word: str) -> None:
    promise = entry(0, Kind.UPDATE, "told\n- Next update: 2026-03-04T16:00:00Z")
    expected = {"status": word, f"{word}_at": iso(at(9)), "next_update_at": None}
    assert state(promise, entry(9, Kind(word))) == expected
    assert state(promise, entry(9, Kind.STATUS, word)) == expected


def test_reopening_takes_the_ends_back() -> None:
    ended = [entry(1, Kind.MITIGATED), entry(2, Kind.RESOLVED), entry(3, Kind.CLOSED)]
    folded = state(*ended, entry(4, Kind.REOPENED))
    assert folded == {
        "status": "investigating",
        "mitigated_at": None,
        "resolved_at": None,
        "closed_at": None,
        "next_update_at": None,
    }
    again = state(*ended, entry(4, Kind.REOPENED), entry(5, Kind.RESOLVED))
    assert (again["status"], again["resolved_at"]) == ("resolved", iso(at(5)))


@pytest.mark.parametrize(
    ("texts", "folded"),
    [
        (["commander @alice"], {"commander": "alice"}),
        (["commander @alice", "commander @bob: rested"], {"commander": "bob"}),
        (["ic @alice", "IC @bob"], {"commander": "bob"}),
        (["commander @alice", "commander nobody"], {"commander": None}),
        (["commander @alice", "commander not @alice"], {"commander": None}),
        (["commander @alice", "commander not @bob"], {"commander": "alice"}),
        (["commander alice"], {"commander": "alice"}),
        (["sme @dan", "sme @erin", "sme @dan"], {"sme": ["erin", "dan"]}),
        (["sme @dan", "sme @erin", "sme not @dan"], {"sme": ["erin"]}),
        (["sme @dan", "sme not @dan"], {"sme": None}),
        (["sme @dan", "sme @erin", "sme nobody"], {"sme": None}),
        (["commander @alice", "boss @x", "commander", "a b c d", ""], {"commander": "alice"}),
    ],
)
def test_roles(texts: list[str], folded: dict[str, Value]) -> None:
    entries = [entry(minute, Kind.ROLE, text) for minute, text in enumerate(texts)]
    assert state(*entries) == {f"roles.{role}": value for role, value in folded.items()}


def test_an_update_sets_the_next_promise_and_one_without_ends_it() -> None:
    promise = entry(0, Kind.UPDATE, "told\n- Next update: 2026-03-04T16:00:00Z")
    assert state(promise) == {"next_update_at": "2026-03-04T16:00:00Z"}
    assert state(promise, entry(1, Kind.UPDATE, "told")) == {"next_update_at": None}


def test_a_correction_sets_a_time_and_takes_one_away() -> None:
    started = entry(0, Kind.STARTED)
    corrected = entry(9, Kind.CORRECTED, "started_at 2026-03-04 14:30; changed by hand")
    assert state(started, corrected) == {"started_at": "2026-03-04T14:30:00Z"}
    assert state(started, entry(9, Kind.CORRECTED, "started_at none; why")) == {"started_at": None}


def test_merged_into_another_one_is_closed_and_from_another_one_is_as_it_was() -> None:
    declared, into = entry(0, Kind.DECLARED, "SEV2"), entry(9, Kind.MERGED, "into 2026-03-04-x: y")
    assert state(declared, into)["status"] == "closed"
    assert state(declared, into)["closed_at"] == state(declared, entry(9, Kind.CLOSED))["closed_at"]
    assert state(into)["next_update_at"] is None
    assert state(declared, entry(9, Kind.MERGED, "from 2026-03-04-x")) == state(declared)
    closed = entry(5, Kind.CLOSED)
    assert state(closed, into) == state(closed)
    assert state(closed, entry(7, Kind.REOPENED), into)["status"] == "closed"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.SEVERITY, "very bad"),
        (Kind.MERGED, "with 2026-03-04-x"),
        (Kind.MERGED, "into"),
        (Kind.MERGED, "into x and y: why"),
        (Kind.STATUS, "fine"),
        (Kind.ROLE, "boss @alice"),
        (Kind.HANDOFF, "offered boss to @alice"),
        (Kind.HANDOFF, "offered commander to @bob or @carol"),
        (Kind.CORRECTED, "title x"),
        (Kind.CORRECTED, "started_at soon"),
    ],
)
def test_a_value_that_cannot_be_read_says_nothing_and_is_not_taken(kind: Kind, text: str) -> None:
    assert state(entry(0, kind, text)) == {}
    with pytest.raises(UsageError):
        check_text(kind, text)


def test_every_kind_folds_and_has_its_text_checked_or_free() -> None:
    for kind in Kind:
        fold([entry(0, kind)])
        if kind not in TEXTS or kind is Kind.UPDATE:
            check_text(kind, "any text")


# Texts that carry a value


@given(
    st.sampled_from(["SEV1", "monitoring", "commander @alice"]),
    st.text(alphabet=st.sampled_from("ab: `\n")).map(lambda text: clean_block(text).strip()),
)
def test_value_and_reason_come_apart_again(value: str, reason: str) -> None:
    assert value_and_reason(said(value, reason)) == (value, reason)


def test_a_reason_that_opens_with_code() -> None:
    assert said("SEV1", "\n```\nx\n```") == "SEV1:\n```\nx\n```"
    assert value_and_reason("SEV1:\n```\nx\n```") == ("SEV1", "```\nx\n```")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("commander @alice", (Role.COMMANDER, True, "alice")),
        ("ic nobody", (Role.COMMANDER, False, "")),
        ("sme not @dan", (Role.SME, False, "dan")),
    ],
)
def test_reading_a_role(text: str, expected: tuple[Role, bool, str]) -> None:
    assert read_role(text) == expected


@pytest.mark.parametrize("text", ["", "commander", "tech lead @x", "commander @a @b", "a b c d"])
def test_what_says_no_role(text: str) -> None:
    with pytest.raises(UsageError):
        read_role(text)


def test_reading_a_correction() -> None:
    for field in TIME_FIELDS:
        assert read_correction(f"{field} none") == (field, None)
    assert read_correction("closed_at 2026-03-04 15:20") == ("closed_at", "2026-03-04T15:20:00Z")


@pytest.mark.parametrize(
    ("text", "promise"),
    [
        ("told\n- Next update: 2026-03-04T15:30:00Z", at(30)),
        ("Next update: 2026-03-04 15:30", at(30)),
        ("- Next update: 2026-03-04T15:10:00Z\n- Next update: 2026-03-04T15:30:00Z", at(30)),
        ("no Next update: 2026-03-04T15:30:00Z", None),
        ("- Next update: soon", None),
        ("told", None),
    ],
)
def test_the_promise_of_an_update(text: str, promise: datetime | None) -> None:
    assert next_update(entry(0, Kind.UPDATE, text)) == promise


def test_the_points_of_an_update() -> None:
    text = "Two things:\n- API: down\n- ETA: 5m\n- Next update: 2026-03-04T16:00:00Z\n  - Known: x"
    assert points(text) == ["- ETA: 5m", "- Next update: 2026-03-04T16:00:00Z"]


# Redaction


@pytest.mark.parametrize(
    ("kind", "text", "left"),
    [
        (Kind.NOTE, "secret: x\nmore", "[gone]"),
        (Kind.SEVERITY, "SEV1: secret\nmore", "SEV1: [gone]"),
        (Kind.STATUS, "monitoring", "monitoring: [gone]"),
        (Kind.ROLE, "commander @alice: secret", "commander @alice: [gone]"),
        (Kind.DECLARED, "SEV2: secret", "SEV2: [gone]"),
        (
            Kind.CORRECTED,
            "started_at 2026-03-04T15:20:00Z; secret",
            "started_at 2026-03-04T15:20:00Z; [gone]",
        ),
        (Kind.MERGED, "into 2026-03-04-x: secret", "into 2026-03-04-x: [gone]"),
        (Kind.UPDATE, "secret", "[gone]"),
        (
            Kind.UPDATE,
            "secret\n- Known: secret\n- Next update: 2026-03-04T16:00:00Z",
            "[gone]\n- Next update: 2026-03-04T16:00:00Z",
        ),
        (Kind.LINKED, "related https://x.example/?token=secret", "[gone]"),
        # What is no value is not kept in its place
        (Kind.SEVERITY, "secret: SEV1", "[gone]"),
        (Kind.DECLARED, "secret", "[gone]"),
        (Kind.ROLE, "secret", "[gone]"),
        (Kind.CORRECTED, "secret; x", "[gone]"),
    ],
)
def test_what_is_left_of_a_redacted_entry(kind: Kind, text: str, left: str) -> None:
    assert without_words(entry(0, kind, text), "[gone]") == left


@given(timelines.filter(bool), st.data())
def test_redacting_keeps_the_state(entries: list[Entry], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(entries) - 1))
    redacted = entries[place]._replace(text=without_words(entries[place], "[gone]"))
    assert fold([*entries[:place], redacted, *entries[place + 1 :]]) == fold(entries)


# Places


@given(timelines, timelines)
def test_an_entry_inserted_into_a_sorted_list_keeps_it_sorted(
    entries: list[Entry], new: list[Entry]
) -> None:
    placed = sorted(entries, key=lambda one: one.order)
    for one in new:
        placed.insert(insertion_point(placed, one), one)
    assert [one.order for one in placed] == sorted(one.order for one in placed)


def test_an_entry_goes_behind_those_of_its_minute_whatever_their_order() -> None:
    entries = [entry(5, Kind.NOTE, name="b"), entry(5, Kind.NOTE, name="a"), entry(9, Kind.NOTE)]
    assert insertion_point(entries, entry(5, Kind.NOTE, name="c")) == 2
    assert insertion_point(entries, entry(1, Kind.NOTE)) == 0
    assert insertion_point([], entry(1, Kind.NOTE)) == 0


def test_the_newest_id() -> None:
    assert newest_id([]) is newest_id([Entry(START, Kind.NOTE, "bob", "by hand")]) is None
    assert newest_id([entry(9, Kind.NOTE, name="a"), entry(1, Kind.NOTE, name="b")]) == "b"


def test_the_first_line_is_the_first_that_says_something() -> None:
    assert entry(0, Kind.NOTE, "\n```\nx\n```").first_line == "```"
    assert entry(0, Kind.NOTE, "a\nb").first_line == "a"
