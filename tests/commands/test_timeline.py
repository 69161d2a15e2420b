"""`inc timeline`: when it happened, when it was written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Beginnings, Cli


@pytest.fixture
def story(declared: Cli, beginnings: Beginnings) -> Cli:
    return beginnings.grown(declared, _story)


def _story(declared: Cli) -> None:
    declared("log", "pods\nare gone")
    declared("log", "deploy of 14:15", "--at", "14:15")
    declared("update", "We look", "-a", "customer", "--at", "15:33:30")


def test_the_order_is_that_of_what_happened(story: Cli) -> None:
    rows = story("timeline").rows
    assert [row[:3] + row[4:] for row in rows] == [
        ["2026-03-04 14:15 UTC", "note", "@alice", "deploy of 14:15"],
        ["2026-03-04 15:31 UTC", "declared", "@alice", "SEV1: Checkout failures"],
        ["2026-03-04 15:32 UTC", "note", "@alice", "pods are gone"],
        ["2026-03-04 15:33:30 UTC", "update customer", "@alice", "We look"],
    ]
    assert all(row[3].startswith("^") and len(row[3]) == 5 for row in rows)


def test_how_late_an_entry_was_written_down(story: Cli) -> None:
    rows = story("timeline", "--recorded").rows
    assert [row[:3] for row in rows] == [
        ["2026-03-04 14:15 UTC", "2026-03-04 15:33 UTC", "1 h 18 min"],
        ["2026-03-04 15:31 UTC", "2026-03-04 15:31 UTC", ""],
        ["2026-03-04 15:32 UTC", "2026-03-04 15:32 UTC", ""],
        ["2026-03-04 15:33:30 UTC", "2026-03-04 15:34 UTC", ""],
    ]


def test_what_is_not_committed_says_so(story: Cli) -> None:
    document = next(story.folder.glob("incidents/*/*/*.md"))
    with document.open("a") as file:
        file.write("- 15:50 by hand\n")
    row = story("timeline", "--recorded").rows[-1]
    assert row == ["2026-03-04 15:50 UTC", "not committed", "", "note", "", "", "by hand"]
    entry = story("timeline", "--json").json["entries"][-1]
    assert (entry["id"], entry["recorded_at"], entry["author"]) == (None, None, None)


def test_an_amended_entry_keeps_its_first_record_time(story: Cli) -> None:
    story("amend", "last", "--text", "We look at it")
    entry = story("timeline", "--json").json["entries"][-1]
    assert (entry["text"], entry["recorded_at"]) == ("We look at it", "2026-03-04T15:34:00Z")


def test_what_a_program_gets(story: Cli) -> None:
    answer = story("timeline", "--json").json
    assert answer["version"] == 1
    assert answer["incident"] == "2026-03-04-checkout-failures"
    keys = {"id", "at", "kind", "audience", "author", "text", "recorded_at"}
    assert all(set(entry) == keys for entry in answer["entries"])
    lines = story("timeline", "checkout", "--jsonl").jsonl
    assert [{**entry, "version": 1} for entry in answer["entries"]] == lines
    assert lines[2]["text"] == "pods\nare gone"


def test_times_are_shown_in_the_zone_of_the_team(story: Cli) -> None:
    story("config", "set", "timezone", "Europe/Berlin")
    assert story("timeline").rows[0][0] == "2026-03-04 15:15 CET"
    assert story("timeline", "--json").json["entries"][0]["at"] == "2026-03-04T14:15:00Z"
