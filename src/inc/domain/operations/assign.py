"""Give a role to people, or take it from them."""

from __future__ import annotations

from collections.abc import Sequence

from inc.domain.identifiers import is_among
from inc.domain.incident import Change, Draft, Facts, Incident, change, record
from inc.domain.timeline import NOBODY, said
from inc.domain.vocabulary import Kind, Role
from inc.errors import Refused, UsageError


def assign(
    incident: Incident, facts: Facts, role: Role, people: Sequence[str], why: str, *, remove: bool
) -> Change:
    """Give a role to people, or take it from them; roles that one person holds pass on."""
    held = incident.roles.get(role.value, [])
    if remove:
        drafts = [Draft(Kind.ROLE, said(text, why)) for text in _departures(role, people, held)]
    else:
        if len(people) > 1 and not role.holds_many:
            raise UsageError(
                f"one person is {role.value}, not {len(people)}",
                hint="Several people can be sme or responder.",
            )
        new = [person for person in people if not is_among(person, held)]
        drafts = [Draft(Kind.ROLE, said(f"{role.value} @{person}", why)) for person in new]
    if not drafts:
        raise Refused(
            f"nothing to change: {role.value} is {', '.join(held) or NOBODY} already",
            hint="See who does what: inc show",
        )
    return change(
        incident,
        "assign",
        words=[f"role {role.value}"],
        added=record(incident.entries, facts, drafts),
    )


def _departures(role: Role, people: Sequence[str], held: Sequence[str]) -> list[str]:
    leaving = [person for person in held if not people or is_among(person, people)]
    if not role.holds_many:
        return [f"{role.value} {NOBODY}"] if leaving else []
    return [f"{role.value} not @{person}" for person in leaving]
