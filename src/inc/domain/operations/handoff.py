"""The three sentences of a handoff, and the two that end one before it is complete."""

from __future__ import annotations

from typing import Final

from inc.domain import handoffs
from inc.domain.handoffs import CONFIRMED, DECLINED, OFFERED, TAKEN, WITHDRAWN, Pending
from inc.domain.identifiers import is_among, same_person
from inc.domain.incident import Change, Draft, Facts, Incident, change, record
from inc.domain.timeline import Entry, said
from inc.domain.times import iso
from inc.domain.vocabulary import Kind, Role
from inc.errors import Refused, UsageError

STATUS: Final = '-m "current status is …"'


def offer(incident: Incident, facts: Facts, role: Role, to: str, why: str) -> Change:
    """The first sentence, "I hand over to bob", by the one who holds the role."""
    if role.holds_many:
        raise UsageError(
            f"several people are {role}, so nobody hands it over",
            hint=f"Use: inc assign {role} {to}",
        )
    _refuse_who_cannot_offer(incident, facts, role, to)
    under_way = _pending(incident, role)
    if under_way:
        raise Refused(
            f"{role} was offered to {under_way[0].to} already",
            hint="To offer it to another: inc handoff withdraw, then offer again",
        )
    drafts = [Draft(Kind.HANDOFF, handoffs.step_text(OFFERED, role, to, why))]
    return _step(incident, facts, role, OFFERED, drafts)


def take(incident: Incident, facts: Facts, role: Role | None, status: str) -> Change:
    """The second, "I take it, current status is …", by the one it was offered to."""
    offered = _meant(incident, role, "take", facts.author)
    named = _named(role)
    if not same_person(facts.author, offered.to):
        raise Refused(
            f"{offered.role} was offered to {offered.to}, not to {facts.author}",
            hint=f"If you type for them: inc handoff take{named} --by {offered.to} {STATUS}",
        )
    if offered.is_taken:
        raise Refused(
            f"{offered.to} took {offered.role} already",
            hint=f"Next, {offered.holder}: inc handoff confirm{named}",
        )
    if not status.strip():
        raise UsageError(
            "say where things stand, so that both of you know that you know it",
            hint=f"inc handoff take{named} {STATUS}\n"
            "or -e to write it in your editor; what there is to know: inc handoff brief",
        )
    drafts = [Draft(Kind.HANDOFF, handoffs.step_text(TAKEN, offered.role, words=status))]
    return _step(incident, facts, offered.role, TAKEN, drafts)


def confirm(incident: Incident, facts: Facts, role: Role | None, words: str = "") -> Change:
    """The third, "confirmed", by the one who offered: now the role passes on."""
    offered = _meant(incident, role, "confirm", facts.author)
    _refuse_other_than_holder(offered, facts, "confirm")
    if not offered.is_taken:
        raise Refused(
            f"{offered.to} has not taken {offered.role} yet",
            hint=f"First, {offered.to}: inc handoff take{_named(role)} {STATUS}",
        )
    given = said(f"{offered.role} @{offered.to}", f"handed over by @{offered.holder}")
    drafts = [
        Draft(Kind.HANDOFF, handoffs.step_text(CONFIRMED, offered.role, words=words)),
        Draft(Kind.ROLE, given),
    ]
    return _step(incident, facts, offered.role, CONFIRMED, drafts)


def withdraw(incident: Incident, facts: Facts, role: Role | None, why: str) -> Change:
    """The one who offered keeps the role."""
    offered = _meant(incident, role, "withdraw", facts.author)
    _refuse_other_than_holder(offered, facts, "withdraw")
    drafts = [Draft(Kind.HANDOFF, handoffs.step_text(WITHDRAWN, offered.role, words=why))]
    return _step(incident, facts, offered.role, WITHDRAWN, drafts)


