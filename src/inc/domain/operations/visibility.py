"""Who may read an incident outside of the repository."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from inc.domain.incident import Change, Draft, Facts, Incident, change, record
from inc.domain.timeline import Entry, said, value_and_reason
from inc.domain.vocabulary import Kind
from inc.errors import Refused, UsageError

RESTRICTED: Final = "restricted"
_SAYS: Final = {"Visibility restricted": True, "Visibility no longer restricted": False}
_STATED: Final = {is_closed: words for words, is_closed in _SAYS.items()}


def restrict(incident: Incident, facts: Facts, why: str, *, lift: bool = False) -> Change:
    """Keep the text of an incident in the repository, or let it leave again, for a reason."""
    if lift and not why:
        raise UsageError(
            "why may its text leave the repository?", hint="inc restrict --lift -m WHY"
        )
    if incident.is_restricted is not lift:
        state = "not restricted" if lift else "restricted already"
        raise Refused(f"{incident.id} is {state}", hint="See: inc show")
    return change(
        incident,
        "restrict",
        words=["restriction lifted" if lift else "restricted"],
        added=record(incident.entries, facts, [Draft(Kind.NOTE, said(_STATED[not lift], why))]),
        fields={("visibility",): None if lift else RESTRICTED},
    )


def stated_by(entry: Entry) -> bool | None:
    """Whether an entry says that its incident is restricted; None where it says nothing of it."""
    return _SAYS.get(value_and_reason(entry.text)[0]) if entry.kind is Kind.NOTE else None


def last_stated(entries: Iterable[Entry]) -> bool | None:
    """What the latest of the entries that say something of it says; None where none does."""
    told = (stated_by(one) for one in sorted(entries, key=lambda one: one.order))
    return next((one for one in [*told][::-1] if one is not None), None)
