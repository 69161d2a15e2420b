"""Which version of an entry holds, where a merge kept several."""

from __future__ import annotations

from inc.domain import versions
from inc.domain.incident import Change, Incident, change
from inc.domain.timeline import Entry, check_text
from inc.errors import Refused


def settle(incident: Incident, entry: Entry, other: Entry | None = None) -> Change:
    """Let an entry say what it says, or what the note `other` keeps; its other versions go."""
    notes = versions.notes_of(entry, incident.entries)
    if not notes or (other is not None and other not in notes):
        asked = f"^{other.id} is no other version of ^{entry.id}" if other else ""
        about = versions.version_of(entry)
        hint = f"It keeps another version itself: inc amend {about} --version {entry.id}"
        raise Refused(
            asked or f"^{entry.id} has no other version",
            hint=hint if about else f"See them: inc timeline -i {incident.id}",
        )
    new = versions.kept_in(other) if other else entry
    if new != entry:
        check_text(new.kind, new.text)
    made = change(
        incident,
        "amend",
        words=[f"settled {entry.kind}"],
        replaced=[(entry, new)] if new != entry else [],
    )
    gone = tuple(("Inc-Dropped", one.id) for one in notes)
    return made._replace(dropped=tuple(notes), extra=gone)
