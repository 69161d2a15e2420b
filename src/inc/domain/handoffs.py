"""A role changes hands in three sentences: "I hand over", "I take it", "confirmed"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from inc.domain.timeline import Entry, read_role, value_and_reason
from inc.domain.vocabulary import Kind, Role
from inc.errors import UsageError

OFFERED: Final = "offered"
TAKEN: Final = "taken"
CONFIRMED: Final = "confirmed"
WITHDRAWN: Final = "withdrawn"
DECLINED: Final = "declined"

_STEPS: Final = (OFFERED, TAKEN, CONFIRMED, WITHDRAWN, DECLINED)


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

    @property
    def is_taken(self) -> bool:
        """Whether only the confirmation is missing."""
        return bool(self.status)


def step_text(step: str, role: Role, to: str = "", words: str = "") -> str:
    """The text of a handoff entry."""
    value = f"{step} {role.value}" + (f" to @{to}" if to else "")
    return f"{value}: {words}" if words else value


def read_step(entry: Entry) -> Step | None:
    """What a handoff entry says; None where people wrote something else."""
    value, said = value_and_reason(entry.text)
    words = value.split()
    if len(words) not in (2, 4) or words[0] not in _STEPS or words[1] not in set(Role):
        return None
    return Step(words[0], Role(words[1]), words[-1].removeprefix("@") if words[2:] else "", said)


def pending(entries: Sequence[Entry]) -> list[Pending]:
    """The handoffs that are under way, in the order in which they were offered.

    A role that is given to somebody in another way ends the handoff of that role.
    """
    open_: dict[Role, Pending] = {}
    for entry in sorted(entries, key=lambda entry: entry.order):
        if entry.kind is Kind.ROLE:
            open_.pop(_assigned(entry), None)  # type: ignore[arg-type]
        step = read_step(entry) if entry.kind is Kind.HANDOFF else None
        if step is None:
            continue
        offer = open_.get(step.role)
        if step.step == OFFERED:
            open_[step.role] = Pending(step.role, entry.author, step.to, step.words, entry.at)
        elif step.step == TAKEN and offer:
            open_[step.role] = offer._replace(status=step.words or "taken")
        else:
            open_.pop(step.role, None)
    return list(open_.values())


def _assigned(entry: Entry) -> Role | None:
    try:
        return read_role(value_and_reason(entry.text)[0])[0]
    except UsageError:
        return None
