"""Two versions of an incident, and words that were taken out since."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from inc.domain.hindsight import (
    VEIL,
    Difference,
    changed_fields,
    differences,
    redacted_since,
    taken_out,
    veiled,
    veiled_value,
)
from inc.domain.incident import Incident
from inc.domain.tasks import ActionItem, Box, Tasks
from inc.domain.timeline import Entry
from inc.domain.vocabulary import Kind

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
SECRET = "Jane Doe called"
GONE = "[redacted by @alice: a name]"


def entry(text: str, id: str = "0j4haaaaaaaa", minute: int = 0, kind: Kind = Kind.NOTE) -> Entry:
    return Entry(NOON.replace(minute=minute), kind, "alice", text, id)


def changes(before: list[Entry], after: list[Entry]) -> list[str]:
    return [one.change for one in differences(before, after)]


def test_what_became_of_an_entry() -> None:
    one = entry("one")
    assert changes([], [one]) == ["later"]
    assert changes([one], []) == ["removed"]
    assert changes([one], [entry("two")]) == ["amended"]
    assert changes([one], [entry("one", minute=5)]) == ["amended"]
    assert changes([one], [entry(GONE)]) == ["redacted"]
    assert changes([entry(GONE)], [one]) == ["amended"]
    assert changes([one], [one]) == []


def test_in_the_order_of_what_happened() -> None:
    late, early = entry("late", "b" * 12, 30), entry("early", "c" * 12, 10)
    assert differences([], [late, early]) == [
        Difference("later", None, early),
        Difference("later", None, late),
    ]


def test_entries_without_an_id_are_their_words() -> None:
    assert changes([entry("x", "")], [entry("x", ""), entry("x", "")]) == ["later"]
    assert changes([entry("x", "")], [entry("y", "")]) == ["removed", "later"]


def test_an_id_that_stands_there_twice() -> None:
    one, two = entry("one"), entry("two")
    assert changes([one], [one, two]) == ["later"]
    assert changes([one, two], [one, entry("three")]) == ["amended"]


def test_fields() -> None:
    before = {"title": "x", "roles": {"commander": "alice", "scribe": "bob"}, "tags": ["a"]}
    after = {"title": "x", "roles": {"commander": "carol"}, "tags": ["a", "b"], "new": 1}
    assert changed_fields(before, after) == [
        ("roles.commander", "alice", "carol"),
        ("tags", ["a"], ["a", "b"]),
        ("new", None, 1),
        ("roles.scribe", "bob", None),
    ]


# ------------------------------------------------------------------ words that were taken out


def test_which_entries_are_redacted_now() -> None:
    then = [entry(SECRET), entry("x", "b" * 12), entry(SECRET, "c" * 12)]
    now = [entry(GONE), entry("x", "b" * 12)]
    assert redacted_since(then, now, ()) == {"0j4haaaaaaaa": GONE}
    assert redacted_since(then, now, ["c" * 12, "b" * 12]) == {
        "0j4haaaaaaaa": GONE,
        "c" * 12: VEIL,
    }
    assert taken_out(then, {"0j4haaaaaaaa": GONE}) == then[:1]
    assert taken_out(now, {"0j4haaaaaaaa": GONE}) == []


def incident(*entries: Entry, **fields: Any) -> Incident:
    tasks = Tasks(
        [Box("resolve", "restored", "not-applicable", f"because {SECRET}")],
        [ActionItem(f"Ask: {SECRET}", "process", "bob")],
    )
    return Incident("2026-03-04-x", fields, entries, lambda: tasks)


def test_words_are_veiled_wherever_they_stand() -> None:
    then = incident(
        entry(SECRET),
        entry(f"again: {SECRET}", "b" * 12),
        entry("harmless", "c" * 12),
        impact=f"{SECRET}, and others",
        tags=["x", SECRET],
        own={"key": [SECRET]},
        status=SECRET,
        drill=True,
    )
    found = veiled(then, {"0j4haaaaaaaa": GONE}, incident(entry(GONE)))
    assert [one.text for one in found.entries] == [GONE, VEIL, "harmless"]
    assert found.fields == {
        "impact": VEIL,
        "tags": ["x", VEIL],
        "own": {"key": [VEIL]},
        "status": SECRET,
        "drill": True,
    }
    assert [one.text for one in found.actions] == [VEIL]
    assert [one.reason for one in found.boxes] == [VEIL]


def test_what_stands_there_to_this_day_is_no_secret() -> None:
    again = entry(f"again: {SECRET}", "b" * 12)
    then = incident(entry(SECRET), again, impact=SECRET)
    now = incident(entry(GONE), again, impact=SECRET)
    found = veiled(then, {"0j4haaaaaaaa": GONE}, now)
    assert [one.text for one in found.entries] == [GONE, again.text]
    assert found.fields == {"impact": SECRET}


def test_where_nothing_was_redacted_nothing_changes() -> None:
    then = incident(entry(SECRET))
    assert veiled(then, {}, then) is then


@pytest.mark.parametrize("name", ["status", "severity", "roles", "roles.commander", "started_at"])
def test_values_without_prose_are_not_veiled(name: str) -> None:
    assert veiled_value(name, SECRET, [entry(SECRET)]) == SECRET
