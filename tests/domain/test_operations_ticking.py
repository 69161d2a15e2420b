"""Ticks: what they write into the timeline and the document, and what they refuse."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count

import pytest

from inc.domain.incident import Facts, Incident
from inc.domain.operations.ticking import Run, tick, untick
from inc.domain.policy import Policy
from inc.domain.tasks import DONE, NOT_APPLICABLE, OPEN, Box, Tasks
from inc.domain.timeline import Entry
from inc.domain.vocabulary import Kind
from inc.errors import Refused, UsageError

NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
FACTS = Facts("carol", NOW, NOW, count().__next__)
POLICY = Policy()
BRIDGE = Box("First ten minutes", "Bridge call open")
METRICS = "Metrics back to normal; no recurring errors in the logs"


def incident(boxes: Sequence[Box] = ()) -> Incident:
    entry = Entry(NOW, Kind.DECLARED, "bob", "SEV1: down", "000000000000")
    return Incident("2026-03-04-x", {"severity": "SEV1"}, [entry], lambda: Tasks(boxes))


def test_a_tick_is_an_entry_and_a_box() -> None:
    change = tick(incident(), FACTS, POLICY, ["bridge"], evidence="https://meet.example")
    assert [entry.text for entry in change.added] == [
        "First ten minutes: Bridge call open\n- Evidence: https://meet.example"
    ]
    assert {entry.kind for entry in change.added} == {Kind.CHECKED}
    assert change.boxes == (BRIDGE._replace(state=DONE),)
    assert change.subject == "2026-03-04-x: ticked"


def test_several_at_once() -> None:
    change = tick(incident(), FACTS, POLICY, ["bridge", "triage", "bridge"])
    assert [box.text for box in change.boxes] == ["Bridge call open", "Triage confirms user impact"]
    assert len(change.added) == 2
    assert change.subject == "2026-03-04-x: ticked 2"


def test_a_run_that_succeeds_is_proof() -> None:
    change = tick(incident(), FACTS, POLICY, [METRICS], run=Run("curl -f x", 0, "ok\n"))
    assert change.added[0].text == (
        f"Resolve: {METRICS}\n- Ran: `curl -f x` (exit 0)\n```\nok\n```"
    )
    assert change.boxes[0].state == DONE


def test_a_run_that_fails_is_recorded_and_ticks_nothing() -> None:
    change = tick(incident(), FACTS, POLICY, [METRICS], run=Run("curl -f x", 22, "no"))
    assert change.added[0].text.startswith(f"Check failed: Resolve: {METRICS}\n- Ran: ")
    assert "(exit 22)" in change.added[0].text
    assert change.boxes == ()
    assert change.subject.endswith(": check failed")


def test_an_item_that_is_not_for_this_incident() -> None:
    change = tick(incident(), FACTS, POLICY, ["bridge"], skip="one room")
    assert change.boxes == (Box(*BRIDGE[:2], NOT_APPLICABLE, "one room"),)
    assert change.added[0].text == (
        "Does not apply: First ten minutes: Bridge call open\n- Because: one room"
    )


def test_what_the_record_would_answer_may_not_apply() -> None:
    change = tick(incident(), FACTS, POLICY, ["customers told that"], skip="nobody outside")
    assert change.boxes == (
        Box("Declare", "Customers told that we investigate", NOT_APPLICABLE, "nobody outside"),
    )
    back = untick(incident(change.boxes), FACTS, POLICY, ["customers told that"], "they are hit")
    assert back.boxes[0].state == OPEN


def test_not_done_after_all() -> None:
    found = incident([BRIDGE._replace(state=DONE)])
    change = untick(found, FACTS, POLICY, ["bridge"], "bob left")
    assert change.boxes == (BRIDGE._replace(state=OPEN),)
    assert change.added[0].text == (
        "Not done after all: First ten minutes: Bridge call open\n- Because: bob left"
    )


def test_what_the_record_answers_is_not_ticked() -> None:
    with pytest.raises(Refused, match="'Alert acknowledged' is answered by the record") as error:
        tick(incident(), FACTS, POLICY, ["alert"])
    assert error.value.hint == "What answers it: inc ack"
    with pytest.raises(Refused, match=r"'Temporary mitigations .*' is done already, as the record"):
        tick(incident(), FACTS, POLICY, ["temporary mitigations"])


@pytest.mark.parametrize(
    ("state", "skip", "what"),
    [
        (DONE, "", "'Bridge call open' is ticked already"),
        (NOT_APPLICABLE, "why", "'Bridge call open' is set aside already"),
    ],
)
def test_twice_is_refused(state: str, skip: str, what: str) -> None:
    with pytest.raises(Refused, match=what):
        tick(incident([BRIDGE._replace(state=state)]), FACTS, POLICY, ["bridge"], skip=skip)


def test_an_open_item_cannot_be_unticked() -> None:
    with pytest.raises(Refused, match="'Bridge call open' is not ticked"):
        untick(incident(), FACTS, POLICY, ["bridge"], "why")


def test_what_does_not_apply_has_no_evidence() -> None:
    with pytest.raises(UsageError, match="needs no evidence"):
        tick(incident(), FACTS, POLICY, ["bridge"], skip="why", evidence="x")


def test_the_reason_is_one_line() -> None:
    change = tick(incident(), FACTS, POLICY, ["bridge"], skip="one\nroom")
    assert "\n" not in change.boxes[0].reason
