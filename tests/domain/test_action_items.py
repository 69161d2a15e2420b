"""Action items across incidents: days, selection, naming, words of the policy, balance."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count

import pytest

from inc.domain import action_items
from inc.domain.action_items import ORDERS, Located, Selection, balance, find, is_overdue, new_id
from inc.domain.days import day_of, due_day, typed_day
from inc.domain.operations import acting
from inc.domain.policy import Policy
from inc.domain.tasks import DONE, DROPPED, OPEN, ActionItem
from inc.errors import NotFound, Refused, UsageError

WEDNESDAY = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
TODAY = WEDNESDAY.date()
ONE, OTHER = "2026-03-04-checkout", "2026-02-01-search"


def located(text: str, incident: str = ONE, line: int = 9, **facts: str) -> Located:
    return Located(ActionItem(text, **facts), incident, f"postmortems/{incident}.md", line)


# ------------------------------------------------------------------ days


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-03-14", "2026-03-14"),
        ("today", "2026-03-04"),
        ("Tomorrow", "2026-03-05"),
        ("7d", "2026-03-11"),
        ("2w", "2026-03-18"),
        ("9h", "2026-03-05"),
        ("5 business  days", "2026-03-11"),
        ("1 business day", "2026-03-05"),
        ("friday", "2026-03-06"),
        ("Fri", "2026-03-06"),
        ("wednesday", "2026-03-11"),
        ("next tue", "2026-03-10"),
    ],
)
def test_a_day_as_people_type_it(typed: str, day: str) -> None:
    assert due_day(typed, WEDNESDAY, Policy()) == day


@pytest.mark.parametrize("typed", ["03/14", "soon", "", "none", "7", "2026-02-30", "99999d", "-7d"])
def test_what_is_no_day(typed: str) -> None:
    with pytest.raises(UsageError, match="is not a day"):
        typed_day(typed, WEDNESDAY, Policy())


def test_nothing_is_due_in_the_past_of_the_teams_zone() -> None:
    at = datetime(2026, 3, 4, 11, tzinfo=UTC)
    there = Policy({"timezone": "Pacific/Auckland"})
    assert due_day("2026-03-04", at, Policy()) == "2026-03-04"
    with pytest.raises(UsageError, match=r"2026-03-04 is past \(today is 2026-03-05\)"):
        due_day("2026-03-04", at, there)
    assert due_day("today", at, there) == "2026-03-05"


def test_the_calendar_of_the_team_counts() -> None:
    closed = Policy({"hours": {"holidays": ["2026-03-05", "2026-03-06"]}})
    assert due_day("1 business day", WEDNESDAY, closed) == "2026-03-09"


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-03-14", date(2026, 3, 14)), ("2028-02-29", date(2028, 2, 29))],
)
def test_the_day_of_a_document(text: str, day: date) -> None:
    assert day_of(text) == day


@pytest.mark.parametrize(
    "text",
    [
        *("03/14", "2026-03-32", "20260314", "2026-W10-1", "2026-3-14", "2026-02-29"),
        *("2026-13-01", " 2026-03-14", "0000-01-01"),
    ],
)
def test_what_is_no_day_of_a_document(text: str) -> None:
    assert day_of(text) is None


# ------------------------------------------------------------------ selection and order


@pytest.mark.parametrize(
    ("state", "due", "overdue"),
    [
        (OPEN, "2026-03-03", True),
        (OPEN, "2026-03-04", False),
        (OPEN, "03/03", False),
        (OPEN, "", False),
        (DONE, "2026-03-03", False),
        (DROPPED, "2026-03-03", False),
    ],
)
def test_what_is_overdue(state: str, due: str, overdue: bool) -> None:
    assert is_overdue(ActionItem("x", due=due, state=state), TODAY) is overdue


@pytest.mark.parametrize(
    ("selection", "takes"),
    [
        (Selection(), True),
        (Selection(states=frozenset({DONE})), False),
        (Selection(owner="DAVE"), True),
        (Selection(owner="erin"), False),
        (Selection(is_unowned=True), False),
        (Selection(due_before=date(2026, 3, 14)), False),
        (Selection(due_before=date(2026, 3, 15)), True),
        (Selection(types=frozenset({"prevent", "fix"})), True),
        (Selection(priorities=frozenset({"p1"})), False),
        (Selection(owner="dave", priorities=frozenset({"p2"})), True),
    ],
)
def test_a_selection(selection: Selection, takes: bool) -> None:
    assert selection.takes(ActionItem("x", "prevent", "dave", "2026-03-14", "P2")) is takes


def test_orders() -> None:
    first = located("a", due="2026-03-05", priority="P2", owner="zoe", type="fix")
    urgent = located("b", due="2026-03-05", priority="P1", owner="Bob", line=10)
    free = located("c", OTHER, type="detect")
    unclear = located("d", OTHER, due="03/01", line=10)
    items = [unclear, free, first, urgent]

    def order(name: str) -> str:
        return "".join(one.item.text for one in sorted(items, key=ORDERS[name]))

    assert order("due") == "bacd"
    assert order("priority") == "bacd"
    assert order("owner") == "bacd"
    assert order("type") == "cabd"
    assert order("incident") == "abcd"


# ------------------------------------------------------------------ naming

ITEMS = [
    located("Add leak detection to CI", id="9c1d5"),
    located("Add an alert", line=10, id="9c2aa"),
    located("Add an alert for the queue", OTHER, id="leak7"),
    located("Typed by hand", OTHER, line=10),
]


@pytest.mark.parametrize(
    ("reference", "index"),
    [
        ("^9c1d5", 0),
        ("9C1D5", 0),
        ("^9c1", 0),
        ("2026-03-04-checkout^9c1d5", 0),
        ("leak", 0),
        ("leak7", 2),
        ("^leak", 2),
        ("add an  ALERT", 1),
        ("queue alert", 2),
        ("by hand", 3),
    ],
)
def test_the_item_that_is_meant(reference: str, index: int) -> None:
    assert find(reference, ITEMS) is ITEMS[index]


@pytest.mark.parametrize("reference", ["", "^", "^zz", "nosuch", "9c1", "search^9c1d5"])
def test_what_names_none(reference: str) -> None:
    with pytest.raises(NotFound, match="no action item is called"):
        find(reference, ITEMS)


def test_what_names_several_lists_them() -> None:
    for reference in ("add", "^9c"):
        with pytest.raises(NotFound, match=r"names [23] action items") as told:
            find(reference, ITEMS)
        assert "\n  ^9c2aa open: Add an alert (2026-03-04-checkout)" in told.value.what
    many = [located(f"Item {at}", id=f"{at:05}") for at in range(30)]
    with pytest.raises(NotFound, match="… and 20 more"):
        find("item", many)


def test_two_items_with_one_id_are_two() -> None:
    one, two = located("Add a check", id="aaaa1"), located("Add a check to CI", line=10, id="aaaa1")
    copy = located("add a  CHECK", id="aaaa1")._replace(path="incidents/x.md")
    assert action_items.once([one, two, copy]) == [one, two]
    assert (one.shares_id(two), one.shares_id(copy), one.is_same(copy)) == (True, False, True)
    assert not located("Add a check").shares_id(located("Add two", line=10))
    assert not one.shares_id(located("Add a check to CI", OTHER, id="aaaa1"))
    done = two._replace(item=two.item._replace(state=DONE))
    for reference in ("^aaaa1", "AAAA1", f"{ONE}^aaaa1", "^aaaa1 add", "check^aaaa1 check"):
        with pytest.raises(NotFound, match="names 2 action items") as told:
            find(reference, [one, done], OPEN)
        assert f"  ^aaaa1 open: Add a check ({one.place})\n  ^aaaa1 done:" in told.value.what
        assert "words that only it has" in told.value.hint
    for reference in ("to ci", "^aaaa1 CI", f"{ONE}^aaaa1 Add a check to CI"):
        assert find(reference, [one, two]) is two
    for reference in ("Add a check", "^aaaa1 add a check"):
        assert find(reference, [one, two]) is one
    with pytest.raises(NotFound, match="no action item is called"):
        find("^aaaa1 nosuch", [one, two])


def test_of_several_that_words_fit_the_one_in_the_state_is_meant() -> None:
    done = located("Add a check", OTHER, state=DONE, id="aaaa1")
    still_open = located("Add a check", id="bbbb1")
    assert find("check", [done, still_open], OPEN) is still_open
    assert find("check", [done, still_open], DONE) is done
    with pytest.raises(NotFound):
        find("check", [done, still_open], DROPPED)


def test_an_id_is_new_whatever_chance_says() -> None:
    numbers = count(7)
    name = new_id(set(), lambda: next(numbers))
    assert (len(name), new_id({name}, lambda: 7)) != (5, name)
    assert not new_id(set(), lambda: 0x421).isdecimal()


# ------------------------------------------------------------------ words of the policy


def test_types_and_priorities_are_those_of_the_policy() -> None:
    policy = Policy({"actions": {"priorities": {"high": "now", "P0": "none"}}})
    assert action_items.known_priority("HIGH", policy) == "high"
    assert action_items.known_type("Prevent", policy) == "prevent"
    with pytest.raises(UsageError) as told:
        action_items.known_priority("P0", policy)
    assert "high: now" in told.value.hint
    with pytest.raises(UsageError) as told:
        action_items.known_type("detct", policy)
    assert told.value.hint.startswith("Did you mean detect? ")


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("prevent: Add it", "Add it", "prevent"),
        ("Note: Add it", "Note: Add it", ""),
        ("Prevent:", "Prevent:", ""),
        ("prevent:add", "prevent:add", ""),
    ],
)
def test_the_type_in_a_text(text: str, words: str, kind: str) -> None:
    assert action_items.typed_text(text, Policy()) == (words, kind)


def test_a_balance_counts_what_was_not_dropped() -> None:
    found = balance(
        [
            ActionItem("a", "detect"),
            ActionItem("b", "detect", state=DONE),
            ActionItem("c", "prevent", state=DROPPED),
            ActionItem("d", "harden"),
            ActionItem("e"),
        ],
        Policy(),
    )
    assert list(found.counts.items()) == [
        *(("prevent", 0), ("detect", 2), ("mitigate", 0), ("document", 0), ("fix", 0)),
        *(("process", 0), ("harden", 1), ("", 1)),
    ]
    assert (found.total, found.only_documents) == (4, False)
    assert balance([ActionItem("a", "document")] * 2, Policy()).only_documents
    assert not balance([ActionItem("a", "document", state=DROPPED)], Policy()).only_documents


# ------------------------------------------------------------------ operations


def test_done_twice_gains_a_proof_and_keeps_its_day() -> None:
    item = acting.finish(ActionItem("x"), TODAY)
    assert (item.state, item.done_on, item.proof) == (DONE, "2026-03-04", "")
    later = date(2026, 3, 9)
    assert acting.finish(item, later) == item
    assert acting.finish(item, later, "1a2b") == item._replace(proof="1a2b")
    assert acting.finish(item, later, is_stated=True).done_on == "2026-03-09"
    by_hand = ActionItem("x", state=DONE)
    assert acting.finish(by_hand, later) == by_hand
    assert acting.finish(by_hand, later, "1a2b").done_on == "2026-03-09"


def test_what_was_dropped_is_not_done() -> None:
    item = acting.drop(ActionItem("x", id="9c1d"), " no\nneed ")
    assert item.reason == "no need"
    assert acting.drop(item, "another reason") == item
    with pytest.raises(Refused, match="'x' is dropped: no need"):
        acting.finish(item, TODAY)
    assert acting.reopen(item) == ActionItem("x", id="9c1d")
    with pytest.raises(Refused, match="'x' is done"):
        acting.drop(ActionItem("x", state=DONE), "no need")


@pytest.mark.parametrize("typed", ["javascript:alert(1)", "https://", "http:///x", "1a2b", "a b"])
def test_what_is_no_address(typed: str) -> None:
    with pytest.raises(UsageError):
        acting.address(typed)


def test_an_address_of_hostile_signs() -> None:
    assert acting.address("HTTPS://example.com/a,(b)") == "HTTPS://example.com/a%2C%28b%29"
    with pytest.raises(UsageError, match="neither"):
        acting.address("https://example.com/a b")
    with pytest.raises(UsageError, match="too long"):
        acting.address("https://example.com/" + "a" * 3000)
