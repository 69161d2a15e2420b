"""The end of an incident, and its way back."""

from __future__ import annotations

from typing import Final, NamedTuple

from inc.domain import checklists
from inc.domain.checklists import Standing
from inc.domain.incident import Change, Draft, Facts, Incident, change, record
from inc.domain.policy import Policy
from inc.domain.tasks import Box
from inc.domain.timeline import Path, Value
from inc.domain.times import iso
from inc.domain.vocabulary import Kind, Status
from inc.errors import Refused, UsageError

OVERRIDE: Final = "- Override: "
SHORTEST_REASON: Final = 10  # characters: "ok" is no reason, and somebody will read it


class Ending(NamedTuple):
    """What ends an incident, or what is left of it: entries, fields and checklist lines."""

    drafts: list[Draft]
    fields: dict[Path, Value]
    boxes: list[Box]


def resolve(
    incident: Incident, facts: Facts, policy: Policy, text: str, override: str = ""
) -> Change:
    """Service is restored and that was verified; the postmortem is scheduled."""
    return _step(incident, facts, "resolve", resolution(incident, facts, policy, text, override))


def close(
    incident: Incident, facts: Facts, policy: Policy, text: str, override: str = ""
) -> Change:
    """Nothing is left to do for the response."""
    return _step(incident, facts, "close", closing(incident, facts, policy, text, override))


def reopen(incident: Incident, facts: Facts, text: str) -> Change:
    """It is back: investigating again, and no longer mitigated or resolved."""
    return _step(incident, facts, "reopen", reopening(incident, text))


def resolution(
    incident: Incident, facts: Facts, policy: Policy, text: str, override: str = ""
) -> Ending:
    """What resolves; refused for one that is not open, and while its gate is shut."""
    if not incident.is_open:
        raise Refused(
            f"{incident.id} is {incident.status} already",
            hint="If it is back: inc reopen -m WHY",
        )
    text = _through_gate("resolve", incident, facts, policy, text or "Resolved", override)
    boxes = checklists.begun("resolve", incident.severity, incident.type, policy, incident.boxes)
    return Ending([Draft(Kind.RESOLVED, text)], _postmortem(incident, facts, policy), boxes)


def closing(
    incident: Incident, facts: Facts, policy: Policy, text: str, override: str = ""
) -> Ending:
    """What closes; refused before it is resolved, and while its gate is shut."""
    if incident.is_open:
        raise Refused(
            f"{incident.id} is {incident.status or 'open'}; only a resolved incident is closed",
            hint="First: inc resolve -m WHAT-WAS-VERIFIED",
        )
    if incident.status == Status.CLOSED:
        raise Refused(f"{incident.id} is closed already", hint="If it is back: inc reopen -m WHY")
    text = _through_gate("close", incident, facts, policy, text or "Closed", override)
    return Ending([Draft(Kind.CLOSED, text)], {}, [])


def reopening(incident: Incident, text: str) -> Ending:
    """What reopens; refused while it is open."""
    if incident.is_open:
        raise Refused(
            f"{incident.id} is {incident.status or 'open'}, so there is nothing to reopen",
            hint="To say what is new: inc log TEXT",
        )
    scheduled = ("postmortem_due_at", "postmortem_meeting_by")
    cleared: dict[Path, Value] = {(name,): None for name in scheduled if incident.fields.get(name)}
    return Ending([Draft(Kind.REOPENED, text or "Reopened")], cleared, [])


def refuse_before_it_began(incident: Incident, facts: Facts, operation: str) -> None:
    """Raise UsageError for the end of something at a time before its beginning."""
    began = incident.time("started_at") or incident.time("detected_at")
    if began and facts.at < began:
        raise UsageError(
            f"{incident.id} began at {iso(began)}; {operation} at {iso(facts.at)} is before that",
            hint="Check --at, or correct the beginning: inc amend ENTRY --at TIME",
        )


def _through_gate(
    step: str, incident: Incident, facts: Facts, policy: Policy, text: str, override: str
) -> str:
    """The text of the entry that ends it; Refused, with what is missing, while the gate is shut.

    An override is recorded with its reason and with what was missing.
    """
    refuse_before_it_began(incident, facts, step)
    if override and len(override) < SHORTEST_REASON:
        raise UsageError(
            f"'{override}' is too short for a reason ({SHORTEST_REASON} characters or more)",
            hint="Say it so that the postmortem can judge it: --override 'status page is down too'",
        )
    missing = checklists.missing(step, incident, policy, facts.at)
    if not missing:
        return text
    if not override:
        raise Refused(
            f"{incident.id} is not ready to {step}: {_counted(missing)} missing",
            hint="\n".join([*map(_told, missing), f"Or, recorded: inc {step} --override REASON"]),
        )
    lines = [text, f"{OVERRIDE}{override}", *(f"- Missing: {one.text}" for one in missing)]
    return "\n".join(lines)


def _counted(missing: list[Standing]) -> str:
    return "1 thing is" if len(missing) == 1 else f"{len(missing)} things are"


def _told(one: Standing) -> str:
    more = f": {one.missing}" if one.missing else ""
    way = "" if one.command in ("", "wait") else f"   ({one.command})"
    number = f"{one.number:>2} " if not one.computed else "   "
    return f"{number}{one.text}{more}{way if one.computed else ''}"


def _postmortem(incident: Incident, facts: Facts, policy: Policy) -> dict[Path, Value]:
    """When the postmortem is due, from the time of the resolution."""
    if incident.is_drill or not policy.wants_postmortem(incident.severity):
        return {}
    dates = {
        ("postmortem_due_at",): policy.deadline(facts.at, policy.value("postmortem", "document")),
        ("postmortem_meeting_by",): policy.deadline(
            facts.at, policy.value("postmortem", "meeting")
        ),
    }
    return {path: iso(moment) for path, moment in dates.items() if moment}


def _step(incident: Incident, facts: Facts, operation: str, ending: Ending) -> Change:
    refuse_before_it_began(incident, facts, operation)
    overridden = any(OVERRIDE in draft.text for draft in ending.drafts)
    return change(
        incident,
        operation,
        words=[*(draft.kind.value for draft in ending.drafts), *(["override"] * overridden)],
        added=record(incident.entries, facts, ending.drafts),
        fields=ending.fields,
        boxes=ending.boxes,
    )
