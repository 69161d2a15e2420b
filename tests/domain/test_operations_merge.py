"""Two incidents become one: every entry is kept, and what governs stays its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc.domain.incident import Change, Facts, Incident
from inc.domain.operations.merge import merge, sources
from inc.domain.operations.reconcile import disagreements
from inc.domain.policy import Policy
from inc.domain.tasks import DONE, ActionItem, Box, Tasks
from inc.domain.timeline import Entry, fold
from inc.domain.vocabulary import Kind
from inc.errors import Refused, UsageError

THIS, OTHER = "2026-03-04-checkout", "2026-03-04-search"
NOW = datetime(2026, 3, 4, 16, 0, tzinfo=UTC)
FACTS = Facts("alice", NOW, NOW, count().__next__)
Told = tuple[int, Kind, str]


def entries(letter: str, told: Sequence[Told]) -> list[Entry]:
    """Entries at minutes after 15:00, with ids of their own."""
    start = NOW - timedelta(hours=1)
    return [
        Entry(start + timedelta(minutes=minute), kind, "bob", text, f"0{letter}{number:010}")
        for number, (minute, kind, text) in enumerate(told)
    ]


def incident(name: str, *told: Told, tasks: Tasks | None = None, **fields: Any) -> Incident:
    """An incident whose front matter agrees with its entries."""
    written = entries(name[11], told)
    stated: dict[str, Any] = {"id": name}
    for path, value in fold(written).items():
        if value is not None and len(path) == 1:
            stated[path[0]] = value
        elif value is not None:
            stated.setdefault(path[0], {})[path[1]] = value
    return Incident(name, stated | fields, written, lambda: tasks or Tasks())


DECLARED = (5, Kind.DECLARED, "SEV1: Checkout fails")
BASE = incident(THIS, DECLARED, (6, Kind.ROLE, "commander @ann"))
SLOW = (2, Kind.DECLARED, "SEV3: Search is slow")


def joined(this: Incident, other: Incident, why: str = "") -> tuple[Change, Change]:
    return merge(this, other, FACTS, Policy({}), why)


def after(this: Incident, change: Change) -> dict[tuple[str, ...], object]:
    return dict(fold([*this.entries, *change.added]))


def texts(entries: Sequence[Entry]) -> list[tuple[str, str]]:
    return [(entry.kind.value, entry.text) for entry in entries]


def test_entries_come_with_their_ids_and_what_governs_comes_as_a_note() -> None:
    other = incident(
        OTHER,
        (0, Kind.STARTED, "Impact begins"),
        SLOW,
        (3, Kind.ROLE, "commander @carol"),
        (7, Kind.HYPOTHESIS, "the index"),
        (8, Kind.SEVERITY, "SEV2: worse"),
        (9, Kind.STATUS, "identified"),
        (10, Kind.MITIGATED, "restarted"),
    )
    change, _ = joined(BASE, other, "same database")
    assert texts(change.added) == [
        ("started", "Impact begins"),
        ("note", f"declared in {OTHER}: SEV3: Search is slow"),
        ("note", f"role in {OTHER}: commander @carol"),
        ("hypothesis", "the index"),
        ("note", f"severity in {OTHER}: SEV2: worse"),
        ("note", f"status in {OTHER}: identified"),
        ("mitigated", "restarted"),
        ("merged", f"from {OTHER}: same database"),
    ]
    came = change.added[:-1]
    assert [(one.id, one.at, one.author) for one in came] == [
        (one.id, one.at, one.author) for one in other.entries
    ]
    assert change.subject == f"{THIS}: merged {OTHER}"
    assert change.fields["started_at",] == "2026-03-04T15:00:00Z"
    assert change.fields["mitigated_at",] == "2026-03-04T15:10:00Z"


def test_what_is_left_rests_on_its_own_entries_and_is_closed() -> None:
    other = incident(
        OTHER, SLOW, (3, Kind.ROLE, "commander @carol"), (7, Kind.NOTE, "a note"), aliases=["X-1"]
    )
    _, left = joined(BASE, other, "same database")
    assert texts(left.dropped) == [("note", "a note")]
    assert texts(left.added) == [("merged", f"into {THIS}: same database")]
    kept = [one for one in other.entries if one not in left.dropped]
    state = fold([*kept, *left.added])
    assert (state["status",], state["closed_at",]) == ("closed", "2026-03-04T16:00:00Z")
    assert left.fields == {
        ("status",): "closed",
        ("closed_at",): "2026-03-04T16:00:00Z",
        ("next_update_at",): None,
        ("aliases",): None,
        ("merged_into",): THIS,
    }


def test_one_that_was_closed_before_keeps_the_time_of_it() -> None:
    other = incident(OTHER, SLOW, (8, Kind.RESOLVED, "Resolved"), (9, Kind.CLOSED, "Closed"))
    change, left = joined(BASE, other)
    assert left.fields["closed_at",] == "2026-03-04T15:09:00Z"
    assert after(BASE, change)["status",] == "investigating"


def test_an_earlier_merge_does_not_leave_what_is_left_open() -> None:
    other = incident(OTHER, SLOW, (50, Kind.STATUS, "monitoring"))
    early = FACTS._replace(at=NOW - timedelta(minutes=30))
    change, left = merge(BASE, other, early, Policy({}), "")
    assert change.added[-1].at == early.at
    assert left.fields["status",] == "closed"
    assert left.added[0].at == NOW - timedelta(minutes=10)


@pytest.mark.parametrize("text", ["still down", "something else"])
def test_an_id_of_both_names_two_entries_unless_they_are_one(text: str) -> None:
    here = Entry(NOW, Kind.NOTE, "bob", "still down", "0c0000000009")
    this = BASE._replace(entries=[*BASE.entries, here])
    there = here._replace(text=text)
    change, _ = joined(this, incident(OTHER, SLOW)._replace(entries=[there]))
    came = change.added[:-1]
    assert len(came) == (text != "still down")
    assert all(one.text == text and one.id > here.id for one in came)


def test_an_entry_without_an_id_gets_one() -> None:
    bare = Entry(NOW, Kind.NOTE, "", "by hand")
    change, left = joined(BASE, incident(OTHER, SLOW)._replace(entries=[bare, bare]))
    ids = [one.id for one in change.added]
    assert all(ids)
    assert len(set(ids)) == len(ids) == 3
    assert left.added[0].id == ids[-1] == max(ids)


def test_beginnings_that_only_the_front_matter_states_become_entries() -> None:
    other = incident(OTHER, SLOW, started_at="2026-03-04T14:00:00Z")
    this = incident(THIS, DECLARED, detected_at="2026-03-04T15:03:00Z")
    change, _ = joined(this, other)
    assert ("started", f"As {OTHER} states it") in texts(change.added)
    assert after(this, change)["started_at",] == "2026-03-04T14:00:00Z"
    assert after(this, change)["detected_at",] == "2026-03-04T15:03:00Z"


def test_a_beginning_that_was_corrected_comes_as_it_was_corrected() -> None:
    other = incident(
        OTHER,
        (0, Kind.STARTED, "Impact begins"),
        SLOW,
        (9, Kind.CORRECTED, "started_at 2026-03-04T15:01:00Z; the graph"),
    )
    change, _ = joined(BASE, other)
    assert change.fields["started_at",] == "2026-03-04T15:01:00Z"
    assert ("note", f"started in {OTHER}: Impact begins") in texts(change.added)


def test_a_mitigation_that_did_not_hold_does_not_mitigate_here() -> None:
    told = (SLOW, (8, Kind.MITIGATED, "restarted"), (9, Kind.REOPENED, "it is back"))
    change, _ = joined(BASE, incident(OTHER, *told))
    assert after(BASE, change).get(("mitigated_at",)) is None
    change, _ = joined(BASE, incident(OTHER, *told[:2]))
    assert after(BASE, change)["mitigated_at",] == "2026-03-04T15:08:00Z"


def test_fields_are_united_and_what_this_one_says_stays() -> None:
    this = incident(THIS, DECLARED, services=["checkout"], impact="no orders", links=["related x"])
    other = incident(
        OTHER,
        SLOW,
        services=["search", "checkout"],
        tags="db",
        aliases=["X-1"],
        links=[f"duplicate-of {THIS}", "related y"],
        impact="slow",
        channel="#search",
        type="vendor",
        vendor="Acme",
    )
    change, _ = joined(this, other)
    assert change.fields == {
        ("services",): ["checkout", "search"],
        ("tags",): ["db"],
        ("links",): ["related x", "related y"],
        ("aliases",): ["X-1"],
        ("channel",): "#search",
        ("type",): "vendor",
        ("vendor",): "Acme",
    }
    assert joined(incident(THIS, DECLARED), other)[0].fields["impact",] == "slow"


def test_what_people_added_to_lists_comes_along_and_standard_lines_do_not() -> None:
    mine = Box("Declare", "Call the mayor", DONE)
    both = Box("Resolve", "Ask Bob")
    standard = Box("Declare", "Triage confirms user impact (asked carol)", DONE)
    fix, same = ActionItem("Fix the index", id="a1b2"), ActionItem("Buy a disk", id="c3d4")
    this = incident(
        THIS, DECLARED, tasks=Tasks((Box("resolve", "ask  bob"),), (same._replace(id=""),))
    )
    other = incident(OTHER, SLOW, tasks=Tasks((standard, mine, both), (fix, same)))
    change, _ = joined(this, other)
    assert (change.boxes, change.actions) == ((mine,), (fix,))


def test_one_that_becomes_of_a_type_gets_the_checklist_of_it() -> None:
    vendor = incident(OTHER, SLOW, type="vendor", vendor="Acme")
    titles = {box.checklist for box in joined(BASE, vendor)[0].boxes}
    assert "Vendor" in titles
    of_a_type = incident(THIS, DECLARED, type="security")
    change, _ = joined(of_a_type, vendor)
    assert (change.boxes, ("type",) in change.fields) == ((), False)


def test_the_stub_of_a_restricted_incident_is_restricted() -> None:
    this = incident(THIS, DECLARED, visibility="restricted")
    assert joined(this, incident(OTHER, SLOW))[1].fields["visibility",] == "restricted"


@pytest.mark.parametrize(
    ("this", "other", "problem", "what"),
    [
        ({}, {"id": THIS}, UsageError, "into itself"),
        ({}, {"merged_into": "2026-03-04-x"}, Refused, f"{OTHER} was merged into 2026-03-04-x"),
        ({"merged_into": "2026-03-04-x"}, {}, Refused, f"{THIS} was merged into 2026-03-04-x"),
        ({}, {"visibility": "restricted"}, Refused, "leave its circle"),
        ({"drill": True}, {}, Refused, f"{THIS} is a drill and {OTHER} is not"),
        ({}, {"drill": True}, Refused, f"{OTHER} is a drill and {THIS} is not"),
    ],
)
def test_what_is_refused(
    this: dict[str, Any], other: dict[str, Any], problem: type[Exception], what: str
) -> None:
    with pytest.raises(problem, match=what):
        joined(incident(THIS, DECLARED, **this), incident(other.get("id", OTHER), SLOW, **other))


def test_two_drills_and_two_restricted_ones_are_joined() -> None:
    for both in ({"drill": True}, {"visibility": "restricted"}):
        assert joined(incident(THIS, DECLARED, **both), incident(OTHER, SLOW, **both))


def test_where_entries_came_from() -> None:
    told = [(1, Kind.MERGED, f"from {OTHER}: why"), (2, Kind.MERGED, "into 2026-01-01-x")]
    assert sources(incident(THIS, DECLARED, *told)) == [OTHER]


PEOPLE = st.sampled_from(["commander @dan", "sme @eve", "sme not @eve", "commander nobody"])
TOLD = st.one_of(
    st.tuples(st.integers(0, 59), st.just(Kind.SEVERITY), st.sampled_from(["SEV1", "SEV4: x"])),
    st.tuples(st.integers(0, 59), st.just(Kind.STATUS), st.sampled_from(["identified", "closed"])),
    st.tuples(st.integers(0, 59), st.just(Kind.ROLE), PEOPLE),
    st.tuples(
        st.integers(0, 59),
        st.sampled_from([kind for kind in Kind if kind is not Kind.UPDATE]),
        st.sampled_from(["SEV2", "a text", "into 2026-01-01-y", "resolved_at none; x"]),
    ),
)


def applied(before: Incident, change: Change) -> Incident:
    """The incident as its document says it after the change."""
    fields: dict[str, Any] = {**before.fields, "roles": dict(before.fields.get("roles", {}))}
    for path, value in change.fields.items():
        place = fields[path[0]] if len(path) > 1 else fields
        place[path[-1]] = value
    kept = [one for one in before.entries if one not in change.dropped]
    return Incident(before.id, fields, [*kept, *change.added])


ANYTHING = st.one_of(
    TOLD,
    st.tuples(
        st.integers(0, 59),
        st.just(Kind.UPDATE),
        st.sampled_from(["told", "told\n- Next update: 2026-03-04T17:00:00Z"]),
    ),
)


@given(st.lists(ANYTHING, max_size=8), st.lists(ANYTHING, max_size=8))
def test_both_front_matters_say_what_their_timelines_imply(
    mine: list[Told], theirs: list[Told]
) -> None:
    this, other = incident(THIS, DECLARED, *mine), incident(OTHER, SLOW, *theirs)
    change, left = joined(this, other)
    assert disagreements(applied(this, change)) == []
    assert disagreements(applied(other, left)) == []


@given(st.lists(TOLD, max_size=8), st.lists(TOLD, max_size=8))
def test_severity_status_and_roles_stay_its_own_whatever_the_other_says(
    mine: list[Told], theirs: list[Told]
) -> None:
    this, other = incident(THIS, DECLARED, *mine), incident(OTHER, SLOW, *theirs)
    change, left = joined(this, other)
    before, now = fold(this.entries), after(this, change)
    for path in {*before, *now}:
        if path[0] in ("severity", "status", "roles", "declared_at", "resolved_at", "closed_at"):
            assert now.get(path) == before.get(path), path
    assert left.fields["status",] == "closed"
    came = {one.id for one in change.added}
    kept = [one for one in other.entries if one not in left.dropped]
    assert {one.id for one in other.entries} <= came
    assert fold([*kept, *left.added])["status",] == "closed"
