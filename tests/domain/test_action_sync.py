"""What commits do to action items: each event counts once, and people have the last word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest

import pace
from inc.domain.action_items import Located
from inc.domain.action_sync import Brought, Holds, Plan, Said, Unclear, plan
from inc.domain.tasks import DONE, DROPPED, OPEN, ActionItem

NAME = "2026-03-04-checkout"
ITEM = ActionItem("Add it", owner="dave", id="9c1d")
AT = datetime(2026, 3, 12, 23, 30, tzinfo=UTC)


def oid(number: int) -> str:
    return f"{number:08x}" * 5


def said(number: int, text: str) -> Said:
    return Said(oid(number), AT, f"Subject\n\n{text}\n")


def ours(number: int, operation: str, text: str) -> Said:
    """A commit of a command of ours, which changed the postmortem."""
    told = said(number, f"Inc-Operation: action-{operation}\n{text}")
    return told._replace(paths=frozenset({f"postmortems/2026/03/{NAME}.md"}))


MARK = said(1, f"Action: {NAME}^9c1d")
REVERT = said(2, f"This reverts commit {oid(1)}.")
AGAIN = said(3, f"This reverts commit {oid(2)}.")


def planned(
    *newest_first: Said,
    item: ActionItem = ITEM,
    here: tuple[Said, ...] = (),
    brought: Brought = lambda _merge, _parent: (),
    holds: Holds = lambda _commit, _other: False,
) -> Plan:
    found = Located(item, NAME, "postmortems/x.md", 9)
    zone = timezone(timedelta(hours=1))
    return plan(newest_first, here, [found], zone, brought=brought, holds=holds)


def state(*newest_first: Said, item: ActionItem = ITEM) -> str:
    steps = planned(*newest_first, item=item).steps
    return steps[0].after.state if steps else "as it was"


def synced(*numbers: int) -> Said:
    return ours(
        90 + sum(numbers),
        "sync",
        "\n".join(f"Inc-Synced: {oid(one)} {NAME}^9c1d" for one in numbers),
    )


SHOWN = ITEM._replace(state=DONE, done_on="2026-03-13", proof=MARK.short)


def test_a_commit_does_it_on_the_day_of_the_teams_zone() -> None:
    (step,) = planned(MARK).steps
    assert step.after == SHOWN
    assert step.by == [MARK.oid]


def test_reverts_and_reverts_of_reverts() -> None:
    assert state(REVERT, MARK) == "as it was"
    assert state(REVERT, MARK, item=SHOWN) == OPEN
    assert state(AGAIN, REVERT, MARK) == DONE
    assert state(AGAIN, REVERT, synced(1), MARK, item=SHOWN) == "as it was"
    twice = said(4, f"This reverts commit {oid(3)}.")
    assert state(twice, AGAIN, REVERT, MARK, item=SHOWN) == OPEN
    assert state(said(2, "This reverts commit 0000000."), MARK) == DONE  # it could be any of two
    assert state(said(2, "It quotes: This reverts commit " + oid(1)), MARK) == DONE


def test_the_revert_of_a_merge_undoes_what_it_brought() -> None:
    text = f"This reverts commit {oid(7)}, reversing\nchanges made to {oid(5)}."
    asked = []

    def brought(merge: str, parent: str) -> list[str]:
        asked.append((merge, parent))
        return [oid(1), oid(6)]

    assert planned(said(8, text), MARK, item=SHOWN, brought=brought).steps[0].after == ITEM
    assert asked == [(oid(7), oid(5))]


def test_what_was_applied_is_not_applied_again() -> None:
    assert state(synced(1), MARK) == "as it was"  # somebody reopened it
    assert planned(MARK, here=(synced(1),)).steps == []
    assert state(REVERT, synced(1), MARK, item=SHOWN) == OPEN
    assert state(synced(2), REVERT, synced(1), MARK, item=SHOWN) == "as it was"  # done by hand
    another = said(5, f"Action: {NAME}^9c1d")
    assert planned(another, synced(1), MARK).steps[0].after.proof == another.short


def test_a_revert_touches_only_what_the_reverted_commit_did() -> None:
    by_hand = ITEM._replace(state=DONE, done_on="2026-03-12", proof="https://example.com/1")
    assert state(REVERT, MARK, item=by_hand) == "as it was"
    assert state(MARK, item=by_hand) == "as it was"
    other = said(5, f"Action: {NAME}^9c1d")
    left = planned(REVERT, other, synced(1), MARK, item=SHOWN).steps[0].after
    assert (left.state, left.proof) == (DONE, other.short)


@pytest.mark.parametrize("operation", ["reopen", "drop"])
def test_a_decision_of_a_person_after_a_commit_wins(operation: str) -> None:
    told = ours(6, operation, f"Inc-Action: {NAME}^9c1d")
    assert planned(told, MARK, holds=lambda *both: both == (oid(6), oid(1))).steps == []
    assert planned(told, MARK, holds=lambda *_: False).steps  # the branch was merged later


def test_what_is_dropped_and_what_nobody_knows_is_told() -> None:
    found = planned(MARK, item=ITEM._replace(state=DROPPED))
    assert (found.steps, found.dropped[0][1]) == ([], MARK.short)
    found = planned(said(1, "Action: 2020-01-01-x^9c1d\nAction: 2026^zzzz, 2026^9c1d"))
    assert [one.name for one in found.unknown] == ["2020-01-01-x^9c1d", "2026^zzzz"]
    assert len(found.steps) == 1


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        (f"ACTION:{NAME}^9C1D", True),
        (f"  Action: {NAME}^9c1d", False),
        (f"See Action: {NAME}^9c1d", False),
        ("Action: ^9c1d", True),
        ("Action: ^9c1", False),
        ("Action: 2026-03^9c1d", True),
        (f"Action: {NAME} ^9c1d", True),
        ("Action: 9c1d", False),
        (f"Action: {NAME}^9c1d fixes it", True),
    ],
)
def test_what_counts_as_the_trailer(text: str, counts: bool) -> None:
    assert bool(planned(said(1, text)).steps) is counts


def test_an_id_may_be_cut_short_while_it_is_clear() -> None:
    items = [
        Located(ITEM._replace(id=name), incident, "x.md", 9)
        for name, incident in (("9c1dx", NAME), ("9c1ey", NAME), ("9c1dx", "2026-03-05-search"))
    ]
    for text, names in (
        ("Action: ^9c1e", [f"{NAME}^9c1ey"]),
        (f"Action: {NAME}^9c1d", [f"{NAME}^9c1dx"]),
        ("Action: ^9c1d", []),
        ("Action: ^9c1f", []),
        ("Action: ^9c1eyz", []),
    ):
        found = plan([said(1, text)], [], items, UTC)
        assert [step.found.name for step in found.steps] == names, text
        assert len(found.unclear) == (text == "Action: ^9c1d")
        assert len(found.unknown) == text.endswith(("f", "z"))


def test_an_incident_that_could_be_two_is_none_and_is_told() -> None:
    items = [
        Located(ITEM, f"2026-03-04-{name}", "x.md", 9) for name in ("checkout", "checkout-slow")
    ]
    both = plan([said(1, "Action: 2026^9c1d"), MARK], [], items, UTC)
    assert (both.unknown, both.unclear) == ([], [Unclear("2026^9c1d", oid(1)[:12], items)])
    assert [step.found.incident for step in both.steps] == [NAME]


def test_two_items_with_one_id_are_told() -> None:
    other = Located(ITEM._replace(text="A copy"), NAME, "postmortems/x.md", 10)
    items = [Located(ITEM, NAME, "postmortems/x.md", 9), other]
    told = plan([MARK], [], items, UTC)
    assert (told.steps, told.unknown) == ([], [])
    assert told.unclear == [Unclear(f"{NAME}^9c1d", MARK.short, items)]
    assert plan([synced(1), MARK], [], items, UTC).unclear == []  # it was clear then


def test_only_commits_that_changed_the_documents_of_an_incident_remember() -> None:
    text = f"Inc-Synced: {oid(1)} {NAME}^9c1d"
    other = frozenset({"code.txt", "incidents/2026/03/2026-03-04-check.md"})
    forged = [
        said(9, text),
        ours(9, "add", text),
        ours(9, "sync", text)._replace(paths=frozenset()),
        ours(9, "done", text)._replace(paths=other),
    ]
    assert [state(one, MARK) for one in forged] == [DONE] * 4
    assert state(ours(9, "done", text), MARK) == "as it was"
    dropped = ours(9, "drop", f"Inc-Action: {NAME}^9c1d")._replace(paths=other)
    assert planned(dropped, MARK, holds=lambda *_: True).steps


def test_what_a_person_finished_stays_as_it_was_left() -> None:
    by_hand = ITEM._replace(state=DONE, done_on="2026-03-01")
    for commits in ([MARK], [REVERT, MARK], [AGAIN, REVERT, MARK]):
        found = planned(*commits, item=by_hand)
        assert (found.steps, found.gone) == ([], [])


def test_a_revert_of_what_was_picked_from_a_branch_reverts_the_pick() -> None:
    pick = said(5, f"Action: {NAME}^9c1d\n\n(cherry picked from commit {oid(1)})")
    shown = SHOWN._replace(proof=pick.short)
    assert state(REVERT, pick, item=shown) == OPEN
    assert state(said(6, f"This reverts commit {oid(5)}."), pick, item=shown) == OPEN
    assert state(said(2, f"This reverts commit {oid(1)[:9]}."), pick, item=shown) == OPEN
    assert state(AGAIN, REVERT, pick, item=shown) == "as it was"
    assert state(pick, REVERT) == DONE  # picked again since
    assert state(REVERT, pick, MARK) == DONE  # both are there, and the pick stands
    picked_revert = said(
        7, f"This reverts commit {oid(5)}.\n\n(cherry picked from commit {oid(8)})"
    )
    undone = said(9, f"This reverts commit {oid(8)}.")
    assert state(undone, picked_revert, pick) == DONE


def test_a_commit_that_is_gone_is_told_or_its_successor_takes_its_place() -> None:
    found = planned(synced(1), item=SHOWN)
    assert (found.steps, [one.item for one in found.gone]) == ([], [SHOWN])
    rebased = said(4, f"Action: {NAME}^9c1d")
    found = planned(synced(1), rebased, item=SHOWN)
    assert ([step.after.proof for step in found.steps], found.gone) == ([rebased.short], [])
    by_person = ours(9, "done", f"Inc-Synced: {oid(1)} {NAME}^9c1d")
    for commits in ((), (by_person,), (synced(1), MARK)):
        assert planned(*commits, item=SHOWN).gone == []
    assert planned(synced(1), here=(MARK,), item=SHOWN).gone == []
    assert planned(synced(1), item=SHOWN._replace(proof="https://example.com")).gone == []
    one = Located(SHOWN, NAME, "postmortems/x.md", 9)
    assert plan([synced(1)], [], [one], UTC, is_all=False).gone == []


def test_hostile_messages_take_no_time() -> None:
    signs: list[Callable[[int], str]] = [
        lambda size: "Action: " + "a^" * (size // 2),
        lambda size: "Action:" + " " * size + "x",
        lambda size: "This reverts commit " + "a" * size,
        lambda size: f"Action: {NAME}^9c1d\n" * (size // 10),
        lambda size: f"This reverts commit {'a' * 40}, reversing" + "\n" * size,
        lambda size: "\nAction:" * (size // 10),
    ]

    def planned_of(size: int) -> object:
        hostile = [said(at, text(size)) for at, text in enumerate(signs)]
        undone = range(size // 50)
        many = [Said(oid(at), AT, f"This reverts commit {at + 1:07x}.") for at in undone]
        return plan(hostile + many, many, [], UTC)

    pace.steady(planned_of, 1_000_000)
