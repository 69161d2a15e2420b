"""Where an incident stands, in the plain facts that templates and screens show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

from inc.domain.incident import Incident
from inc.domain.timeline import Entry, points
from inc.domain.times import local, words
from inc.domain.vocabulary import Audience, Kind

_SHORT = {
    "commander": "IC",
    "tech_lead": "Tech Lead",
    "comms_lead": "Comms",
    "scribe": "Scribe",
    "sme": "SME",
    "responder": "Responder",
}


def situation(
    incident: Incident, audience: Audience, now: datetime, zone: tzinfo
) -> dict[str, Any]:
    """The facts of a status text; a fact that nobody has given is an empty text."""
    entries = sorted(incident.entries, key=lambda entry: entry.order)
    told = _last_told(entries, audience)
    due = incident.time("next_update_at")
    return {
        "id": incident.id,
        "title": incident.title,
        "drill": bool(incident.fields.get("drill")),
        "severity": incident.severity,
        "status": incident.status.capitalize(),
        "is_open": incident.is_open,
        "impact": str(incident.fields.get("impact") or ""),
        "time": local(now, zone),
        "started": local(incident.began, zone) if incident.began else "",
        "duration": duration(incident, now),
        "team": team(incident),
        "theory": theory(entries),
        "next_update": local(due, zone) if due else "",
        "resolved": local(incident.ended, zone) if incident.ended else "",
        **told,
    }


def duration(incident: Incident, now: datetime) -> str:
    """How long it lasted, or has lasted so far."""
    lasted = incident.lasted(now)
    return words(lasted) if lasted is not None else ""


def team(incident: Incident) -> list[str]:
    """`@alice (IC)`, in the order of the roles."""
    return [
        f"@{person} ({_SHORT.get(role, role)})"
        for role in sorted(
            incident.roles, key=lambda role: list(_SHORT).index(role) if role in _SHORT else 9
        )
        for person in incident.roles[role]
    ]


def theory(entries: Sequence[Entry]) -> str:
    """The newest hypothesis, unless the newest word on hypotheses refuted it."""
    for entry in reversed(entries):
        if entry.kind is Kind.REFUTED:
            return ""
        if entry.kind in (Kind.HYPOTHESIS, Kind.CONFIRMED):
            return entry.first_line
    return ""


def _last_told(entries: Sequence[Entry], audience: Audience) -> dict[str, str]:
    """What the newest updates for an audience say of each point; the newest word wins."""
    told = dict.fromkeys(("message", "known", "doing", "eta", "workaround"), "")
    for entry in entries:
        if entry.kind is Kind.UPDATE and entry.audience in (audience, ""):
            answers = (line[2:].split(": ", 1) for line in points(entry.text))
            told |= {label.lower(): text for label, text in answers if label.lower() in told}
            told["message"] = _message(entry)
    return told


def _message(entry: Entry) -> str:
    answers = points(entry.text)
    text = "\n".join(line for line in entry.text.split("\n") if line not in answers).strip()
    return "" if text == "Status update" else text
