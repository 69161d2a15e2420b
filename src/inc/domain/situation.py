"""Where an incident stands, in the plain facts that templates and screens show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

from inc.domain import cadence, handoffs, ledger
from inc.domain.incident import Incident
from inc.domain.text import clean_line
from inc.domain.timeline import Entry, next_update
from inc.domain.times import minute, words
from inc.domain.update_text import EMPTY, LABELS, message, points, tells
from inc.domain.vocabulary import Audience, Kind, spoken

_SHORT = {
    "commander": "IC",
    "tech_lead": "Tech Lead",
    "comms_lead": "Comms",
    "scribe": "Scribe",
    "sme": "SME",
    "responder": "Responder",
}
_TOLD = {label: name for name, label in LABELS.items() if name != "impact"}
"""The points of an update by the names that templates have for them."""
INSIDE = (Audience.RESPONDERS, Audience.INTERNAL)
_HEARD = {
    Audience.RESPONDERS: (Audience.RESPONDERS, Audience.INTERNAL, ""),
    Audience.EXECUTIVE: (Audience.EXECUTIVE, Audience.INTERNAL, ""),
}
"""Whose updates have points for an audience, where that is not only its own."""


def situation(
    incident: Incident, audience: Audience, now: datetime, zone: tzinfo
) -> dict[str, Any]:
    """The facts of a status text; a fact that nobody has given is an empty text."""
    entries = sorted(incident.entries, key=lambda entry: entry.order)
    told = _last_told(incident, entries, audience)
    due = next_update_at(incident, audience)
    return {
        "id": incident.id,
        "title": clean_line(incident.title),
        "drill": incident.is_drill,
        "restricted": incident.is_restricted,
        "severity": incident.severity,
        "status": incident.status.capitalize(),
        "is_open": incident.is_open,
        "impact": clean_line(str(incident.fields.get("impact") or "")),
        "channel": clean_line(str(incident.fields.get("channel") or "")),
        "time": minute(now, zone),
        "started": minute(incident.began, zone),
        "mitigated": minute(incident.time("mitigated_at"), zone),
        "resolved": minute(incident.ended, zone),
        "duration": duration(incident, now),
        "span": span(incident, now, zone),
        "team": team(incident),
        "theory": theory(entries) if incident.is_open else "",
        "cause": cause(entries),
        "hypotheses": [
            {"state": one.state, "text": one.entry.first_line} for one in ledger.hypotheses(entries)
        ],
        "changes": [
            {"at": minute(one.at, zone), "text": one.first_line} for one in ledger.changes(entries)
        ],
        "mitigation": _mitigation(entries),
        "next_update": minute(due, zone),
        "is_overdue": due is not None and due < now,
        **told,
    }


def span(incident: Incident, now: datetime, zone: tzinfo) -> str:
    """From when to when: `2026-03-04 15:31 to 16:10 UTC (39 min)`."""
    if incident.began is None:
        return ""
    since, until = minute(incident.began, zone), minute(incident.ended or now, zone)
    day, _, clock_zone = since.split(" ", 2)
    same_zone = until.endswith(f" {clock_zone}")
    since = since.removesuffix(f" {clock_zone}") if same_zone else since
    return f"{since} to {until.removeprefix(f'{day} ')} ({duration(incident, now)})"


def next_update_at(incident: Incident, audience: Audience) -> datetime | None:
    """The time that an audience was told for the next update.

    Everybody inside may know what the front matter says, where nobody told them otherwise.
    """
    told = cadence.updates(incident.entries, audience)
    if incident.is_open and told:
        return next_update(told[-1])
    return incident.time("next_update_at") if audience in INSIDE and incident.is_open else None


def duration(incident: Incident, now: datetime) -> str:
    """How long it lasted, or has lasted so far."""
    lasted = incident.lasted(now)
    return words(lasted) if lasted is not None else ""


def team(incident: Incident) -> list[str]:
    """`@alice (IC)`, in the order of the roles; `@alice → @bob (IC, handing over)`."""
    to = {one.role.value: one.to for one in handoffs.pending(incident.entries)}
    own = [role for role in incident.roles if role not in _SHORT]
    return [
        f"@{person} → @{to[role]} ({_said(role)}, handing over)"
        if role in to
        else f"@{person} ({_said(role)})"
        for role in (*_SHORT, *own)
        for person in incident.roles.get(role, ())
    ]


def _said(role: str) -> str:
    return _SHORT.get(role, spoken(role))


def theory(entries: Sequence[Entry]) -> str:
    """The hypothesis that is being tested."""
    tested = [one for one in ledger.hypotheses(entries) if one.state == ledger.OPEN]
    return tested[-1].entry.first_line if tested else ""


def cause(entries: Sequence[Entry]) -> str:
    """What was confirmed last, in the words of the hypothesis where it was one."""
    confirmed = [entry for entry in entries if entry.kind is Kind.CONFIRMED]
    if not (confirmed and ledger.is_cause_known(entries)):
        return ""
    about = ledger.verdict(confirmed[-1]).about
    stated = (entry.first_line for entry in entries if entry.id and entry.id == about)
    return next(stated, confirmed[-1].first_line)


def told_of_end(incident: Incident, audience: Audience) -> bool:
    """Whether an audience was told something since the incident ended."""
    told = cadence.updates(incident.entries, audience)
    return bool(told and incident.ended and told[-1].at >= incident.ended)


def _last_told(incident: Incident, entries: Sequence[Entry], audience: Audience) -> dict[str, str]:
    """What the newest updates say of each point; the newest word since it came back wins.

    What was said last before the end says nothing of the end.
    """
    told = fresh = dict.fromkeys(("message", *_TOLD.values()), "")
    for entry in entries:
        if entry.kind is Kind.REOPENED:
            told = fresh
        elif entry.kind is Kind.UPDATE and entry.audience in _HEARD.get(audience, (audience, "")):
            answers = (line[2:].split(": ", 1) for line in points(entry.text))
            told = told | {_TOLD[label]: text for label, text in answers if label in _TOLD}
            if entry.audience in (audience, ""):
                told["message"] = _message(entry) if tells(entry.text) else told["message"]
    is_new = incident.is_open or told_of_end(incident, audience)
    return told if is_new else told | {"message": ""}


def _message(entry: Entry) -> str:
    text = message(entry.text)
    return "" if text == EMPTY else text


def _mitigation(entries: Sequence[Entry]) -> str:
    """What reduced the impact: the last mitigation, for an earlier one did not hold."""
    done = [entry.first_line for entry in entries if entry.kind is Kind.MITIGATED]
    return done[-1] if done else ""
