"""Mitigations: an entry and a time, and what was done for the time being has to go again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from inc.domain.conditions import answer, is_documented
from inc.domain.incident import Change, Facts, Incident
from inc.domain.operations.mitigate import mitigate, read_strategy
from inc.domain.operations.respond import log
from inc.domain.policy import Policy
from inc.domain.tasks import DONE, ActionItem, Box, Tasks
from inc.domain.timeline import Entry
from inc.domain.vocabulary import Kind, Strategy
from inc.errors import UsageError

NAME = "2026-03-04-checkout"
NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
FACTS = Facts("alice", NOW, NOW, count().__next__)
POLICY = Policy()
DECLARED = Entry(NOW - timedelta(hours=1), Kind.DECLARED, "bob", "SEV1: checkout", "0" * 12)


def incident(*, actions: tuple[ActionItem, ...] = (), **fields: Any) -> Incident:
    known = {"severity": "SEV1", "status": "investigating"} | fields
    return Incident(NAME, known, [DECLARED], lambda: Tasks((), actions))


def mitigated(text: str, how: Strategy | None = None, **options: Any) -> Change:
    return mitigate(incident(), FACTS, POLICY, text, how, **options)


def line(change: Change) -> str:
    return change.added[0].text


# ------------------------------------------------------------------ the entry


def test_it_is_a_time_and_no_status() -> None:
    change = mitigated("restarted pods\nin eu", Strategy.RESTART)
    assert [entry.kind for entry in change.added] == [Kind.MITIGATED]
    assert line(change) == "restarted pods (restart)\nin eu"
    assert change.fields == {("mitigated_at",): "2026-03-04T15:30:00Z"}
    assert change.actions == ()
    assert change.subject == f"{NAME}: mitigated"
    assert line(mitigated("x")) == "x"


@pytest.mark.parametrize(
    ("text", "how", "temporary", "written"),
    [
        ("x", None, True, "x (temporary)"),
        ("x", Strategy.RESTART, True, "x (restart, temporary)"),
        ("x (restart)", Strategy.RESTART, False, "x (restart)"),
        ("x (Restart)", Strategy.RESTART, True, "x (restart, temporary)"),
        ("x (restart, temporary)", Strategy.RESTART, True, "x (restart, temporary)"),
        ("x (temporary)", Strategy.BLOCK, False, "x (block, temporary)"),
        ("x (restart)", Strategy.ROLLBACK, False, "x (restart) (rollback)"),
        ("x (all regions)", Strategy.BLOCK, False, "x (all regions) (block)"),
        ("\n```\nx\n```", Strategy.BLOCK, False, "(block)\n```\nx\n```"),
    ],
)
def test_the_marks_are_written_once(
    text: str, how: Strategy | None, temporary: bool, written: str
) -> None:
    assert line(mitigated(text, how, temporary=temporary)) == written


@pytest.mark.parametrize("text", ["", " \n "])
def test_it_says_what_was_done(text: str) -> None:
    with pytest.raises(UsageError, match="what reduced the impact") as raised:
        mitigated(text)
    assert raised.value.hint.endswith("inc mitigate --strategies")


def test_it_is_not_before_the_beginning() -> None:
    late = incident(started_at="2026-03-04T15:30:01Z")
    with pytest.raises(UsageError, match="mitigate at 2026-03-04T15:30:00Z is before that"):
        mitigate(late, FACTS, POLICY, "x")


def test_it_is_not_made_by_log() -> None:
    with pytest.raises(UsageError, match="made by its own command") as raised:
        log(incident(), FACTS, "x", Kind.MITIGATED)
    assert raised.value.hint == "Use: inc mitigate TEXT"


def test_a_strategy_that_is_none() -> None:
    assert read_strategy("feature flag") is Strategy.DISABLE
    with pytest.raises(UsageError, match="'rollbak' is not a strategy") as raised:
        read_strategy("rollbak")
    assert raised.value.hint.startswith("Did you mean rollback? One of: rollback, failover,")
    assert raised.value.hint.endswith("\nThe strategies and their risks: inc mitigate --strategies")


# ------------------------------------------------------------------ the checklist


def test_the_checklist_begins_with_the_first_mitigation() -> None:
    policy = Policy({"checklists": {"resolve": {"items": ["Metrics normal", "Users asked"]}}})
    boxes = mitigate(incident(), FACTS, policy, "x").boxes
    assert boxes == (Box("Resolve", "Metrics normal"), Box("Resolve", "Users asked"))
    ticked = Box("Resolve", "metrics  normal", DONE)
    again = incident()._replace(tasks=lambda: Tasks((ticked,)))
    assert [box.text for box in mitigate(again, FACTS, policy, "x").boxes] == ["Users asked"]


def test_a_mitigation_written_down_after_the_end_begins_none() -> None:
    assert mitigate(incident(status="resolved"), FACTS, POLICY, "x").boxes == ()


# ------------------------------------------------------------------ what has to go again


def test_a_temporary_mitigation_is_an_action_item() -> None:
    change = mitigated("restarted the pods (all)\nand more", Strategy.RESTART, temporary=True)
    (action,) = change.actions
    assert action == ActionItem(
        "Remove the temporary mitigation: restarted the pods (all)",
        type="mitigate",
        owner="alice",
        due="2026-03-11",
        priority="P2",
        id=action.id,
    )
    assert action.id > change.added[0].id
    assert action.details == "P2, @alice, by 2026-03-11"


def test_words_that_say_temporary_count_as_the_option() -> None:
    assert mitigated("blocked it (temporary)").actions
    assert not mitigated("blocked it (not temporary)").actions


@pytest.mark.parametrize(
    ("text", "how", "name"),
    [
        ("\n```\nx\n```", Strategy.BLOCK, "block"),
        ("(block, temporary)", None, "block"),
        ("\n```\nx\n```", None, "see the timeline"),
    ],
)
def test_one_without_words_in_its_first_line(text: str, how: Strategy | None, name: str) -> None:
    (action,) = mitigated(text, how, temporary=True).actions
    assert action.text == f"Remove the temporary mitigation: {name}"


def day(typed: str, zone: str = "UTC", at: datetime = NOW, **actions: str) -> str:
    policy = Policy({"timezone": zone, **({"actions": actions} if actions else {})})
    change = mitigate(incident(), FACTS._replace(at=at), policy, "x", temporary=True, due=typed)
    return change.actions[0].due


@pytest.mark.parametrize(
    ("typed", "due"),
    [
        ("2026-03-20", "2026-03-20"),
        ("2026-03-04", "2026-03-04"),
        ("7d", "2026-03-11"),
        ("2w", "2026-03-18"),
        ("1 business day", "2026-03-05"),
        ("3 business days", "2026-03-09"),
        ("9h", "2026-03-05"),
        ("", "2026-03-11"),
    ],
)
def test_when_it_is_due(typed: str, due: str) -> None:
    assert day(typed) == due


def test_when_it_is_due_by_the_policy() -> None:
    assert day("", temporary_due="2d") == "2026-03-06"
    assert day("", temporary_due="none") == ""
    assert day("1d", temporary_due="none") == "2026-03-05"


def test_the_day_is_that_of_the_zone() -> None:
    late = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    assert day("1d", "Europe/Berlin", late) == "2026-03-06"
    assert day("1d", "UTC", late) == "2026-03-05"
    before_summer_time = datetime(2026, 3, 24, 22, 30, tzinfo=UTC)  # 23:30 there
    assert day("7d", "Europe/Berlin", before_summer_time) == "2026-03-31"


@pytest.mark.parametrize("typed", ["soon", "5", "7m", "none", "99999d", "5 days", "-1d", "٣d"])
def test_a_day_that_is_none(typed: str) -> None:
    with pytest.raises(UsageError, match=f"'{typed}' is not a day"):
        day(typed)


def test_nothing_is_due_before_it_was_done() -> None:
    with pytest.raises(UsageError, match=r"2026-03-03 is before the mitigation \(2026-03-04\)"):
        day("2026-03-03")


def test_an_owner_and_a_day_need_an_action_item() -> None:
    assert mitigated("x", temporary=True, owner="dan").actions[0].owner == "dan"
    for owner, due in (("dan", ""), ("", "7d")):
        with pytest.raises(UsageError, match="only a temporary mitigation") as raised:
            mitigated("x", owner=owner, due=due)
        assert raised.value.hint == "Add --temporary."


def test_an_action_item_that_is_open_is_not_doubled() -> None:
    item = mitigated("restarted the pods", temporary=True).actions[0]
    again = incident(actions=(item,))
    words = "Restarted  the pods"
    assert mitigate(again, FACTS, POLICY, words, temporary=True).actions == ()
    assert mitigate(again, FACTS, POLICY, words, temporary=True, owner="dan").actions
    done = incident(actions=(item._replace(state=DONE),))
    assert mitigate(done, FACTS, POLICY, words, temporary=True).actions


@pytest.mark.parametrize(
    "text",
    [
        "restarted the pods",
        "moved (eu) to us (all)",
        "x (restart)",
        "`kubectl` **now**",
        "two\nlines",
        "\n```\nx\n```",
        "see the runbook)",
        "tab\tand  spaces",
    ],
)
@pytest.mark.parametrize("how", [None, Strategy.RESTART, Strategy.BLOCK])
def test_the_gate_takes_that_action_item(text: str, how: Strategy | None) -> None:
    change = mitigated(text, how, temporary=True)
    entries = [DECLARED, *change.added]
    without = Incident(NAME, {}, entries)
    assert not answer("temporary_documented", without, POLICY, NOW).is_met
    documented = Incident(NAME, {}, entries, lambda: Tasks((), change.actions))
    assert answer("temporary_documented", documented, POLICY, NOW).is_met


def test_an_action_item_of_ones_own_words_counts() -> None:
    own = [ActionItem("Undo this: RESTARTED the  pods every hour")]
    assert is_documented("restarted the pods", own)
    assert not is_documented("blocked it", own)
