"""A runbook is used in an incident."""

from __future__ import annotations

from inc.domain.incident import Change, Draft, Facts, Incident, change, record
from inc.domain.timeline import said
from inc.domain.vocabulary import Kind


def use(incident: Incident, facts: Facts, name: str, what: str) -> Change:
    """Say that somebody works by a runbook; the incident then names it, once."""
    there = incident.list_of("runbooks")
    return change(
        incident,
        "runbook",
        added=record(incident.entries, facts, [Draft(Kind.RUNBOOK, said(name, what))]),
        fields={} if name in there else {("runbooks",): [*there, name]},
    )
