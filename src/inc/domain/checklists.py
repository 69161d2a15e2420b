"""How the checklists of an incident stand: what is done, by whom, when, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from inc.domain import conditions
from inc.domain.incident import Incident
from inc.domain.policy import Policy
from inc.domain.provisions import Checklist
from inc.domain.tasks import DONE, OPEN, Box, same_item
from inc.domain.timeline import Entry
from inc.domain.vocabulary import Kind
from inc.errors import NotFound

UNTICKED: Final = "- Unticked: "
SKIPPED: Final = "- Does not apply: "
EVIDENCE: Final = "- Evidence: "
RAN: Final = "- Ran: "


class Standing(NamedTuple):
    """One item of a checklist as it stands: `state` is open, done or not-applicable.

    A `computed` item is answered by the record. `entry` is the one that ticked it; without one a
    ticked item was ticked by hand. `missing` and `command` say what an open one waits for.
    """

    number: int
    checklist: str
    title: str
    text: str
    state: str
    computed: str = ""
    reason: str = ""
    entry: Entry | None = None
    missing: str = ""
    command: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state == OPEN

    @property
    def evidence(self) -> str:
        """What the entry that ticked it says in proof."""
        lines = self.entry.text.split("\n") if self.entry else []
        found = (line for line in lines if line.startswith((EVIDENCE, RAN)))
        return next((line.partition(": ")[2] for line in found), "")


def standing(incident: Incident, policy: Policy, now: datetime) -> list[Standing]:
    """All items of all checklists of an incident, numbered through.

    The policy says which there are; lines that people added to the document are items too.
    """
    boxes = list(incident.boxes)
    ticks = [entry for entry in incident.entries if entry.kind is Kind.CHECKED]
    found: list[Standing] = []
    for checklist in policy.checklists(incident.severity, incident.type):
        found += _of_policy(checklist, boxes, incident, policy, now)
    for box in boxes:  # those that no item of the policy has taken
        found.append(Standing(0, box.checklist, box.checklist, box.text, box.state))
    return [
        _with_tick(one, ticks)._replace(number=number) for number, one in enumerate(found, start=1)
    ]


def _of_policy(
    checklist: Checklist, boxes: list[Box], incident: Incident, policy: Policy, now: datetime
) -> Iterator[Standing]:
    for item in checklist.items:
        plain = Standing(0, checklist.name, checklist.title, item.text, OPEN, item.computed)
        if item.computed:
            met = conditions.answer(item.computed, incident, policy, now)
            state = DONE if met.is_met else OPEN
            yield plain._replace(state=state, missing=met.missing, command=met.command)
            continue
        box = _taken(boxes, checklist.title, item.text)
        state, reason = (box.state, box.reason) if box else (OPEN, "")
        yield plain._replace(state=state, reason=reason)
    # What people added below the same heading belongs to the same list.
    for box in [one for one in boxes if same_item(one.checklist, checklist.title)]:
        boxes.remove(box)
        yield Standing(0, checklist.name, checklist.title, box.text, box.state, reason=box.reason)


def _taken(boxes: list[Box], title: str, text: str) -> Box | None:
    """The box of an item, taken out of those that are left."""
    for box in boxes:
        about = same_item(box.text, text) or box.text.casefold().startswith(text.casefold() + " ")
        if same_item(box.checklist, title) and about:
            boxes.remove(box)
            return box
    return None


def _with_tick(one: Standing, ticks: Sequence[Entry]) -> Standing:
    """The item with the entry that last spoke of it, where the two agree."""
    name = f"{one.title}: {one.text}"
    last = next((entry for entry in reversed(ticks) if same_item(entry.first_line, name)), None)
    if last is None or one.computed or one.is_open or UNTICKED in last.text:
        return one if not one.is_open or one.command else one._replace(command=_tick(one))
    return one._replace(entry=last)


def _tick(one: Standing) -> str:
    return f"inc tick '{one.text}'" if "'" not in one.text else f'inc tick "{one.text}"'


def has_begun(checklist: Checklist, incident: Incident) -> bool:
    """Whether the step of a checklist has come."""
    return {
        "declare": True,
        "mitigate": incident.time("mitigated_at") is not None or not incident.is_open,
        "resolve": not incident.is_open,
    }.get(checklist.begins, False)


def missing(step: str, incident: Incident, policy: Policy, now: datetime) -> list[Standing]:
    """What `resolve` or `close` still waits for at this severity."""
    gate = policy.gate(step, incident.severity)
    found = [one for one in standing(incident, policy, now) if one.checklist == step]
    waits = {"all": found, "computed": [one for one in found if one.computed]}.get(gate, [])
    return [one for one in waits if one.is_open]


def begun(
    step: str, severity: str, type_: str, policy: Policy, boxes: Sequence[Box] = ()
) -> list[Box]:
    """The lines that the document gets when a step begins: what people have to tick."""
    return [
        Box(checklist.title, item.text)
        for checklist in policy.checklists(severity, type_)
        if checklist.begins == step
        for item in checklist.items
        if not item.computed
        if not any(
            same_item(box.checklist, checklist.title) and same_item(box.text, item.text)
            for box in boxes
        )
    ]


def find(reference: str, items: Sequence[Standing]) -> Standing:
    """The item that a number or unique words name; NotFound, with candidates, where unclear."""
    if reference.isdecimal():
        for one in items:
            if one.number == int(reference):
                return one
    wanted = reference.casefold()
    exact = [one for one in items if same_item(one.text, reference)]
    begins = [one for one in items if one.text.casefold().startswith(wanted)]
    within = [one for one in items if wanted in f"{one.title}: {one.text}".casefold()]
    found = exact or begins or within
    if len(found) > 1:
        found = [one for one in found if one.is_open] or found
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(f"no item of a checklist is '{reference}'", hint="See them: inc checklist")
    shown = "; ".join(f"{one.number} {one.text}" for one in found[:5])
    raise NotFound(f"'{reference}' names {len(found)} items: {shown}", hint="Use the number.")
