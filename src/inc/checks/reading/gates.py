"""What an incident that ended was still waiting for when it did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

from inc.checks.examined import Examined
from inc.domain import checklists, conditions, overrides
from inc.domain.checklists import Standing
from inc.domain.incident import Incident
from inc.domain.policy import NONE, Policy
from inc.domain.tasks import OPEN, Tasks, is_about, same_item
from inc.domain.timeline import Entry
from inc.domain.vocabulary import Kind, Status

_MOST_BOXES: Final = 500  # of a document; no team asks for more


class Ending(NamedTuple):
    """A step that ended an incident: when, by which entry, and what it did not wait for."""

    step: str
    at: datetime
    entry: Entry | None
    missing: list[Standing]


def passed(examined: Examined) -> Iterator[Ending]:
    """The steps that were done while something was open, and without an override."""
    incident, policy = _bounded(examined.incident), examined.policy
    if incident.is_open or not _is_under_checklists(examined):
        return
    for step, kind in (("resolve", Kind.RESOLVED), ("close", Kind.CLOSED)):
        if step == "close" and incident.status != Status.CLOSED:
            continue
        if policy.gate(step, incident.severity) == NONE:
            continue
        entry = max((one for one in incident.entries if one.kind is kind), key=_order, default=None)
        at = entry.at if entry else incident.time(f"{kind}_at") or incident.ended or examined.now
        if entry and overrides.reasons([entry]):
            continue
        if missing := _missing(step, incident, examined, at, entry):
            yield Ending(step, at, entry, missing)


def _bounded(incident: Incident) -> Incident:
    """The incident with the first of its boxes: each is compared with each item."""

    def tasks() -> Tasks:
        every = incident.tasks()
        return every._replace(boxes=every.boxes[:_MOST_BOXES])

    return incident._replace(tasks=tasks)


def _order(entry: Entry) -> tuple[datetime, str]:
    return entry.order


def _is_under_checklists(examined: Examined) -> bool:
    """Whether it may have boxes: a document from before there were any was never asked for them."""
    is_stub = bool(examined.incident.fields.get("merged_into"))
    return b"hecklists" in examined.data and b"[" in examined.data and not is_stub


def _missing(
    step: str, incident: Incident, examined: Examined, at: datetime, entry: Entry | None
) -> list[Standing]:
    """What was open at the end, as it was known then and as it is known today.

    What somebody wrote down later can only excuse it: who adds a forgotten change an hour after
    the end is not to be told that it was not quiet.
    """
    policy = examined.policy
    has_open = b"[ ]" in examined.data
    until = [one for one in incident.entries if one.at <= at]
    known = [one for one in until if _was_known(one, entry)]
    then = incident._replace(entries=known)
    if not (_may_be_open(step, then, policy, at, has_open) and incident.boxes):
        return []
    open_then = checklists.missing(step, then, policy, at)
    asked = [one for one in open_then if one.computed or _has_box(one, incident)]
    if not asked or len(known) == len(until):
        return asked
    today = incident._replace(entries=until)
    open_today = {one.name for one in checklists.missing(step, today, policy, at)}
    return [one for one in asked if one.name in open_today]


def _may_be_open(
    step: str, incident: Incident, policy: Policy, at: datetime, has_open: bool
) -> bool:
    """Whether anything of a step is open; quickly, for nearly always nothing is."""
    title, computed = _asked(policy, step, incident.severity, incident.type)
    if has_open and any(
        box.state == OPEN and same_item(box.checklist, title) for box in incident.boxes
    ):
        return True
    return any(not conditions.answer(name, incident, policy, at).is_met for name in computed)


@lru_cache(maxsize=64)
def _asked(policy: Policy, step: str, severity: str, type_: str) -> tuple[str, tuple[str, ...]]:
    """The title of the checklist of a step, and what it asks the record."""
    for one in policy.checklists(severity, type_):
        if one.name == step:
            return one.title, tuple(item.computed for item in one.items if item.computed)
    return "", ()


def _was_known(one: Entry, end: Entry | None) -> bool:
    """Whether an entry was written down before the end was."""
    return end is None or not (one.id and end.id) or one.id <= end.id


def _has_box(one: Standing, incident: Incident) -> bool:
    """Whether the document asks for an item: a policy that grew asks nothing of the past."""
    return any(
        same_item(box.checklist, one.title) and is_about(box.text, one.text)
        for box in incident.boxes
    )
