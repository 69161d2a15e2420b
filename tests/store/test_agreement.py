"""Whatever is done to a document, its front matter is what its timeline implies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inc.domain import vocabulary
from inc.domain.incident import Change, Facts, Incident
from inc.domain.ledger import ANSWERS
from inc.domain.operations import hypotheses, lifecycle, respond
from inc.domain.operations.assign import assign
from inc.domain.operations.correct import amend, redact
from inc.domain.operations.declare import Declaration, declare
from inc.domain.operations.handoff import confirm, decline, offer, take, withdraw
from inc.domain.operations.link import link
from inc.domain.operations.mitigate import mitigate
from inc.domain.operations.reconcile import disagreements, reconcile
from inc.domain.operations.ticking import tick, untick
from inc.domain.operations.update import StatusUpdate, update
from inc.domain.policy import Policy
from inc.domain.text import clean_block
from inc.domain.timeline import TIME_FIELDS, fold
from inc.domain.vocabulary import Audience, Kind, Link, Role, Severity, Status, Strategy
from inc.errors import IncError, Refused, UsageError
from inc.store import front_matter
from inc.store.document import Document, create
from inc.store.yaml_reading import FrontMatterError

NAME = "2026-03-04-checkout-failures"
PATH = f"incidents/2026/03/{NAME}.md"
NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
BODY = "## Summary\n\ntext\n\n## Timeline\n\n## After\n"
UNGATED = Policy({"preset": "ungated"})
Operation = Callable[[Incident, Facts], Change]


def at(minute: int) -> datetime:
    return NOW + timedelta(minutes=minute)


def facts(minute: int, now: int) -> Facts:
    return Facts("alice", at(now), at(minute), count().__next__)


def parse(document: Document) -> Document:
    return Document.parse(document.data, PATH)


def incident(document: Document) -> Incident:
    return Incident(NAME, document.view, document.entries, lambda: document.tasks)


def done(document: Document, operation: Operation, given_: Facts) -> Document:
    """The document after an operation, or as it was where that is refused."""
    try:
        return parse(document.apply(operation(incident(document), given_)))
    except IncError:
        return document


# What people do

words = st.one_of(
    st.sampled_from(["", "SEV1", "x: y", "- Next update: 2026-03-04T17:00:00Z", "\n```\nx\n```"]),
    st.text(max_size=20),
).map(clean_block)
people = st.sampled_from(["alice", "bob", "carol"])
items = st.sampled_from(["Bridge call open", "Timeline complete", "alert", "33", "none of them"])
minutes = st.integers(-60, 60)
declarations = st.builds(
    Declaration,
    st.sampled_from(["Checkout failures", "# x: 'y'", '`-- "z"']),
    st.sampled_from(Severity),
    words,
    words,
    roles=st.dictionaries(st.sampled_from(Role), people.map(lambda who: [who]), max_size=3),
    started=st.none() | minutes.map(at),
)


def _any_entry(found: Incident, place: int) -> Any:
    return found.entries[place % len(found.entries)]


operations: st.SearchStrategy[Operation] = st.one_of(
    st.builds(
        lambda text, kind: lambda found, given_: respond.log(found, given_, text, kind),
        *(words, st.none() | st.sampled_from(Kind)),
    ),
    st.builds(
        lambda *told: lambda found, given_: update(found, given_, UNGATED, StatusUpdate(*told)),
        *(words, st.sampled_from(Audience), st.none() | st.sampled_from(Status), words, words),
        *(st.just(""), st.just(""), st.just(""), st.none() | minutes.map(at)),
    ),
    st.builds(
        lambda level, why: (
            lambda found, given_: respond.set_severity(found, given_, Policy(), level, why)
        ),
        *(st.sampled_from(Severity), words),
    ),
    st.builds(
        lambda role, who, why, remove: (
            lambda found, given_: assign(found, given_, role, who, why, remove=remove)
        ),
        *(st.sampled_from(Role), st.lists(people, max_size=2), words, st.booleans()),
    ),
    st.builds(
        lambda who, role, to, why: (
            lambda found, given_: offer(found, given_._replace(author=who), role, to, why)
        ),
        *(people, st.sampled_from(Role), people, words),
    ),
    st.builds(
        lambda step, who, role, text: (
            lambda found, given_: step(found, given_._replace(author=who), role, text)
        ),
        *(st.sampled_from([take, confirm, withdraw, decline]), people),
        *(st.none() | st.sampled_from(Role), words),
    ),
    st.builds(
        lambda step, text: lambda found, given_: step(found, given_, text),
        *(st.sampled_from([lifecycle.reopen, respond.acknowledge]), words),
    ),
    st.builds(
        lambda step, text, policy, override: (
            lambda found, given_: step(found, given_, policy, text, override)
        ),
        *(st.sampled_from([lifecycle.resolve, lifecycle.close]), words),
        *(st.sampled_from([Policy(), UNGATED]), st.sampled_from(["", "the reason why"])),
    ),
    st.builds(
        lambda item, skip: lambda found, given_: tick(found, given_, Policy(), [item], skip=skip),
        *(items, st.sampled_from(["", "one room"])),
    ),
    st.builds(
        lambda item, why: lambda found, given_: untick(found, given_, Policy(), [item], why),
        *(items, words),
    ),
    st.builds(
        lambda text, how, temporary: (
            lambda found, given_: mitigate(found, given_, Policy(), text, how, temporary=temporary)
        ),
        *(words, st.none() | st.sampled_from(Strategy), st.booleans()),
    ),
    st.builds(
        lambda kind, text: (
            lambda found, given_: hypotheses.answer(
                found, given_, hypotheses.find(found, "last"), kind, text
            )
        ),
        *(st.sampled_from(ANSWERS), words),
    ),
    st.builds(
        lambda how, why: lambda found, given_: link(found, given_, "https://x", how, why),
        *(st.sampled_from(Link), words),
    ),
    st.builds(
        lambda place, text, minute: (
            lambda found, given_: amend(
                found,
                given_,
                _any_entry(found, place),
                text,
                None if minute is None else at(minute),
            )
        ),
        *(st.integers(0, 20), st.none() | words, st.none() | minutes),
    ),
    st.builds(
        lambda place, why: (
            lambda found, given_: redact(found, given_, _any_entry(found, place), why)
        ),
        *(st.integers(0, 20), words),
    ),
)
steps = st.tuples(operations, st.builds(facts, minutes, minutes))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A document after some minutes of an incident."""
    change = declare(NAME, draw(declarations), facts(60, 60), Policy())
    document = create(change, BODY, PATH)
    for operation, given_ in draw(st.lists(steps, max_size=6)):
        document = done(document, operation, given_)
    return document


