"""Who is to be told when, and whether promises were kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from inc.domain import cadence
from inc.domain.cadence import Due, Promise
from inc.domain.incident import Incident
from inc.domain.policy import Policy
from inc.domain.timeline import Entry
from inc.domain.vocabulary import Audience, Kind

POLICY = Policy()
SECOND = timedelta(seconds=1)


def at(clock: str) -> datetime:
    """A time of the day in question; `15:30` or `15:30:20`."""
    return datetime.fromisoformat(f"2026-03-04T{clock}Z")


def entry(clock: str, kind: Kind, text: str = "so", audience: str = "", id_: str = "") -> Entry:
    return Entry(at(clock), kind, "alice", text, id_ or clock.replace(":", "").zfill(12), audience)


def told(clock: str, audience: str = "customer", promise: str = "", id_: str = "") -> Entry:
    more = f"\n- Next update: 2026-03-04T{promise}:00Z" if promise else ""
    return entry(clock, Kind.UPDATE, f"Still looking.{more}", audience, id_)


def incident(*entries: Entry, severity: str = "SEV1", **fields: Any) -> Incident:
    known = {"severity": severity, "status": "investigating", "declared_at": "2026-03-04T15:00:00Z"}
    return Incident("2026-03-04-x", {**known, **fields}, entries)


def due(found: Incident, audience: Audience = Audience.CUSTOMER, policy: Policy = POLICY) -> str:
    """When the next update is due, and whether that was promised."""
    one = cadence.due(found, policy, audience)
    return f"{one.at:%H:%M}{' promised' if one.promised else ''}" if one else ""


def kept(*entries: Entry, **fields: Any) -> list[tuple[str, str, str]]:
    made = cadence.promises(incident(*entries, **fields))
    return [
        (one.audience, f"{one.at:%H:%M}", f"{one.kept_at:%H:%M}" if one.kept_at else _over(one))
        for one in made
    ]


def _over(one: Promise) -> str:
    return f"over {one.over_at:%H:%M}" if one.over_at else ""


# When the next one is due


def test_those_who_were_never_told_are_due_by_the_cadence_of_their_severity() -> None:
    found = [(one.audience.value, f"{one.at:%H:%M}") for one in cadence.dues(incident(), POLICY)]
    assert found == [("internal", "15:15"), ("customer", "15:30"), ("executive", "16:00")]
    assert [one.audience for one in cadence.dues(incident(severity="SEV3"), POLICY)] == ["internal"]
    assert cadence.dues(incident(severity="SEV4"), POLICY) == []


def test_a_policy_that_says_otherwise() -> None:
    policy = Policy({"cadence": {"SEV1": {"customer": "2h", "executive": "none"}}})
    assert due(incident(told("15:10")), policy=policy) == "17:10"
    assert due(incident(), Audience.EXECUTIVE, policy) == ""


def test_a_promise_counts_before_the_cadence_for_its_audience_only() -> None:
    found = incident(told("15:10", promise="16:40"), told("15:20", "internal"))
    assert due(found) == "16:40 promised"
    assert due(found, Audience.INTERNAL) == "15:35"
    assert due(incident(told("15:10", promise="15:12"), severity="SEV4")) == "15:12 promised"


def test_an_update_that_promises_nothing_leaves_it_to_the_cadence() -> None:
    assert due(incident(told("15:10", promise="16:40"), told("15:20"))) == "15:50"


def test_what_happened_last_counts_not_what_was_written_down_last() -> None:
    late_note = told("15:05", promise="15:06", id_="9" * 12)
    assert due(incident(told("15:10", promise="16:00"), late_note)) == "16:00 promised"


def test_of_several_at_one_instant_the_one_recorded_last_counts() -> None:
    first, second = told("15:10", promise="15:40", id_="a"), told("15:10", promise="15:50", id_="b")
    assert due(incident(first, second)) == due(incident(second, first)) == "15:50 promised"


def test_a_higher_severity_counts_from_when_it_was_set() -> None:
    raised = [
        entry("15:00", Kind.DECLARED, "SEV3: slow"),
        entry("17:00", Kind.SEVERITY, "SEV2: worse"),
        entry("17:05", Kind.SEVERITY, "SEV1: all of it"),
    ]
    found = incident(*raised)
    assert due(found) == "17:30"  # since SEV2 customers are to be told
    assert due(found, Audience.EXECUTIVE) == "18:05"
    assert due(found, Audience.INTERNAL) == "15:15"  # they always were


def test_one_that_is_back_counts_anew_and_owes_no_old_promise() -> None:
    ended = [told("15:10", promise="15:40"), entry("15:20", Kind.RESOLVED)]
    back = [*ended, entry("18:00", Kind.REOPENED)]
    assert due(incident(*back)) == "18:30"
    assert due(incident(*back, told("18:10", promise="18:20"))) == "18:20 promised"
    assert due(incident(*back, told("18:10"))) == "18:40"
    assert due(incident(*back, told("18:00", promise="18:20", id_="9" * 12))) == "18:20 promised"


def test_nobody_waits_once_it_is_resolved() -> None:
    assert cadence.dues(incident(told("15:10", promise="16:00"), status="resolved"), POLICY) == []


def test_the_response_team_is_told_by_the_timeline_and_what_was_promised() -> None:
    assert due(incident(told("15:10", "responders")), Audience.RESPONDERS) == ""
    promised = incident(told("15:10", "responders", "15:15"))
    assert due(promised, Audience.RESPONDERS) == "15:15 promised"
    audiences = [one.audience for one in cadence.dues(incident(), POLICY)]
    assert Audience.RESPONDERS not in audiences
    assert cadence.dues(promised, POLICY)[0].audience is Audience.RESPONDERS


def test_a_severity_written_by_hand_counts_as_it_is_read() -> None:
    raised = [entry("15:00", Kind.DECLARED, "sev3: slow"), entry("17:00", Kind.SEVERITY, "sev-2")]
    assert due(incident(*raised)) == "17:30"
    unclear = [entry("15:00", Kind.DECLARED, "SEV1: x"), entry("17:00", Kind.SEVERITY, "worse")]
    assert due(incident(*unclear)) == "15:30"  # it says none, so it changes none


def test_without_a_time_of_its_beginning_nothing_is_due() -> None:
    assert cadence.dues(incident(declared_at=None), POLICY) == []


@pytest.mark.parametrize(
    ("now", "is_overdue"),
    [(at("15:30") - SECOND, False), (at("15:30"), False), (at("15:30") + SECOND, True)],
)
def test_overdue_is_past_its_time(now: datetime, is_overdue: bool) -> None:
    assert Due(Audience.CUSTOMER, None, at("15:30"), promised=True).is_overdue(now) is is_overdue


def test_an_update_for_nobody_we_know_is_internal() -> None:
    assert due(incident(told("15:10", "partners")), Audience.INTERNAL) == "15:25"
    assert due(incident(told("15:10", "")), Audience.INTERNAL) == "15:25"


# Promises


def test_promises_with_what_kept_them() -> None:
    assert kept(
        told("15:10", promise="15:40"), told("15:12", "internal", "15:30"), told("15:35")
    ) == [("customer", "15:40", "15:35"), ("internal", "15:30", "")]


def test_the_end_overtakes_a_promise_if_it_comes_first() -> None:
    ended = [told("15:10", promise="15:40"), entry("15:20", Kind.RESOLVED)]
    assert kept(*ended) == [("customer", "15:40", "over 15:20")]
    assert kept(*ended, told("16:00")) == [("customer", "15:40", "over 15:20")]
    assert kept(*ended, told("15:30")) == [("customer", "15:40", "15:30")]
    assert kept(told("15:10", promise="15:40"), told("15:15"), ended[1])[0][2] == "15:15"
    closed = entry("15:20", Kind.CLOSED)
    assert kept(ended[0], closed) == [("customer", "15:40", "over 15:20")]


def test_an_end_that_the_front_matter_alone_tells_overtakes_a_promise() -> None:
    made, over = told("15:10", promise="15:40"), "2026-03-04T15:20:00Z"
    resolved = {"status": "resolved", "resolved_at": over}
    assert kept(made, **resolved) == [("customer", "15:40", "over 15:20")]
    assert kept(made, status="closed", closed_at=over) == [("customer", "15:40", "over 15:20")]
    late = {**resolved, "closed_at": "2026-03-04T18:00:00Z"}
    assert kept(made, **late) == kept(made, **resolved)
    assert kept(made, resolved_at=over) == [
        ("customer", "15:40", "")
    ]  # its status says that it is open
    assert kept(made, status="resolved") == [("customer", "15:40", "")]  # and nobody says when
    entry_says = entry("15:30", Kind.RESOLVED)
    assert kept(made, entry_says, **resolved) == [("customer", "15:40", "over 15:30")]


def test_an_end_before_it_was_back_is_not_the_last_one() -> None:
    entries = [
        *(told("15:00", promise="15:10"), entry("15:05", Kind.RESOLVED)),
        *(entry("15:15", Kind.REOPENED), told("15:16", promise="15:40")),
    ]
    fields = {"status": "resolved", "resolved_at": "2026-03-04T15:05:00Z"}
    assert kept(*entries, **fields)[1] == ("customer", "15:40", "")
    fields["closed_at"] = "2026-03-04T15:30:00Z"
    assert kept(*entries, **fields) == [
        *(("customer", "15:10", "over 15:05"), ("customer", "15:40", "over 15:30")),
    ]


def test_an_end_after_a_promise_does_not_overtake_it() -> None:
    (promise,) = cadence.promises(
        incident(told("15:10", promise="15:40"), entry("15:52", Kind.RESOLVED))
    )
    assert (promise.is_over, promise.is_missed(at("23:00"))) == (False, True)


def test_what_is_promised_after_the_end_is_never_missed() -> None:
    """To close it later ends nothing either."""
    entries = [entry("15:20", Kind.RESOLVED), told("15:30", promise="15:40")]
    assert kept(*entries) == [("customer", "15:40", "over 15:20")]
    assert kept(*entries, entry("16:00", Kind.CLOSED)) == kept(*entries)
    back = [entry("15:35", Kind.REOPENED), entry("15:50", Kind.RESOLVED)]
    assert kept(*entries, *back) == kept(*entries)


def test_an_end_before_a_promise_does_not_keep_it() -> None:
    ended, back = entry("14:00", Kind.RESOLVED), entry("14:30", Kind.REOPENED)
    assert kept(ended, back, told("15:10", promise="15:40")) == [("customer", "15:40", "")]


@pytest.mark.parametrize(
    ("kept_at", "is_missed"),
    [(at("15:30") - SECOND, False), (at("15:30"), False), (at("15:30") + SECOND, True)],
)
def test_a_promise_is_kept_until_its_time(kept_at: datetime, is_missed: bool) -> None:
    promise = Promise(told("15:00"), "customer", at("15:30"), kept_at)
    assert promise.is_missed(at("23:00")) is is_missed
    assert promise._replace(kept_at=None).is_missed(kept_at) is is_missed


def test_an_update_that_came_late() -> None:
    first, late = told("15:10", promise="15:40"), told("15:52")
    promise = cadence.kept_late(incident(first, late), late)
    assert promise is not None
    assert (promise.entry, promise.kept_at) == (first, at("15:52"))
    assert cadence.kept_late(incident(first, late), first) is None


@pytest.mark.parametrize(
    "entries",
    [
        [told("15:10", promise="15:40"), told("15:40")],
        [told("15:10", promise="15:40"), told("15:20"), told("15:52")],
        [told("15:10", "internal", "15:40"), told("15:52")],
        [told("15:10", promise="15:40"), entry("15:30", Kind.RESOLVED), told("15:52")],
        [told("15:52")],
    ],
)
def test_an_update_that_is_not_late(entries: list[Entry]) -> None:
    assert cadence.kept_late(incident(*entries), entries[-1]) is None


def test_of_two_late_ones_at_one_instant_the_first_is_late() -> None:
    promised = told("15:10", promise="15:40")
    one, two = told("15:52", promise="16:00", id_="a"), told("15:52", id_="b")
    found = incident(promised, one, two)
    assert cadence.kept_late(found, one) is not None
    assert cadence.kept_late(found, two) is None
