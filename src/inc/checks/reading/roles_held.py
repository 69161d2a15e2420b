"""Who held which role at any time in the life of an incident, and which ones nobody held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from inc.checks.examined import Examined
from inc.checks.finding import Problem
from inc.domain.incident import Incident
from inc.domain.nudges.nudge import Case
from inc.domain.policy import Policy
from inc.domain.timeline import read_role, value_and_reason
from inc.domain.vocabulary import Kind, Role, role_name, spoken
from inc.errors import UsageError


def ever(incident: Incident) -> set[str]:
    """The roles that somebody holds, or held at some time as the timeline tells."""
    held = set(incident.roles)
    for entry in incident.entries:
        if entry.kind is Kind.ROLE:
            try:
                role, was_given, _ = read_role(value_and_reason(entry.text)[0])
            except UsageError:
                continue
            held |= {role.value} if was_given else set()
    return {role_name(role) for role in held}


@lru_cache(maxsize=1)  # two rules ask about the same document
def missing(examined: Examined) -> Sequence[tuple[Role, Problem]]:
    """The roles that the severity asks for and nobody ever held; none while there is still time."""
    incident = examined.incident
    required = _required(examined.policy, incident.severity) if examined.is_readable else ()
    stated = incident.fields.get("roles") if required else None
    if isinstance(stated, Mapping) and all(stated.get(role.value) for role in required):
        return ()  # nearly always
    if not required or incident.fields.get("merged_into") or _is_early(examined):
        return ()
    held = ever(incident)
    empty = [role for role in required if role.value not in held]
    line = examined.line_of("roles") if stated else 1
    line = line if line > 1 else examined.line_of("severity")
    return [(role, _problem(role, incident, line)) for role in empty]


def _problem(role: Role, incident: Incident, line: int) -> Problem:
    verb = "is" if incident.is_open else "was"
    message = f"nobody {verb} {spoken(role)}; {incident.severity} needs one"
    hint = f"inc assign {role} WHO -i {incident.id}"
    if not incident.is_open:
        hint = f"If somebody was, say who and since when: {hint} --at TIME"
    return Problem(line, message, hint, about=role.value)


@lru_cache(maxsize=64)
def _required(policy: Policy, severity: str) -> tuple[Role, ...]:
    return tuple(policy.required_roles(severity))


def _is_early(examined: Examined) -> bool:
    """Whether it was declared so lately that nobody has to have answered yet."""
    if not examined.incident.is_open:
        return False
    case = Case(examined.incident, examined.policy, examined.now)
    due = case.answered_by(case.began)
    return due is not None and examined.now < due
