"""`inc ack`: somebody is on it, since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Cli


def test_it_needs_no_words(declared: Cli) -> None:
    ran = declared("ack")
    assert " (just now) acknowledged @alice — Acknowledged ^" in ran.out
    assert "\n  acknowledged_at: 2026-03-04T15:32:00Z\n" in ran.out
    assert ran.err == "Next: inc assign commander WHO (nobody is commander; SEV1 needs one)\n"


def test_the_first_one_counts(declared: Cli) -> None:
    declared("ack", "paged", "--at", "15:20", "--by", "bob")
    again = declared("ack", "me too", "--json").json
    assert again["fields"] == {}
    assert declared("show", "--json").json["incident"]["acknowledged_at"] == "2026-03-04T15:20:00Z"
    earlier = declared("ack", "seen on the phone", "--at", "15:10", "--json").json
    assert earlier["fields"] == {"acknowledged_at": "2026-03-04T15:10:00Z"}


def test_time_after_the_start(declared: Cli) -> None:
    assert declared("ack", "--at", "+0m", ok=False).code == 2
    declared.now = declared.now.replace(hour=16)
    assert declared("ack", "--at", "+15m", "--json").json["entries"][0]["at"].endswith("15:46:00Z")
