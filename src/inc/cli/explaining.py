"""What severities and roles mean, as the policy says: definitions, duties, the matrix drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from inc.cli import output
from inc.cli.session import current
from inc.domain.policy import NONE, Policy, lasting
from inc.domain.provisions import Duties
from inc.domain.text import visible
from inc.domain.times import words
from inc.domain.triage import IMPACTS, SCOPES
from inc.domain.vocabulary import Audience, Role, Severity

_LABEL = 10


def severities(policy: Policy, only: Severity | None = None) -> None:
    """Say what one severity means, or all of them, and which one the matrix gives."""
    wanted = [only] if only else list(Severity)
    if current().as_json:
        facts = [_facts(policy, severity) for severity in wanted]
        output.as_json({"severities": facts, "matrix": _matrix(policy)})
        return
    for severity in wanted:
        for line in _definition(policy, severity):
            output.say(line)
        output.say()
    for line in _drawn(policy):
        output.say(line)


def roles(policy: Policy, only: Role | None = None) -> None:
    """Say what somebody in one role does, or in each of them, and where it is required."""
    wanted = [policy.duties(role) for role in ([only] if only else Role)]
    if current().as_json:
        output.as_json({"roles": [duties._asdict() for duties in wanted]})
        return
    for number, duties in enumerate(wanted):
        output.say(("\n" if number else "") + duties.role.value)
        for line in _duties(duties):
            output.say(line)


def _duties(told: Duties) -> Iterator[str]:
    yield from _rows("does", told.duties)
    yield from _rows("leaves", told.leaves_to_others)
    yield from _rows("required", [", ".join(told.required) or "on demand"])


def _facts(policy: Policy, severity: Severity) -> dict[str, Any]:
    told = {one.value: policy.value("cadence", severity, one) for one in Audience}
    roles = [role.value for role in policy.required_roles(severity)]
    return policy.definition(severity)._asdict() | {"cadence": told, "required_roles": roles}


def _matrix(policy: Policy) -> dict[str, dict[str, str]]:
    return {scope: {impact: policy.judged(impact, scope) for impact in IMPACTS} for scope in SCOPES}


def _definition(policy: Policy, severity: Severity) -> Iterator[str]:
    told = policy.definition(severity)
    yield f"{severity}  {told.name}"
    yield from _rows("when", told.criteria)
    yield from _rows("such as", ["; ".join(told.examples)])
    yield from _rows("response", [told.response, _within(told.respond_within)])
    yield from _rows("updates", [*_cadence(policy, severity)] or ["as needed"])
    roles = [role.value for role in policy.required_roles(severity)]
    yield from _rows("roles", [", ".join(roles) or "none required"])


def _within(stated: str) -> str:
    return "" if stated == NONE else f"Somebody is on it within {lasting(stated)}."


def _cadence(policy: Policy, severity: Severity) -> Iterator[str]:
    """Who is told how often, the most often first: `every 15 min: responders, internal`."""
    told = {audience: policy.cadence(severity, audience) for audience in Audience}
    for every in sorted({every for every in told.values() if every}):
        names = (audience.value for audience in Audience if told[audience] == every)
        yield f"every {words(every)}: {', '.join(names)}"


def _rows(label: str, lines: Sequence[str]) -> Iterator[str]:
    for line in filter(None, lines):
        margin = " " * (_LABEL + 2)
        yield output.wrapped(f"  {label:<{_LABEL}}{visible(line)}", rest=margin)
        label = ""


def _drawn(policy: Policy) -> Iterator[str]:
    yield " " * (_LABEL + 2) + f"{'user impact':^24}".rstrip()
    yield f"  {'scope':<{_LABEL}}" + "".join(f"{impact:<8}" for impact in IMPACTS).rstrip()
    for scope in reversed(SCOPES):
        cells = (policy.judged(impact, scope) for impact in IMPACTS)
        yield f"  {scope:<{_LABEL}}" + "".join(f"{cell:<8}" for cell in cells).rstrip()
    yield "When in doubt, the worse one."
