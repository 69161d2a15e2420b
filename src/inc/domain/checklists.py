"""How the checklists of an incident stand: what is done, by whom, when, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from inc.domain import conditions
from inc.domain.incident import Incident
from inc.domain.policy import Policy
from inc.domain.provisions import Checklist, Item
from inc.domain.tasks import DONE, NOT_APPLICABLE, OPEN, Box, folded, is_about, same_item
from inc.domain.timeline import Entry
from inc.domain.vocabulary import Kind
from inc.errors import NotFound

UNTICKED: Final = "Not done after all: "
SKIPPED: Final = "Does not apply: "
FAILED: Final = "Check failed: "
"""How the entry of a tick begins that is none."""
BECAUSE: Final = "- Because: "
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
    def name(self) -> str:
        """It with its checklist, as entries name it: `Resolve: Impact mitigated`."""
        return f"{self.title}: {self.text}"

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


def standing(incident: Incident, policy: Policy, now: datetime, only: str = "") -> list[Standing]:
    """All items of all checklists of an incident, or of one, each with its number.

    The policy says which there are; lines that people added to the document are items too. A number
    stays with its item when the severity changes: somebody may have it on their screen.
    """
    boxes = list(incident.boxes)
    ticks = _ticks(incident.entries)
    found, number = [], 0
    severity, type_ = incident.severity, incident.type
    for checklist in policy.all_checklists():
        first, number = number + 1, number + len(checklist.items)
        has_boxes = any(same_item(box.checklist, checklist.title) for box in boxes)
        is_wanted = not only or checklist.name == only
        if not checklist.suits(type_) or not (is_wanted or has_boxes):
            continue
        for place, item in enumerate(checklist.items, first):
            if not item.suits(severity):
                continue
            if is_wanted:
                one = _of_policy(checklist, item, boxes, incident, policy, now)
                found.append(one._replace(number=place))
            else:
                _taken(boxes, checklist.title, item.text)
    found += _added(boxes, policy, number + 1)
    order = {title: place for place, title in enumerate(dict.fromkeys(one.title for one in found))}
    found.sort(key=lambda one: order[one.title])
    return [_with_tick(one, ticks) for one in found]


def _of_policy(
    checklist: Checklist,
    item: Item,
    boxes: list[Box],
    incident: Incident,
    policy: Policy,
    now: datetime,
) -> Standing:
    """An item of the policy as it stands, its box taken out of those that are left."""
    plain = Standing(0, checklist.name, checklist.title, item.text, OPEN, item.computed)
    box = _taken(boxes, checklist.title, item.text)
    if item.computed and not (box and box.state == NOT_APPLICABLE):
        met = conditions.answer(item.computed, incident, policy, now)
        state = DONE if met.is_met else OPEN
        return plain._replace(state=state, missing=met.missing, command=met.command)
    return plain._replace(state=box.state, reason=box.reason) if box else plain


def _taken(boxes: list[Box], title: str, text: str) -> Box | None:
    """The box of an item, taken out of those that are left."""
    for box in boxes:
        if same_item(box.checklist, title) and is_about(box.text, text):
            boxes.remove(box)
            return box
    return None


def _added(boxes: Sequence[Box], policy: Policy, first: int) -> list[Standing]:
    """What people added to a checklist, or as one of their own, numbered from the first."""
    lists = {one.title.casefold(): one for one in policy.all_checklists()}
    found = []
    for number, box in enumerate(boxes, start=first):
        known = lists.get(box.checklist.casefold())
        name, title = (known.name, known.title) if known else (box.checklist, box.checklist)
        found.append(Standing(number, name, title, box.text, box.state, reason=box.reason))
    return found


def _ticks(entries: Sequence[Entry]) -> dict[str, tuple[int, Entry]]:
    """The last entry that says each thing of an item, with its place among all of them."""
    said = [entry for entry in entries if entry.kind is Kind.CHECKED]
    return {folded(entry.first_line): (place, entry) for place, entry in enumerate(said)}


def _with_tick(one: Standing, ticks: Mapping[str, tuple[int, Entry]]) -> Standing:
    """The item with the entry that made it what it is; without one it was a hand, or the record."""
    if one.is_open or (one.computed and one.state == DONE):
        return one
    made = f"{SKIPPED}{one.name}" if one.state == NOT_APPLICABLE else one.name
    about = (one.name, f"{UNTICKED}{one.name}", f"{SKIPPED}{one.name}")
    said = [ticks[text] for text in map(folded, about) if text in ticks]
    _, last = max(said, default=(0, None))
    agrees = last is not None and same_item(last.first_line, made)
    return one._replace(entry=last) if agrees else one


def has_begun(checklist: Checklist, incident: Incident) -> bool:
    """Whether the step of a checklist has come."""
    return {
        "declare": True,
        "mitigate": incident.time("mitigated_at") is not None or not incident.is_open,
        "resolve": not incident.is_open,
    }.get(checklist.begins, False)


def later(incident: Incident, policy: Policy) -> set[str]:
    """The names of the checklists whose step has not come."""
    lists = policy.checklists(incident.severity, incident.type)
    return {one.name for one in lists if not has_begun(one, incident)}


def missing(step: str, incident: Incident, policy: Policy, now: datetime) -> list[Standing]:
    """What `resolve` or `close` still waits for at this severity."""
    gate = policy.gate(step, incident.severity)
    if gate not in ("all", "computed"):
        return []
    found = [one for one in standing(incident, policy, now, step) if one.checklist == step]
    return [one for one in found if one.is_open and (gate == "all" or one.computed)]


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


def all_begun(incident: Incident, severity: str, policy: Policy) -> list[Box]:
    """The lines that a document of another severity gets: those of all steps that have come."""
    lists = policy.checklists(severity, incident.type)
    steps = dict.fromkeys(one.begins for one in lists if has_begun(one, incident))
    return [
        box
        for step in steps
        for box in begun(step, severity, incident.type, policy, incident.boxes)
    ]


def find(reference: str, items: Sequence[Standing]) -> Standing:
    """The item that a number or unique words name; NotFound, with candidates, where unclear."""
    if reference.isdecimal():
        for one in items:
            if one.number == int(reference):
                return one
    wanted = reference.casefold()
    exact = [one for one in items if same_item(reference, one.name)]
    exact = exact or [one for one in items if same_item(reference, one.text)]
    begins = [one for one in items if one.text.casefold().startswith(wanted)]
    within = [one for one in items if wanted in one.name.casefold()]
    found = exact or begins or within
    if len(found) > 1:
        found = [one for one in found if one.is_open] or found
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(f"no item of a checklist is '{reference}'", hint="See them: inc checklist")
    shown = "; ".join(f"{one.number} {one.text}" for one in found[:5])
    raise NotFound(f"'{reference}' names {len(found)} items: {shown}", hint="Use the number.")
