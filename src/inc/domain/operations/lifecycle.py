"""The end of an incident, and its way back."""

from __future__ import annotations

from inc.domain.incident import Change, Draft, Facts, Incident, change, record
from inc.domain.times import iso
from inc.domain.vocabulary import Kind, Status
from inc.errors import Refused, UsageError


def resolve(incident: Incident, facts: Facts, text: str) -> Change:
    """Service is restored and that was verified."""
    return _step(incident, facts, "resolve", resolution(incident, text))


def close(incident: Incident, facts: Facts, text: str) -> Change:
    """Nothing is left to do for the response."""
    return _step(incident, facts, "close", closing(incident, text))


def reopen(incident: Incident, facts: Facts, text: str) -> Change:
    """It is back: investigating again, and no longer mitigated or resolved."""
    return _step(incident, facts, "reopen", reopening(incident, text))


def resolution(incident: Incident, text: str) -> list[Draft]:
    """The entry that resolves; refused for one that is not open."""
    if not incident.is_open:
        raise Refused(
            f"{incident.id} is {incident.status} already",
            hint="If it is back: inc reopen -m WHY",
        )
    return [Draft(Kind.RESOLVED, text or "Resolved")]


def closing(incident: Incident, text: str) -> list[Draft]:
    """The entry that closes; refused before it is resolved."""
    if incident.is_open:
        raise Refused(
            f"{incident.id} is {incident.status or 'open'}; only a resolved incident is closed",
            hint="First: inc resolve -m WHAT-WAS-VERIFIED",
        )
    if incident.status == Status.CLOSED:
        raise Refused(f"{incident.id} is closed already", hint="If it is back: inc reopen -m WHY")
    return [Draft(Kind.CLOSED, text or "Closed")]


def reopening(incident: Incident, text: str) -> list[Draft]:
    """The entry that reopens; refused while it is open."""
    if incident.is_open:
        raise Refused(
            f"{incident.id} is {incident.status or 'open'}, so there is nothing to reopen",
            hint="To say what is new: inc log TEXT",
        )
    return [Draft(Kind.REOPENED, text or "Reopened")]


def refuse_before_it_began(incident: Incident, facts: Facts, operation: str) -> None:
    """Raise UsageError for the end of something at a time before its beginning."""
    began = incident.time("started_at") or incident.time("detected_at")
    if began and facts.at < began:
        raise UsageError(
            f"{incident.id} began at {iso(began)}; {operation} at {iso(facts.at)} is before that",
            hint="Check --at, or correct the beginning: inc amend ENTRY --at TIME",
        )


def _step(incident: Incident, facts: Facts, operation: str, drafts: list[Draft]) -> Change:
    refuse_before_it_began(incident, facts, operation)
    return change(incident, operation, added=record(incident.entries, facts, drafts))
