"""The end of an incident, and its way back."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from inc.domain import checklists, overrides, postmortem
from inc.domain.checklists import Standing
from inc.domain.incident import Change, Draft, Facts, Incident, change, record
from inc.domain.policy import Policy
from inc.domain.tasks import Box
from inc.domain.timeline import Entry, Path, Value
from inc.domain.times import iso
from inc.domain.vocabulary import Kind, Status
from inc.errors import Refused, UsageError


class Ending(NamedTuple):
    """What ends an incident, or what is left of it: entries, fields and checklist lines."""

    drafts: list[Draft]
    fields: dict[Path, Value]
    boxes: list[Box]
    is_overridden: bool = False


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
    return _step(incident, facts, "reopen", reopening(incident, facts, text))


def resolution(
    incident: Incident, facts: Facts, policy: Policy, text: str, override: str = ""
) -> Ending:
    """What resolves; refused for one that is not open, and while its gate is shut."""
    if not incident.is_open:
        raise Refused(
            f"{incident.id} is {incident.status} already",
            hint="If it is back: inc reopen -m WHY",
        )
    boxes = checklists.begun("resolve", incident.severity, incident.type, policy, incident.boxes)
    ending = _through_gate("resolve", incident, facts, policy, text or "Resolved", override)
    return ending._replace(fields=_postmortem(incident, facts, policy), boxes=boxes)


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
    return _through_gate("close", incident, facts, policy, text or "Closed", override)


def reopening(incident: Incident, facts: Facts, text: str) -> Ending:
    """What reopens; refused while it is open."""
    if incident.is_open:
        raise Refused(
            f"{incident.id} is {incident.status or 'open'}, so there is nothing to reopen",
            hint="To say what is new: inc log TEXT",
        )
    refuse_before_it_began(incident, facts, "reopen")
    scheduled = ("postmortem_due_at", "postmortem_meeting_by")
    cleared: dict[Path, Value] = {(name,): None for name in scheduled if incident.fields.get(name)}
    return Ending([Draft(Kind.REOPENED, text or "Reopened")], cleared, [])


def refuse_before_it_began(incident: Incident, facts: Facts, operation: str) -> None:
    """Raise UsageError for the end of something at a time before its beginning, or its next one."""
    began = incident.time("started_at") or incident.time("detected_at")
    if began and facts.at < began:
        raise UsageError(
            f"{incident.id} began at {iso(began)}; {operation} at {iso(facts.at)} is before that",
            hint="Check --at, or correct the beginning: inc amend ENTRY --at TIME",
        )
    later = [one for one in incident.entries if one.kind in _OVERTAKES[operation]]
    last = max(later, key=lambda one: one.order, default=None)
    if last and last.at > facts.at:
        raise UsageError(
            f"{operation} at {iso(facts.at)} would be overtaken: {_said(last)} at {iso(last.at)}",
            hint=f"Give a later --at, or correct that entry: inc amend {last.id} --at TIME",
        )


_ENDS: Final = (Kind.RESOLVED, Kind.CLOSED, Kind.REOPENED)
_OVERTAKES: Final = {
    "mitigate": (Kind.REOPENED,),
    "resolve": (*_ENDS, Kind.STATUS, Kind.MITIGATED),
    "close": (*_ENDS, Kind.STATUS, Kind.MITIGATED),
    "reopen": (*_ENDS, Kind.STATUS),
}
"""What says the last word on the state, if it happened later than an operation."""


def _said(entry: Entry) -> str:
    return f"{entry.kind} {entry.first_line}" if entry.kind is Kind.STATUS else entry.kind.value


def _through_gate(
    step: str, incident: Incident, facts: Facts, policy: Policy, text: str, override: str
) -> Ending:
    """The entry that ends it; Refused, with what is missing, while the gate is shut.

    An override is recorded with its reason and with what was missing. One that was not needed is
    no override, but its words are kept.
    """
    refuse_before_it_began(incident, facts, step)
    shortest = overrides.SHORTEST_REASON
    if override and len(override) < shortest:
        raise UsageError(
            f"'{override}' is too short for a reason ({shortest} characters or more)",
            hint="Say it so that the postmortem can judge it: --override 'status page is down too'",
        )
    missing = checklists.missing(step, incident, policy, facts.at)
    if missing and not override:
        raise Refused(
            f"{incident.id} is not ready to {step}: {_counted(missing)} missing",
            hint="\n".join([*map(_told, missing), *_ways(step, missing)]),
        )
    kind = Kind.RESOLVED if step == "resolve" else Kind.CLOSED
    if missing:
        text = overrides.text(text, override, [one.text for one in missing])
    elif override:
        text = f"{text}\n{override}"
    return Ending([Draft(kind, text)], {}, [], is_overridden=bool(missing))


def _counted(missing: list[Standing]) -> str:
    return "1 thing is" if len(missing) == 1 else f"{len(missing)} things are"


def _told(one: Standing) -> str:
    more = f": {one.missing}" if one.missing else ""
    way = f"   ({one.command})" if one.command else ""
    return f"{one.number:>2} {one.text}{more}{way}"


def _ways(step: str, missing: list[Standing]) -> list[str]:
    asked = [str(one.number) for one in missing if not one.computed]
    ticks = [f"When they are done: inc tick {' '.join(asked)}"] if asked else []
    return [*ticks, f"Or, recorded: inc {step} --override REASON"]


def _postmortem(incident: Incident, facts: Facts, policy: Policy) -> dict[Path, Value]:
    """When the postmortem is due, from the time of the resolution."""
    dates: dict[Path, datetime | None] = {
        ("postmortem_due_at",): postmortem.due(incident, policy, facts.at),
        ("postmortem_meeting_by",): postmortem.meeting_by(incident, policy, facts.at),
    }
    return {path: iso(moment) for path, moment in dates.items() if moment}


def _step(incident: Incident, facts: Facts, operation: str, ending: Ending) -> Change:
    return change(
        incident,
        operation,
        words=[
            *(draft.kind.value for draft in ending.drafts),
            *(["override"] * ending.is_overridden),
        ],
        added=record(incident.entries, facts, ending.drafts),
        fields=ending.fields,
        boxes=ending.boxes,
    )
