"""Who is missing, in two roles at once, tired, or busy with what others should do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from inc.domain.identifiers import same_person
from inc.domain.nudges.nudge import Case, Nudge
from inc.domain.timeline import Entry, read_role, value_and_reason
from inc.domain.times import words
from inc.domain.vocabulary import Kind, Role, spoken
from inc.errors import UsageError

if TYPE_CHECKING:
    from inc.domain.handoffs import Pending

_DEBUGGING: Final = (
    *(Kind.FINDING, Kind.CHECKING, Kind.HYPOTHESIS),
    *(Kind.ACTION, Kind.MITIGATED),
)


def no_commander(case: Case) -> Iterator[Nudge]:
    """Nobody commands, at a severity that needs somebody."""
    return _missing(case, [Role.COMMANDER])


def role_empty(case: Case) -> Iterator[Nudge]:
    """Another role that the severity needs is empty; overdue only while nothing is mitigated."""
    for nudge in _missing(case, [role for role in Role if role is not Role.COMMANDER]):
        yield nudge if case.is_burning else nudge._replace(due=None)


def _missing(case: Case, among: Sequence[Role]) -> Iterator[Nudge]:
    needed = case.policy.required_roles(case.severity) if case.incident.is_open else []
    for role in needed:
        if role in among and not case.holder(role):
            since = _needed_since(case, role)
            text = f"nobody is {spoken(role)}; {case.severity} needs one"
            yield Nudge(text, f"inc assign {role} WHO", since, case.answered_by(since))


def _needed_since(case: Case, role: Role) -> datetime:
    """Since when somebody is needed: the declaration, another severity, or when one left."""
    changed = [entry.at for entry in case.of(Kind.SEVERITY)]
    changed += [entry.at for entry in case.of(Kind.ROLE) if _speaks_of(entry, role)]
    return max(changed, default=case.began)


def roles_apart(case: Case) -> Iterator[Nudge]:
    """One person holds two roles that are two people's at this severity."""
    if not case.incident.is_open or len(case.roles) < 2:
        return
    from inc.domain import people  # a note with one role filled does not need it

    for one in people.conflicts(case.roles, case.severity, case.policy):
        text, since = people.conflict_text(one, case.severity), _needed_since(case, one.other)
        yield Nudge(text, people.parting(one), since)


def handoff_waits(case: Case) -> Iterator[Nudge]:
    """A role was offered, and while the next sentence is missing nobody knows whose word counts."""
    patience = case.policy.limit("handoff")
    if not (case.incident.is_open and patience):
        return
    for one in _pending(case):
        since = one.taken_at or one.offered_at
        step, role, waited = "take", spoken(one.role), words(case.now - since)
        text = f"@{one.holder} offered {role} to @{one.to}, who has not taken it for {waited}"
        if one.is_taken:
            step = "confirm"
            text = f"@{one.to} took {role}, and @{one.holder} has not confirmed it for {waited}"
        said = " -m STATUS" if step == "take" else ""
        yield Nudge(text, f"inc handoff {step} {one.role}{said}", since, since + patience)


def _pending(case: Case) -> Sequence[Pending]:
    if not case.has(Kind.HANDOFF):
        return ()
    from inc.domain import handoffs  # most incidents have none

    return handoffs.pending(case.of(Kind.ROLE, Kind.HANDOFF))


def tenure(case: Case) -> tuple[str, datetime]:
    """Who commands (or nobody, as an empty name) and since when, at the latest the declaration."""
    since, before = case.began, ""
    for entry in case.of(Kind.ROLE):
        if _speaks_of(entry, Role.COMMANDER):
            person = read_role(value_and_reason(entry.text)[0])[2]
            since = since if same_person(person, before) else entry.at
            before = person
    return case.holder(Role.COMMANDER), since


def commander_tired(case: Case) -> Iterator[Nudge]:
    """One person commands for longer than the policy has it, and is not handing over."""
    limit, (person, since) = case.policy.limit("commander"), tenure(case)
    if not (case.incident.is_open and limit and person) or _is_handing_over(case):
        return
    for_long = f"@{person} has been commander for {words(case.now - since)}"
    text = f"{for_long}; after {words(limit)} somebody fresh takes over"
    yield Nudge(text, "inc handoff commander --to WHO -m WHY", since + limit, since + limit)


def _is_handing_over(case: Case) -> bool:
    return Role.COMMANDER in [one.role for one in _pending(case)]


def commander_debugs(case: Case) -> Iterator[Nudge]:
    """Who commands has looked into things or changed them, which is for others to do."""
    person, _ = tenure(case)
    needed = Role.COMMANDER in case.policy.required_roles(case.severity)
    window = case.policy.limit("debugging")
    if not (case.incident.is_open and needed and person and window) or _is_handing_over(case):
        return
    since = max(_relieved(case), case.now - window)
    found = [one for one in case.since(since, *_DEBUGGING) if same_person(one.author, person)]
    if found:
        kinds = ", ".join(dict.fromkeys(entry.kind.value for entry in found))
        text = f"@{person} commands and debugs ({kinds}); who commands coordinates, others look"
        yield Nudge(text, _relief(case), found[0].at)


def _relieved(case: Case) -> datetime:
    """When the commander began, or last gave the technical lead to somebody."""
    given = (one.at for one in case.of(Kind.ROLE) if _speaks_of(one, Role.TECH_LEAD))
    return max([tenure(case)[1], *given])


def _relief(case: Case) -> str:
    """Who does not lead the diagnosis finds somebody for it; else somebody else commands."""
    has_lead = case.holder(Role.TECH_LEAD)
    return "inc handoff commander --to WHO -m WHY" if has_lead else "inc assign tech_lead WHO"


def _speaks_of(entry: Entry, role: Role) -> bool:
    try:
        return read_role(value_and_reason(entry.text)[0])[0] is role
    except UsageError:
        return False
