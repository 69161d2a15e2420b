"""Who holds which role, seen together: the command structure, and roles that are two people's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from inc.domain import handoffs
from inc.domain.handoffs import Pending
from inc.domain.identifiers import is_among
from inc.domain.incident import Incident, names
from inc.domain.policy import Policy
from inc.domain.timeline import Entry, fold
from inc.domain.vocabulary import Role, spoken

_BELOW_TECH_LEAD: Final = (Role.RESPONDER, Role.SME)
_BELOW_COMMANDER: Final = (Role.COMMS_LEAD, Role.SCRIBE)

Held = Mapping[str, Sequence[str]]
"""The people of each role, by the name of the role."""


# ------------------------------------------------------------------ one person in two roles


class Conflict(NamedTuple):
    """One person in two roles that are two people's at that severity."""

    person: str
    role: Role
    other: Role


def conflicts(roles: Held, severity: str, policy: Policy) -> list[Conflict]:
    """Everybody who holds two roles that the policy keeps apart at a severity."""
    return [
        Conflict(person, role, other)
        for role, other in policy.apart(severity)
        for person in roles.get(role, ())
        if is_among(person, roles.get(other, ()))
    ]


def conflict_text(conflict: Conflict, severity: str, verb: str = "is") -> str:
    """What is said of one: who, and which roles."""
    who, role, other = conflict
    held = f"@{who} {verb} {spoken(role)} and {spoken(other)}"
    return f"{held}; on {severity} these are two people"


def parting(conflict: Conflict) -> str:
    """The command that parts the roles of one."""
    return f"inc assign {conflict.other} WHO"


def _warning(conflict: Conflict, severity: str, verb: str = "is") -> str:
    return f"{conflict_text(conflict, severity, verb)}: {parting(conflict)}"


def arisen(before: Sequence[Entry], after: Sequence[Entry], policy: Policy) -> list[str]:
    """What is said of the conflicts that entries brought about, by assigning or by severity."""
    (old, old_severity), (new, severity) = _state(before), _state(after)
    known = conflicts(old, old_severity, policy)
    return [_warning(one, severity) for one in conflicts(new, severity, policy) if one not in known]


def replaced(before: Sequence[Entry], after: Sequence[Entry]) -> str:
    """What is said of a commander who was replaced without a handoff; nothing of another change."""
    role = Role.COMMANDER
    (old, _), (new, _) = _state(before), _state(after)
    held, holds = old.get(role), new.get(role)
    if not (held and holds) or is_among(held[0], holds):
        return ""
    said = f"@{holds[0]} replaces @{held[0]} as {spoken(role)}"
    return f"{said}; to hand over in words: inc handoff {role} --to WHO"


def would_arise(entries: Sequence[Entry], role: Role, to: str, policy: Policy) -> list[str]:
    """What is said of the conflicts that there will be once a role is handed over."""
    now, severity = _state(entries)
    known = conflicts(now, severity, policy)
    new = conflicts({**now, role.value: [to]}, severity, policy)
    return [_warning(one, severity, "would be") for one in new if one not in known]


def _state(entries: Sequence[Entry]) -> tuple[Held, str]:
    state = fold(entries)
    roles = {path[1]: names(who) for path, who in state.items() if path[0] == "roles"}
    return roles, str(state.get(("severity",)) or "")


# ------------------------------------------------------------------ the command structure


class Seat(NamedTuple):
    """A role in the structure, who sits there, and the roles that report to it."""

    role: str
    people: Sequence[str] = ()
    is_required: bool = False
    handoff: Pending | None = None
    below: Sequence[Seat] = ()

    def walk(self) -> Iterator[Seat]:
        """This seat and all below it, from the top."""
        yield self
        for seat in self.below:
            yield from seat.walk()


def structure(incident: Incident, policy: Policy) -> Seat | None:
    """The seats that somebody has or ought to have, below the commander; None for no people."""
    roles = incident.roles
    required = policy.required_roles(incident.severity) if incident.is_open else []
    pending = {one.role.value: one for one in handoffs.pending(incident.entries)}

    def seat(role: str, below: Sequence[Seat] = ()) -> Seat:
        people = roles.get(role, ())
        return Seat(str(role), people, role in required, pending.get(role), below)

    def seats(*wanted: str) -> list[Seat]:
        return [seat(role) for role in wanted if roles.get(role) or role in required]

    experts = seats(*_BELOW_TECH_LEAD)
    technical = [seat(Role.TECH_LEAD, experts)] if seats(Role.TECH_LEAD) else experts
    own = [role for role in roles if role not in set(Role)]
    below = [*technical, *seats(*_BELOW_COMMANDER, *own)]
    return seat(Role.COMMANDER, below) if below or seats(Role.COMMANDER) else None
