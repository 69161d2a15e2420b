"""Who may read an incident outside of the repository."""

from __future__ import annotations

from typing import Final

from inc.domain.incident import Change, Draft, Facts, Incident, change, record
from inc.domain.timeline import said
from inc.domain.vocabulary import Kind
from inc.errors import Refused, UsageError

RESTRICTED: Final = "restricted"


def restrict(incident: Incident, facts: Facts, why: str, *, lift: bool = False) -> Change:
    """Keep the text of an incident in the repository, or let it leave again, for a reason."""
    if lift and not why:
        raise UsageError(
            "why may its text leave the repository?", hint="inc restrict --lift -m WHY"
        )
    if incident.is_restricted is not lift:
        state = "not restricted" if lift else "restricted already"
        raise Refused(f"{incident.id} is {state}", hint="See: inc show")
    stated = "Visibility no longer restricted" if lift else "Visibility restricted"
    return change(
        incident,
        "restrict",
        words=["restriction lifted" if lift else "restricted"],
        added=record(incident.entries, facts, [Draft(Kind.NOTE, said(stated, why))]),
        fields={("visibility",): None if lift else RESTRICTED},
    )