def decline(incident: Incident, facts: Facts, role: Role | None, why: str) -> Change:
    """The one who was asked cannot take it."""
    offered = _meant(incident, role, "decline", facts.author)
    if not same_person(facts.author, offered.to):
        raise Refused(
            f"{offered.role} was offered to {offered.to}, not to {facts.author}",
            hint=f"To take the offer back, {offered.holder}: inc handoff withdraw",
        )
    drafts = [Draft(Kind.HANDOFF, handoffs.step_text(DECLINED, offered.role, words=why))]
    return _step(incident, facts, offered.role, DECLINED, drafts)


# ------------------------------------------------------------------ who may


def _refuse_who_cannot_offer(incident: Incident, facts: Facts, role: Role, to: str) -> None:
    held = incident.roles.get(role, [])
    if not held:
        raise Refused(
            f"nobody is {role}, so there is nothing to hand over",
            hint=f"Give it to them: inc assign {role} {to}",
        )
    if is_among(to, held):
        raise Refused(f"{to} is {role} already", hint="See who does what: inc show")
    if not is_among(facts.author, held):
        raise Refused(
            f"only {held[0]} can hand over {role}",
            hint=f"To replace {held[0]}: inc assign {role} {to} -m WHY\n"
            f"If you type for {held[0]}: add --by {held[0]}",
        )


def _refuse_other_than_holder(offered: Pending, facts: Facts, step: str) -> None:
    if not same_person(facts.author, offered.holder):
        raise Refused(
            f"only {offered.holder}, who offered {offered.role}, can {step} it",
            hint=f"If you type for {offered.holder}: add --by {offered.holder}\n"
            f"If {offered.holder} is gone: inc assign {offered.role} {offered.to} -m WHY",
        )


# ------------------------------------------------------------------ which one is meant


def _meant(incident: Incident, role: Role | None, step: str, author: str) -> Pending:
    """The handoff of that role, or the only one under way, or the only one that is theirs."""
    found = _pending(incident, role)
    theirs = [one for one in found if same_person(author, _whose(one, step))]
    if len(found) == 1 or len(theirs) == 1:
        return (found if len(found) == 1 else theirs)[0]
    if found:
        raise UsageError(
            f"{len(found)} handoffs are under way: {', '.join(map(_told, found))}",
            hint=f"Name the role: inc handoff {step} {(theirs or found)[0].role}",
        )
    what = f"no handoff of {role} is under way" if role else "no handoff is under way"
    raise Refused(what, hint=_last_end(incident, role) or "Begin one: inc handoff ROLE --to WHO")


def _whose(offered: Pending, step: str) -> str:
    """Who says a sentence of a handoff."""
    return offered.to if step in ("take", "decline") else offered.holder


def _pending(incident: Incident, role: Role | None) -> list[Pending]:
    return [one for one in handoffs.pending(incident.entries) if role in (None, one.role)]


def _named(role: Role | None) -> str:
    return f" {role}" if role else ""


def _told(one: Pending) -> str:
    return f"{one.role} from {one.holder} to {one.to}"


def _last_end(incident: Incident, role: Role | None) -> str:
    """How the last one ended; most often somebody else gave the role away meanwhile."""
    over = [one for one in handoffs.ended(incident.entries) if role in (None, one.offer.role)]
    if not over:
        return ""
    offered, by = over[-1]
    who = f"@{by.author}: {by.first_line}" if by.author else by.first_line
    return f"That of {_told(offered)} ended at {iso(by.at)}, {who}"


# ------------------------------------------------------------------ the change


def _step(incident: Incident, facts: Facts, role: Role, step: str, drafts: list[Draft]) -> Change:
    added = record(incident.entries, facts, drafts)
    _refuse_overtaken([*incident.entries, *added], facts, role, step)
    return change(incident, "handoff", words=[f"handoff {role} {step}"], added=added)


def _refuse_overtaken(entries: list[Entry], facts: Facts, role: Role, step: str) -> None:
    """Raise UsageError for a sentence that was said, by its time, before what it answers."""
    now = next((one for one in handoffs.pending(entries) if one.role is role), None)
    expected = {OFFERED: now is not None, TAKEN: now is not None and now.is_taken}
    if not expected.get(step, now is None):
        raise UsageError(
            f"{iso(facts.at)} is before what this answers in the timeline",
            hint="Check --at, or see the order: inc timeline",
        )
