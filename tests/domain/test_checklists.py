"""How checklists stand: from the policy, the boxes of the document and the record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from inc.domain import checklists
from inc.domain.checklists import begun, find, missing, standing
from inc.domain.incident import Incident
from inc.domain.policy import Policy
from inc.domain.tasks import DONE, NOT_APPLICABLE, OPEN, Box, Tasks
from inc.domain.timeline import Entry, fold
from inc.domain.vocabulary import Kind
from inc.errors import NotFound

NOW = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
OWN: dict[str, Any] = {
    "checklists": {
        "declare": {
            "items": [
                {"text": "Alert acknowledged", "computed": "acknowledged"},
                "Triage done",
                {"text": "Bridge open", "severities": ["SEV1"]},
            ]
        },
        "resolve": {"items": ["Metrics normal", {"text": "Mitigated", "computed": "mitigated"}]},
        **{
            name: {"items": []}
            for name in (
                *("first-ten-minutes", "security", "vendor", "close"),
                *("follow-up", "handoff", "customer"),
            )
        },
    }
}
POLICY = Policy(OWN)


def entry(minute: int, kind: Kind, text: str) -> Entry:
    return Entry(NOW + timedelta(minutes=minute), kind, "bob", text, f"0j4h{minute:08}")


def incident(
    *entries: Entry, boxes: Sequence[Box] = (), severity: str = "SEV1", type_: str = ""
) -> Incident:
    declared = entry(0, Kind.DECLARED, f"{severity}: down")
    fields: dict[str, Any] = {
        path[0]: value for path, value in fold([declared, *entries]).items() if len(path) == 1
    }
    return Incident(
        "2026-03-04-x", fields | {"type": type_}, (declared, *entries), lambda: Tasks(boxes)
    )


def states(found: Incident, policy: Policy = POLICY) -> list[tuple[int, str, str]]:
    return [(one.number, one.text, one.state) for one in standing(found, policy, NOW)]


def test_items_are_numbered_through_and_computed_ones_answer_themselves() -> None:
    found = incident(
        entry(1, Kind.ACKNOWLEDGED, "on it"), boxes=[Box("Declare", "Bridge open", DONE)]
    )
    assert states(found) == [
        (1, "Alert acknowledged", DONE),
        (2, "Triage done", OPEN),
        (3, "Bridge open", DONE),
        (4, "Metrics normal", OPEN),
        (5, "Mitigated", OPEN),
    ]


def test_items_of_other_severities_are_not_there_and_the_numbers_stay() -> None:
    assert states(incident(severity="SEV2")) == [
        (1, "Alert acknowledged", OPEN),
        (2, "Triage done", OPEN),
        (4, "Metrics normal", OPEN),
        (5, "Mitigated", OPEN),
    ]


def test_a_failed_check_takes_no_credit_from_the_tick_before_it() -> None:
    done = entry(3, Kind.CHECKED, "Declare: Triage done")
    failed = entry(4, Kind.CHECKED, "Check failed: Declare: Triage done\n- Ran: `x` (exit 1)")
    boxes = [Box("Declare", "Triage done", DONE)]
    assert standing(incident(done, failed, boxes=boxes), POLICY, NOW)[1].entry == done


def test_an_item_that_begins_like_another_is_another() -> None:
    items = ["Bridge open for customers", "Bridge open"]
    policy = Policy(OWN | {"checklists": OWN["checklists"] | {"declare": {"items": items}}})
    boxes = [Box("Declare", "Bridge open for customers", DONE), Box("Declare", "Bridge open")]
    assert states(incident(boxes=boxes), policy)[:2] == [(1, items[0], DONE), (2, items[1], OPEN)]


def test_a_computed_item_that_does_not_apply() -> None:
    boxes = [Box("Resolve", "Mitigated", NOT_APPLICABLE, "it healed itself")]
    found = incident(boxes=boxes)
    assert states(found)[4] == (5, "Mitigated", NOT_APPLICABLE)
    assert [one.text for one in missing("resolve", found, POLICY, NOW)] == ["Metrics normal"]


def test_what_people_added_is_an_item_too() -> None:
    boxes = [Box("resolve", "Bank informed"), Box("Cats", "Fed", DONE)]
    assert states(incident(boxes=boxes))[4:] == [
        (5, "Mitigated", OPEN),
        (6, "Bank informed", OPEN),
        (7, "Fed", DONE),
    ]


def test_a_line_with_a_remark_behind_it_is_the_item() -> None:
    found = incident(boxes=[Box("Declare", "Triage done (by bob)", DONE)])
    assert states(found)[1] == (2, "Triage done", DONE)
    assert len(states(found)) == 5


def test_who_ticked_it_and_with_what_proof() -> None:
    ticked = entry(3, Kind.CHECKED, "Declare: Triage done\n- Evidence: https://x.example/1")
    one = standing(incident(ticked, boxes=[Box("Declare", "Triage done", DONE)]), POLICY, NOW)[1]
    assert one.entry == ticked
    assert one.evidence == "https://x.example/1"


@pytest.mark.parametrize(
    ("entries", "state"),
    [
        ([], DONE),
        ([entry(1, Kind.CHECKED, "Not done after all: Declare: Triage done")], DONE),
        ([entry(1, Kind.CHECKED, "Check failed: Declare: Triage done\n- Ran: `x` (exit 1)")], DONE),
        ([entry(1, Kind.CHECKED, "Does not apply: Declare: Triage done")], DONE),
        ([entry(1, Kind.CHECKED, "Declare: Triage done")], NOT_APPLICABLE),
        ([entry(1, Kind.CHECKED, "Declare: Triage done")], OPEN),
        ([entry(1, Kind.CHECKED, "Other: Triage done")], DONE),
    ],
)
def test_the_box_decides_and_a_hand_has_no_name(entries: list[Entry], state: str) -> None:
    found = incident(*entries, boxes=[Box("Declare", "Triage done", state)])
    one = standing(found, POLICY, NOW)[1]
    assert (one.state, one.entry) == (state, None)


def test_lists_of_a_type_are_for_incidents_of_that_type() -> None:
    default = Policy()
    titles = {one.title for one in standing(incident(type_="security"), default, NOW)}
    assert "Security" in titles and "Vendor" not in titles
    assert "Security" not in {one.title for one in standing(incident(), default, NOW)}


@pytest.mark.parametrize(
    ("gate", "left"),
    [
        ("all", ["Metrics normal", "Mitigated", "Bank informed"]),
        ("computed", ["Mitigated"]),
        ("none", []),
    ],
)
def test_a_gate_waits_for_as_much_as_the_team_says(gate: str, left: list[str]) -> None:
    policy = Policy(OWN | {"gates": {"resolve": {"SEV1": gate}}})
    found = incident(boxes=[Box("Resolve", "Bank informed")])
    assert [one.text for one in missing("resolve", found, policy, NOW)] == left


def test_a_gate_is_open_once_all_is_done_or_does_not_apply() -> None:
    boxes = [Box("Resolve", "Metrics normal", NOT_APPLICABLE, "none there")]
    found = incident(entry(1, Kind.MITIGATED, "rolled back"), boxes=boxes)
    assert missing("resolve", found, POLICY, NOW) == []


def test_a_step_brings_what_people_have_to_tick() -> None:
    assert begun("declare", "SEV1", "", POLICY) == [
        Box("Declare", "Triage done"),
        Box("Declare", "Bridge open"),
    ]
    there = [Box("resolve", "metrics  normal", DONE)]
    assert begun("mitigate", "SEV1", "", POLICY, there) == []
    assert begun("declare", "SEV1", "", Policy({"preset": "ungated"})) == []


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        ("2", "Triage done"),
        ("triage", "Triage done"),
        ("ope", "Bridge open"),
        ("m", None),
        ("MITIGATED", "Mitigated"),
    ],
)
def test_an_item_is_named_by_number_or_words(reference: str, text: str | None) -> None:
    items = standing(incident(), POLICY, NOW)
    if text is None:
        with pytest.raises(NotFound, match="names 2 items: 4 Metrics normal; 5 Mitigated"):
            find(reference, items)
    else:
        assert find(reference, items).text == text


def test_words_that_name_one_open_item_among_done_ones_name_that() -> None:
    found = incident(entry(1, Kind.MITIGATED, "x"))
    assert find("m", standing(found, POLICY, NOW)).text == "Metrics normal"


def test_words_that_name_none() -> None:
    with pytest.raises(NotFound, match="no item of a checklist is '99'") as error:
        find("99", standing(incident(), POLICY, NOW))
    assert error.value.hint == "See them: inc checklist"


def test_when_a_list_begins() -> None:
    lists = {one.name: one for one in POLICY.checklists("SEV1")}
    resolve, declare = lists["resolve"], lists["declare"]
    assert checklists.has_begun(declare, incident())
    assert not checklists.has_begun(resolve, incident())
    assert checklists.has_begun(resolve, incident(entry(1, Kind.MITIGATED, "x")))
    assert checklists.has_begun(resolve, incident(entry(1, Kind.RESOLVED, "x")))
    close = resolve._replace(begins="resolve")
    assert not checklists.has_begun(close, incident(entry(1, Kind.MITIGATED, "x")))
    assert checklists.has_begun(close, incident(entry(1, Kind.RESOLVED, "x")))
    never = resolve._replace(begins="never")
    assert not checklists.has_begun(never, incident(entry(1, Kind.RESOLVED, "x")))


def test_the_lists_whose_step_has_not_come() -> None:
    assert "resolve" in checklists.later(incident(), POLICY)
    assert "declare" not in checklists.later(incident(), POLICY)
    assert "resolve" not in checklists.later(incident(entry(1, Kind.MITIGATED, "x")), POLICY)
