"""What the next person needs to know: the facts that a handoff rests on."""

from __future__ import annotations

from typing import Any, Final

from inc.domain import conditions, ledger
from inc.domain.situation import duration
from inc.domain.text import clean_line
from inc.domain.times import local
from inc.domain.view import View

_STATES: Final = (ledger.OPEN, ledger.CONFIRMED, ledger.SET_ASIDE, ledger.REFUTED)


def brief(view: View) -> dict[str, Any]:
    """The facts of the template `handoff.md`."""
    found = view.incident
    return {
        "id": found.id,
        "title": clean_line(found.title),
        "severity": found.severity,
        "status": found.status,
        "is_open": found.is_open,
        "drill": found.is_drill,
        "restricted": found.is_restricted,
        "type": found.type,
        "impact": clean_line(str(found.fields.get("impact") or "")),
        "time": local(view.now.replace(second=0), view.zone),
        "started": view.clock(found.began) if found.began else "",
        "duration": duration(found, view.now),
        "people": view.people(),
        "handoffs": view.handoffs(),
        "hypotheses": sorted(view.hypotheses(), key=lambda one: _STATES.index(one["state"])),
        "changes": view.changes(),
        "overlap": view.overlap(),
        "needs": view.needs(),
        "temporary": _undocumented(view),
        "actions": view.actions(),
        "updates": view.updates(),
        "promises": view.promises(),
        "checklists": [one for one in view.checklists() if one["open"]],
        "reminders": view.reminders(),
        "channel": clean_line(str(found.fields.get("channel") or "")),
        "services": found.list_of("services"),
        "links": found.list_of("links"),
        "runbooks": found.list_of("runbooks"),
    }


def _undocumented(view: View) -> list[str]:
    """What was done for the time being, and no action item says to take it away."""
    found = view.incident
    done = conditions.temporary(found)
    return [one for one in done if not conditions.is_documented(one, found.actions)]


def status_lines(view: View) -> str:
    """Where things stand, in a few lines for the one who takes a role over to go on from."""
    found = view.incident
    impact = clean_line(str(found.fields.get("impact") or "not stated"))
    lasted = duration(found, view.now)
    so_far = f", {lasted} so far" if lasted and found.is_open else ""
    lines = [
        f"current status is: {found.severity} {found.status}{so_far}",
        f"Impact: {impact}",
        *(f"Theory: {one['text']}" for one in view.hypotheses() if one["state"] == ledger.OPEN),
        *(f"Running: {entry.first_line}" for entry in view.running()),
        *(f"Update {one['audience']}: {one['next']}" for one in view.updates() if one["next"]),
    ]
    return "\n".join(lines)
