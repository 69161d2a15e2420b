"""Two incidents that are one: the entries of the other join this one, and a stub is left of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from shlex import quote
from typing import Final

from inc.domain import checklists
from inc.domain.identifiers import mint
from inc.domain.incident import Change, Draft, Facts, Incident, change, record
from inc.domain.policy import Policy
from inc.domain.tasks import ActionItem, Box, same_item
from inc.domain.timeline import (
    FROM,
    INTO,
    Entry,
    Path,
    Value,
    fold,
    newest_id,
    said,
    shapes_state,
    value_and_reason,
)
from inc.domain.times import iso
from inc.domain.vocabulary import Kind, Severity
from inc.errors import Refused, UsageError

ITS_OWN: Final = (
    *(Kind.DECLARED, Kind.SEVERITY, Kind.STATUS, Kind.ROLE, Kind.HANDOFF, Kind.CHECKED),
    *(Kind.RESOLVED, Kind.CLOSED, Kind.REOPENED, Kind.CORRECTED, Kind.MERGED),
)
"""Entries that speak of the response to one incident; in another one they are notes."""

_BEGINNINGS: Final = {
    Kind.STARTED: "started_at",
    Kind.DETECTED: "detected_at",
    Kind.ACKNOWLEDGED: "acknowledged_at",
}
_UNITED: Final = ("services", "tags", "runbooks", "links", "aliases")
_FIRST_STATED: Final = ("impact", "channel", "type", "vendor")
_ENDED: Final = ("status", "closed_at", "next_update_at")
_GONE: Final = ("aliases", "postmortem_due_at", "postmortem_meeting_by")


def merge(
    this: Incident, other: Incident, facts: Facts, policy: Policy, why: str
) -> tuple[Change, Change]:
    """Join the other incident into this one: what changes in this one, and what in the other.

    The severity, the status and the roles of this one are not touched. Entries of the other that
    carry its own are notes here; they also stay in its stub, since its state rests on them.
    """
    _refuse(this, other)
    came = coming(this, other, other.entries, facts)
    known = [*this.entries, *other.entries, *came]
    came += record(known, facts, [*_beginnings(this, this.entries), *_beginnings(other, came)])
    [arrived] = record(
        [*known, *came], facts, [Draft(Kind.MERGED, said(f"{FROM} {other.id}", why))]
    )
    joined = change(
        this,
        "merge",
        words=[f"merged {other.id}"],
        added=[*came, arrived],
        fields=joined_fields(this, other),
        boxes=new_boxes(this, other, policy),
        actions=new_actions(this, other),
    )
    return joined, _stub(this, other, arrived._replace(text=said(f"{INTO} {this.id}", why)))


def _refuse(this: Incident, other: Incident) -> None:
    """Raise Refused, or UsageError, where the two cannot become one."""
    if this.id == other.id:
        raise UsageError(
            "an incident cannot be merged into itself",
            hint=f"Name the one that goes on: inc merge {other.id} -i THIS",
        )
    for one in (other, this):
        if target := one.fields.get("merged_into"):
            raise Refused(
                f"{one.id} was merged into {target} already",
                hint=f"See: inc show {quote(str(target))}",
            )
    refuse_other_readers(this, other)


def refuse_other_readers(this: Incident, other: Incident) -> None:
    """Raise Refused where the text of one would reach people whom it is not for, or the figures."""
    if other.is_restricted and not this.is_restricted:
        raise Refused(
            f"{other.id} is restricted and {this.id} is not, so its text would leave its circle",
            hint=f"First: inc restrict -i {this.id} -m WHY",
        )
    if other.is_drill != this.is_drill:
        drill, real = (other, this) if other.is_drill else (this, other)
        raise Refused(f"{drill.id} is a drill and {real.id} is not", hint="Link them: inc link ID")


def sources(incident: Incident) -> list[str]:
    """The incidents whose entries joined this one."""
    told = (
        value_and_reason(entry.text)[0] for entry in incident.entries if entry.kind is Kind.MERGED
    )
    return [value.removeprefix(f"{FROM} ") for value in told if value.startswith(f"{FROM} ")]


# ------------------------------------------------------------------ entries


def coming(this: Incident, other: Incident, entries: Sequence[Entry], facts: Facts) -> list[Entry]:
    """Entries of the other as this one gets them, each with an id that no other here has."""
    there = {entry.id: entry for entry in this.entries if entry.id}
    newest = newest_id([*this.entries, *other.entries])
    came = []
    for entry in entries:
        told = as_told(entry, other)
        if there.get(entry.id) in (entry, told):
            continue
        if not entry.id or entry.id in there:
            newest = mint(facts.now, newest, facts.entropy())
            told = told._replace(id=newest)
        there[told.id] = told
        came.append(told)
    return came


def as_told(entry: Entry, other: Incident) -> Entry:
    """An entry of the other in this one: a note where it must not govern here."""
    if not (entry.kind in ITS_OWN or _is_overruled(entry, other)):
        return entry
    return as_note(entry, other.id)


def as_note(entry: Entry, other: str) -> Entry:
    """An entry of another incident as a note, which changes no state here."""
    text = said(f"{entry.kind} in {other}", entry.text)
    return entry._replace(kind=Kind.NOTE, text=text, audience="")


def _is_overruled(entry: Entry, other: Incident) -> bool:
    """Whether the other says that its beginning was later, or that the mitigation did not hold."""
    if entry.kind is Kind.MITIGATED:
        return fold(other.entries).get(("mitigated_at",)) is None
    stated = other.time(_BEGINNINGS.get(entry.kind, ""))
    return stated is not None and entry.at < stated


def _beginnings(incident: Incident, entries: Sequence[Entry]) -> Iterator[Draft]:
    """Entries for the beginnings that only the front matter of an incident states."""
    told = fold(entries)
    for kind, field in _BEGINNINGS.items():
        stated = incident.time(field)
        if stated and told.get((field,)) != iso(stated):
            yield Draft(kind, f"As {incident.id} states it", stated)


# ------------------------------------------------------------------ the rest of the document


def joined_fields(this: Incident, other: Incident) -> dict[Path, Value]:
    """What the front matter of the other adds to that of this one."""
    fields: dict[Path, Value] = {}
    for name in _UNITED:
        has = this.list_of(name)
        came = (one for one in other.list_of(name) if one.partition(" ")[2] != this.id)
        new = [one for one in came if one not in has]
        if new:
            fields[name,] = [*has, *new]
    for name in _FIRST_STATED:
        if (value := other.fields.get(name)) and not this.fields.get(name):
            fields[name,] = str(value)
    return fields


def new_boxes(this: Incident, other: Incident, policy: Policy) -> list[Box]:
    """The lines that people added to the checklists of the other, and those of its type."""
    standard = [
        Box(checklist.title, item.text)
        for severity in Severity
        for checklist in policy.checklists(severity, other.type)
        for item in checklist.items
    ]
    known = [*standard, *this.boxes]
    by_hand = [box for box in other.boxes if not any(_is_same(box, one) for one in known)]
    if not other.type or this.type:
        return by_hand
    return [*by_hand, *checklists.begun("declare", this.severity, other.type, policy, this.boxes)]


def _is_same(box: Box, known: Box) -> bool:
    remarked = box.text.casefold().startswith(known.text.casefold() + " ")
    return same_item(box.checklist, known.checklist) and (
        same_item(box.text, known.text) or remarked
    )


def new_actions(this: Incident, other: Incident) -> list[ActionItem]:
    """The action items of the other that this one has not."""
    known = [action._replace(id="") for action in this.actions]
    return [action for action in other.actions if action._replace(id="") not in known]


def is_left(entry: Entry) -> bool:
    """Whether an entry stays in the stub, for the state of the stub rests on it."""
    return entry.kind in ITS_OWN and shapes_state(entry)


def _stub(this: Incident, other: Incident, left: Entry) -> Change:
    """What is left of the other: the entries that its state rests on, and where it went."""
    kept = [entry for entry in other.entries if is_left(entry)]
    left = left._replace(at=max([left.at, *(entry.at for entry in kept)]))
    state = fold([*kept, left])
    return Change(
        other.id,
        "merge",
        added=(left,),
        dropped=tuple(entry for entry in other.entries if entry not in kept),
        fields={**fields_left(this, other, state), ("merged_into",): this.id},
    )


def fields_left(this: Incident, other: Incident, state: Mapping[Path, Value]) -> dict[Path, Value]:
    """What the front matter of a stub says of its end, and what it does not say any more."""
    fields: dict[Path, Value] = {(name,): state.get((name,)) for name in _ENDED}
    fields |= {(name,): None for name in _GONE if name in other.fields}
    if this.is_restricted:
        fields["visibility",] = this.fields["visibility"]
    return fields
