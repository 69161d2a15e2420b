"""A role changes hands in three sentences: "I hand over", "I take it", "confirmed"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from inc.domain.timeline import (
    HANDOFF_STEPS,
    Entry,
    of_kinds,
    read_handoff,
    read_role,
    said,
    value_and_reason,
)
from inc.domain.vocabulary import Kind, Role
from inc.errors import UsageError

OFFERED, TAKEN, CONFIRMED, WITHDRAWN, DECLINED = HANDOFF_STEPS


class Step(NamedTuple):
    """One sentence of a handoff: `offered commander to @bob`, `taken commander`."""

    step: str
    role: Role
    to: str
    words: str


class Pending(NamedTuple):
    """A handoff that is not complete: who holds the role, who is to have it, and how far it is."""

    role: Role
    holder: str
    to: str
    why: str
    offered_at: datetime
    status: str = ""
    """What the one who takes it said of the state; nothing before."""
    taken_at: datetime | None = None

    @property
    def is_taken(self) -> bool:
        """Whether only the confirmation is missing."""
        return self.taken_at is not None


class Ended(NamedTuple):
    """A handoff that is over, and the entry that ended it: its last sentence, or a role given."""

    offer: Pending
    by: Entry


def step_text(step: str, role: Role, to: str = "", words: str = "") -> str:
    """The text of a handoff entry."""
    return said(f"{step} {role.value}" + (f" to @{to}" if to else ""), words)


def read_step(entry: Entry) -> Step | None:
    """What a handoff entry says; None where people wrote something else."""
    value, reason = value_and_reason(entry.text)
    try:
        return Step(*read_handoff(value), reason)
    except UsageError:
        return None


def pending(entries: Sequence[Entry]) -> list[Pending]:
    """The handoffs that are under way, in the order in which they were offered.

    A role that is given to somebody in another way ends the handoff of that role.
    """
    return _read(entries)[0]


def ended(entries: Sequence[Entry]) -> list[Ended]:
    """The handoffs that are over, in the order in which they ended."""
    return _read(entries)[1]


def _read(entries: Sequence[Entry]) -> tuple[list[Pending], list[Ended]]:
    open_: dict[Role, Pending] = {}
    over: list[Ended] = []
    for entry in of_kinds(entries, (Kind.ROLE, Kind.HANDOFF)):
        step = read_step(entry) if entry.kind is Kind.HANDOFF else None
        role = step.role if step else _assigned(entry)
        offer = open_.get(role) if role else None
        if step and step.step == OFFERED:
            open_[step.role] = Pending(step.role, entry.author, step.to, step.words, entry.at)
        elif step and step.step == TAKEN and offer:
            open_[step.role] = offer._replace(status=step.words, taken_at=entry.at)
        elif role and offer:
            over.append(Ended(open_.pop(role), entry))
    return list(open_.values()), over


def _assigned(entry: Entry) -> Role | None:
    if entry.kind is not Kind.ROLE:
        return None
    try:
        return read_role(value_and_reason(entry.text)[0])[0]
    except UsageError:
        return None
