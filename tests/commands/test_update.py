"""`inc update`: what people are told, as text and as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Cli


def test_each_point_has_a_line_of_its_own(declared: Cli) -> None:
    answer = declared(
        *("update", "Rolling restart under way", "--status", "identified", "--impact", "20% fail"),
        *("--known", "pool saturated", "--doing", "restarting", "--eta", "15 min"),
        *("--workaround", "retry", "--next", "30m", "--json"),
    ).json
    status, update = answer["entries"]
    assert (status["kind"], status["text"]) == ("status", "identified")
    assert (update["kind"], update["audience"]) == ("update", "internal")
    assert update["text"].split("\n") == [
        "Rolling restart under way",
        "- Status: Identified",
        "- Impact: 20% fail",
        "- Known: pool saturated",
        "- Doing: restarting",
        "- ETA: 15 min",
        "- Workaround: retry",
        "- Next update: 2026-03-04T16:02:00Z",
    ]
    assert answer["fields"] == {
        "status": "identified",
        "next_update_at": "2026-03-04T16:02:00Z",
        "impact": "20% fail",
    }


def test_a_point_alone_is_an_update(declared: Cli) -> None:
    entries = declared("update", "--known", "the pool", "--json").json["entries"]
    assert [entry["text"] for entry in entries] == ["Status update\n- Known: the pool"]


def test_an_update_without_a_promise_ends_the_last_one(declared: Cli) -> None:
    declared("update", "a", "--next", "16:00")
    assert declared("update", "b", "--json").json["fields"] == {"next_update_at": None}


def test_the_same_status_again_is_no_change_of_it(declared: Cli) -> None:
    answer = declared("update", "Still looking", "-s", "investigating", "--json").json
    assert [entry["kind"] for entry in answer["entries"]] == ["update"]


def test_a_status_may_resolve_close_and_reopen(declared: Cli) -> None:
    def kinds(status: str) -> list[str]:
        entries = declared("update", "so", "--status", status, "--json").json["entries"]
        return [entry["kind"] for entry in entries]

    assert kinds("resolved") == ["resolved", "update"]
    assert kinds("closed") == ["closed", "update"]
    assert kinds("monitoring") == ["reopened", "status", "update"]
    ran = declared("update", "so", "--status", "closed", ok=False)
    assert ran.code == 1
    assert "only a resolved incident is closed" in ran.err


@pytest.mark.parametrize(("typed", "read"), [("customers", "customer"), ("exec", "executive")])
def test_audiences_as_people_type_them(typed: str, read: str, declared: Cli) -> None:
    entry = declared("update", "x", "-a", typed, "--json").json["entries"][0]
    assert entry["audience"] == read


@pytest.mark.parametrize(
    ("args", "what", "hint"),
    [
        ((), "the update says nothing", "Give text, --status, --impact, --known"),
        (("x", "-s", "fixed"), "'fixed' is not a status", "One of: investigating"),
        (("x", "-a", "boss"), "'boss' is not an audience", "One of: responders"),
        (("x", "--next", "5"), "'5' is a bare number", "Type 5m."),
        (("x", "--next", "10:00"), "'10:00' has passed", "Type 'tomorrow 10:00'"),
    ],
)
def test_what_is_refused(args: tuple[str, ...], what: str, hint: str, declared: Cli) -> None:
    ran = declared("update", *args, ok=False)
    assert ran.code == 2
    first, second = ran.err.split("\n")[:2]
    assert first.startswith(f"inc: {what}")
    assert second.startswith(f"     {hint}")
