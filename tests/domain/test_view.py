"""An incident at an instant, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from inc.domain.incident import Incident
from inc.domain.policy import Policy
from inc.domain.tasks import ActionItem, Box, Tasks
from inc.domain.timeline import Entry
from inc.domain.view import View
from inc.domain.vocabulary import Kind

NOW = datetime(2026, 3, 4, 16, 0, tzinfo=UTC)
FIELDS: dict[str, Any] = {
    "severity": "SEV1",
    "status": "investigating",
    "declared_at": "2026-03-04T15:00:00Z",
}


def entry(minute: int, kind: Kind, text: str, audience: str = "", author: str = "bob") -> Entry:
    """An entry that many minutes after 15:00."""
    at = NOW + timedelta(minutes=minute - 60)
    return Entry(at, kind, author, text, f"{minute:012}", audience)


def view(
    *entries: Entry, own: dict[str, Any] | None = None, tasks: Tasks | None = None, **fields: Any
) -> View:
    found = Incident("x", FIELDS | fields, entries, lambda: tasks or Tasks())
    return View(found, Policy(own), NOW, UTC)


# Times


def test_the_day_is_left_out_where_it_is_todays() -> None:
    assert view().clock(NOW + timedelta(seconds=59)) == "16:00 UTC"
    assert view().clock(NOW - timedelta(days=1)) == "2026-03-03 16:00 UTC"
    tokyo = view()._replace(zone=ZoneInfo("Asia/Tokyo"))
    assert tokyo.clock(NOW - timedelta(hours=1, minutes=1)) == "2026-03-04 23:59 JST"
    assert tokyo.clock(NOW - timedelta(hours=1)) == "00:00 JST"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (120, "in 2 min"),
        (1, "in 1 s"),
        (0, "in 0 s"),
        (-1, "1 s overdue"),
        (-720, "12 min overdue"),
    ],
)
def test_a_countdown(seconds: int, told: str) -> None:
    assert view().countdown(NOW + timedelta(seconds=seconds)) == told


# People


def test_who_has_which_role() -> None:
    told = view(
        entry(40, Kind.HANDOFF, "offered commander to @carol: tired", author="alice"),
        roles={"commander": "alice", "sme": ["dan", "erin"]},
        severity="SEV2",
    )
    assert told.people() == [
        {"role": "commander", "who": "@alice → @carol (offered 20 min ago, not taken yet)"},
        {"role": "tech lead", "who": "nobody (required on SEV2)"},
        {"role": "sme", "who": "@dan, @erin"},
    ]
    taken = entry(50, Kind.HANDOFF, "taken commander: all\nis calm", author="carol")
    [pending] = told._replace(
        incident=told.incident._replace(entries=[*told.incident.entries, taken])
    ).handoffs()
    assert pending == {
        "role": "commander",
        "from": "alice",
        "to": "carol",
        "why": "tired",
        "status": "all is calm",
        "step": "taken 10 min ago, not confirmed yet",
    }


# Hypotheses and changes


def theory_at(minute: int) -> Entry:
    return entry(minute, Kind.HYPOTHESIS, "a leak")


@pytest.mark.parametrize(
    ("minute", "own", "told"),
    [
        (59, {}, "4 min left of 5 min"),
        (55, {}, "0 s left of 5 min"),
        (54, {}, "past its 5 min"),
        (54, {"limits": {"hypothesis": "10m"}}, "4 min left of 10 min"),
        (10, {"limits": {"hypothesis": "none"}}, ""),
    ],
)
def test_the_time_box_of_the_theory_that_is_tested(
    minute: int, own: dict[str, Any], told: str
) -> None:
    [one] = view(theory_at(minute), own=own).hypotheses()
    assert (one["state"], one["time_box"]) == ("open", told)


def test_only_the_open_one_has_a_time_box_and_only_while_it_burns() -> None:
    entries = [theory_at(1), theory_at(2), theory_at(3)]
    refuted = entry(4, Kind.REFUTED, "“a leak” (^000000000002): memory\nis flat")
    told = view(*entries, refuted).hypotheses()
    assert [one["state"] for one in told] == ["set aside", "refuted", "open"]
    assert [bool(one["time_box"]) for one in told] == [False, False, True]
    assert told[1]["evidence"] == "memory is flat"
    [over] = view(theory_at(3), status="resolved").hypotheses()
    assert over["time_box"] == ""


def test_changes_with_their_times_and_what_still_runs() -> None:
    entries = [
        entry(10, Kind.ACTION, "restarted"),
        entry(51, Kind.ACTION, "flag off"),
        entry(55, Kind.MITIGATED, "scaled (scale)"),
    ]
    told = view(*entries[:2], entry(55, Kind.ACTION, "drained")).changes()
    assert [(one["at"], one["text"], one["running"]) for one in told] == [
        ("15:10 UTC", "restarted", False),
        ("15:51 UTC", "flag off", True),
        ("15:55 UTC", "drained", True),
    ]
    assert [one["mitigated"] for one in view(*entries).changes()] == [False, False, True]
    assert not any(one["running"] for one in view(*entries[:2], status="resolved").changes())


def test_two_changes_at_once() -> None:
    both = [entry(55, Kind.ACTION, "flag off"), entry(56, Kind.ACTION, "drained")]
    assert view(both[0]).overlap() == ""
    assert view(*both).overlap().endswith("You will not know which one helped.")
    assert view(*both, own={"limits": {"change": "2m"}}).overlap() == ""
    assert view(*both, status="resolved").overlap() == ""


def test_what_was_asked_for_since_it_came_back() -> None:
    entries = [
        *(entry(1, Kind.NEED, "a DBA"), entry(2, Kind.NOTE, "a DBA comes")),
        entry(58, Kind.NEED, "a network engineer"),
    ]
    assert [one["text"] for one in view(*entries).needs()] == ["a DBA", "a network engineer"]
    back = view(*entries, entry(30, Kind.REOPENED, "again"))
    assert back.needs() == [{"text": "a network engineer", "by": "@bob, 2 min ago"}]


# Updates


def test_what_each_audience_was_told_and_hears_next() -> None:
    told = view(
        entry(50, Kind.UPDATE, "We look.\n- Next update: 2026-03-04T15:58:00Z", "internal"),
        entry(55, Kind.UPDATE, "Status update\n- Impact: all\n- ETA: 1 h", "customer"),
    ).updates()
    assert [(one["audience"], one["at"], one["text"], one["next"]) for one in told] == [
        ("internal", "15:50 UTC", "We look.", "15:58 UTC, 2 min overdue (promised)"),
        ("executive", "", "", "16:00 UTC, in 0 s"),
        ("customer", "15:55 UTC", "Impact: all; ETA: 1 h", "16:25 UTC, in 25 min"),
    ]
    over = view(entry(50, Kind.UPDATE, "Over.", "internal"), status="resolved").updates()
    assert [(one["audience"], one["next"]) for one in over] == [("internal", "")]


def promising(minute: int, promised: str) -> Entry:
    text = f"Next soon\n- Next update: 2026-03-04T{promised}:00Z"
    return entry(minute, Kind.UPDATE, text, "customer")


def test_promises_kept_and_missed() -> None:
    entries = [promising(10, "15:20"), promising(20, "15:30"), promising(42, "16:00")]
    missed = ["customer 15:30 UTC, 12 min late"]
    assert view(*entries).promises() == {"kept": 1, "over": 0, "missed": missed}
    ended = view(*entries, entry(50, Kind.RESOLVED, "Over."))
    assert ended.promises() == {"kept": 1, "over": 1, "missed": missed}
    late = view(*entries)._replace(now=NOW + timedelta(seconds=1))
    assert late.promises()["missed"][1] == "customer 16:00 UTC, 1 s late"


# What is left to do


def test_checklists_that_have_begun() -> None:
    lists = {
        name: {"begins": begins, "items": ["one", "two"]}
        for name, begins in (("declare", "declare"), ("resolve", "resolve"))
    }
    silent = {name: {"begins": "never"} for name in ("first-ten-minutes", "close", "follow-up")}
    boxes = Tasks(boxes=[Box("Declare", "one", "done"), Box("Ours", "call the bank")])
    told = view(own={"checklists": lists | silent}, tasks=boxes).checklists()
    assert told == [
        {"title": "Declare", "done": 1, "all": 2, "open": ["two"]},
        {"title": "Ours", "done": 0, "all": 1, "open": ["call the bank"]},
    ]


def test_action_items_that_are_open() -> None:
    items = [
        ActionItem("Remove the limit", owner="bob", due="2026-03-11"),
        ActionItem("Say thanks"),
        ActionItem("Done already", state="done"),
        ActionItem("Not worth it", state="dropped", reason="x"),
    ]
    told = view(tasks=Tasks(actions=items)).actions()
    assert told == ["Remove the limit (@bob, due 2026-03-11)", "Say thanks"]


def test_overrides_are_found_by_their_line() -> None:
    text = "Resolved\n- Override: the status page is down\n- Missing: Status page says resolved"
    found = view(entry(1, Kind.RESOLVED, text), entry(2, Kind.NOTE, "no - Override: here"))
    assert [reason for _, reason in found.overrides()] == ["the status page is down"]


def test_what_the_policy_wants_said() -> None:
    assert "Open and eliminated theories said" in view().reminders()
    items: Sequence[object] = ["Pager passed on", {"text": "Customers", "severities": ["SEV4"]}]
    own = {"checklists": {"handoff": {"items": items}}}
    assert view(own=own).reminders() == ["Pager passed on"]