@settings(max_examples=120)
@given(documents())
def test_front_matter_and_timeline_agree_after_any_operations(document: Document) -> None:
    found = incident(document)
    assert disagreements(found) == []
    assert {path for path, value in fold(found.entries).items() if value is None} == {
        path for path in fold(found.entries) if found.stated(path) is None
    }
    assert document.text.endswith("\n## After\n")


@settings(max_examples=120)
@given(documents(), steps)
def test_an_operation_loses_no_entry_and_keeps_the_order(
    document: Document, step: tuple[Operation, Facts]
) -> None:
    after = done(document, *step)
    ids = [entry.id for entry in document.entries]
    kept = [entry.id for entry in after.entries if entry.id in ids]
    assert sorted(kept) == sorted(ids)
    orders = [entry.order for entry in after.entries]
    assert orders == sorted(orders)


def unordered(value: object) -> object:
    """A list that is written keeps the order that people gave it."""
    return sorted(value) if isinstance(value, list) else value


@given(documents(), steps)
def test_what_an_operation_says_is_what_the_document_holds(
    document: Document, step: tuple[Operation, Facts]
) -> None:
    try:
        change = step[0](incident(document), step[1])
    except IncError:
        return
    after = parse(document.apply(change))
    assert set(change.touched) <= set(after.entries)
    for path, value in change.fields.items():
        assert unordered(incident(after).stated(path)) == unordered(value)
    assert set(change.actions) <= set(after.tasks.actions)
    assert {(box.text, box.state) for box in change.boxes} <= {
        (box.text, box.state) for box in after.tasks.boxes
    }


# What people do by hand

hand_edits = st.one_of(
    st.tuples(
        st.just(("severity",)), st.sampled_from(["SEV1", "sev-2", "Sev 3", "4", None, "bad"])
    ),
    st.tuples(
        st.just(("status",)),
        st.sampled_from(["mitigating", "Monitoring", "resolved", "closed", "open", None, "bad"]),
    ),
    st.tuples(
        st.tuples(st.just("roles"), st.sampled_from(["commander", "ic", "sme", "driver"])),
        st.sampled_from(["bob", "@carol", ["bob", "carol"], ["@dan"], [], None]),
    ),
    st.tuples(
        st.sampled_from(
            ["started_at", "declared_at", "mitigated_at", "resolved_at", "closed_at"]
        ).map(lambda field: (field,)),
        minutes.map(lambda minute: f"{at(minute):%Y-%m-%d %H:%M}") | st.just(None) | st.just("bad"),
    ),
    st.tuples(st.just(("next_update_at",)), st.sampled_from(["2026-03-04T19:00:00+01:00", None])),
)
hand_entries = st.sampled_from(
    [
        "- 15:31 **severity** SEV4",
        "- 15:32 @bob looked\n  at it",
        "- 15:33 **status** closed",
        "- 15:34 **role** sme @erin",
        "- 23:59 **severity** SEV1",
    ]
)


def by_hand(document: Document, edits: list[Any], lines: list[str]) -> Document:
    block = document.block
    for path, value in edits:
        try:
            edit = front_matter.remove if value is None else front_matter.assign
            block = edit(block, path, *([] if value is None else [value]))
        except FrontMatterError:
            continue
    text = document.text.replace(document.block, block)
    for line in lines:
        text = text.replace("\n## After", f"{line}\n\n## After")
    return Document.parse(text.encode(), PATH)


@settings(max_examples=150)
@given(documents(), st.lists(hand_edits, max_size=4), st.lists(hand_entries, max_size=2))
def test_reconciling_makes_the_timeline_say_what_was_edited(
    document: Document, edits: list[Any], lines: list[str]
) -> None:
    edited = by_hand(document, edits, lines)
    try:
        change = reconcile(incident(edited), facts(60, 60))
    except Refused:
        assert disagreements(incident(edited)) == []
        return
    except UsageError:
        assert any(
            value == "bad" or path == ("roles", "ic") or value == ["bob", "carol"]
            for path, value in edits
        )
        return
    after = parse(edited.apply(change))
    found = incident(after)
    assert disagreements(found) == []
    assert all(entry.id for entry in found.entries)
    with pytest.raises(Refused):
        reconcile(found, facts(60, 60))
    meant = incident(edited)
    assert not meant.severity or found.severity == vocabulary.severity(meant.severity)
    assert not meant.status or found.status == vocabulary.status(meant.status)
    for field in TIME_FIELDS[:-1]:
        assert not meant.time(field) or found.time(field) == meant.time(field)
