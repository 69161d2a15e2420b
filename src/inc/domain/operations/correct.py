"""Corrections that never hide: amend, redact, and making entries of what was changed by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from inc.domain import vocabulary
from inc.domain.identifiers import author as read_author
from inc.domain.identifiers import mint
from inc.domain.incident import Change, Draft, Facts, Incident, change, names, record
from inc.domain.timeline import (
    NOBODY,
    TIME_FIELDS,
    Entry,
    Path,
    Value,
    check_text,
    fold,
    newest_id,
    points,
    said,
    value_and_reason,
)
from inc.domain.times import iso, read_iso
from inc.domain.vocabulary import Kind, Role, Status
from inc.errors import NotFound, Refused, UsageError

_CARRIES_VALUE: Final = (
    *(Kind.DECLARED, Kind.SEVERITY, Kind.STATUS, Kind.ROLE, Kind.LINKED, Kind.CORRECTED),
)

REDACTED_HELP: Final = """\
The document no longer holds the text, but git history does, here and in every clone.
If it was a secret: change (rotate) it now; nothing else makes it safe.
If history must forget it too: git filter-repo --path {path} --invert-paths (or --replace-text),
then a forced push, and everybody clones anew."""


def find_entry(entries: Sequence[Entry], reference: str) -> Entry:
    """The entry that `last`, `last~2`, or any part of an id that no other id has, names."""
    recorded = sorted((entry for entry in entries if entry.id), key=lambda entry: entry.id)
    back = re.fullmatch(r"last(?:~(\d{1,6}))?", reference)
    if back:
        position = int(back[1] or 0)
        if position >= len(recorded):
            raise NotFound(f"There is no entry '{reference}'.", hint="See them: inc timeline")
        return recorded[-1 - position]
    part = reference.removeprefix("^").lower()
    found = [entry for entry in recorded if part and (entry.id == part or part in entry.id)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(
            f"No entry has an id with '{reference}' in it.",
            hint="See the ids: inc timeline. An entry written by hand gets one by: inc reconcile",
        )
    shown = "; ".join(f"^{entry.id} {entry.first_line[:40]}" for entry in found[:5])
    raise NotFound(
        f"'{reference}' names {len(found)} entries: {shown}", hint="Type more of the id."
    )


def amend(
    incident: Incident, facts: Facts, entry: Entry, text: str | None, at: datetime | None
) -> Change:
    """Rewrite the text or the time of an entry; git keeps what it said before.

    The points of a status update (`- Impact: …`) stay unless the new text brings its own.
    """
    new = entry._replace(text=entry.text if text is None else text, at=at or entry.at)
    if text is not None and entry.kind is Kind.UPDATE and not points(text):
        new = new._replace(text="\n".join([text, *points(entry.text)]))
    if new == entry:
        raise Refused(f"^{entry.id} says that already.")
    if not new.text.strip():
        raise UsageError("An entry cannot become empty.", hint="To take text out: inc redact REF")
    check_text(new.kind, new.text)
    return change(incident, "amend", words=[f"amended {entry.kind}"], replaced=[(entry, new)])


def redact(incident: Incident, facts: Facts, entry: Entry, why: str) -> Change:
    """Replace the text of an entry by a marker; a value that the state rests on stays."""
    marker = f"[redacted by @{facts.author}" + (f": {why}]" if why else "]")
    value = value_and_reason(entry.text)[0]
    text = said(value, marker) if entry.kind in _CARRIES_VALUE else marker
    return change(
        incident,
        "redact",
        words=[f"redacted {entry.kind}"],
        replaced=[(entry, entry._replace(text=text))],
    )


def also_in(incident: Incident, entry: Entry) -> list[str]:
    """Where else in the document a longer line of that entry stands word for word."""
    lines = [line.strip() for line in entry.text.split("\n") if len(line.strip()) >= 8]
    places = [
        f"^{other.id}"
        for other in incident.entries
        if other is not entry and any(line in other.text for line in lines)
    ]
    fields = [
        key for key, value in incident.fields.items() if any(line in str(value) for line in lines)
    ]
    return [f"the front matter ({key})" for key in fields] + places


def reconcile(incident: Incident, facts: Facts) -> Change:
    """Make the timeline say what somebody put into the front matter or the list by hand.

    Entries without an id get one. A folded field that differs from its fold gets the entry that
    was missing, so that fold and front matter agree again.
    """
    named = _with_ids(incident.entries, facts)
    entries = _replaced(incident.entries, named)
    drafts = _state_drafts(incident, fold(entries), facts)
    added = record(entries, facts, drafts)
    state = fold([*entries, *added])
    corrections = _time_drafts(incident, state, {draft.kind for draft in drafts})
    added += record([*entries, *added], facts, corrections)
    missing: dict[Path, Value] = {
        (key,): state[key,]
        for key in ("severity", "status")
        if state.get((key,)) and not incident.fields.get(key)
    }
    if not (named or added or missing):
        raise Refused(f"{incident.id} agrees with its timeline; there is nothing to reconcile.")
    return change(
        incident, "reconcile", words=["reconciled"], added=added, replaced=named, fields=missing
    )


def disagreements(incident: Incident) -> list[str]:
    """The folded fields whose value in the front matter is not what the timeline implies."""
    return [
        ".".join(path)
        for path, value in fold(incident.entries).items()
        if not _agrees(_stated(incident, path), value)
    ]


def _agrees(stated: Any, folded: Value) -> bool:
    if isinstance(stated, str) and isinstance(folded, str):
        return (read_iso(stated) or stated) == (read_iso(folded) or folded)
    return names(stated) == names(folded)


def _stated(incident: Incident, path: Path) -> Any:
    value: Any = incident.fields
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _with_ids(entries: Sequence[Entry], facts: Facts) -> list[tuple[Entry, Entry]]:
    newest, pairs = newest_id(entries), []
    for entry in entries:
        if not entry.id:
            newest = mint(facts.now, newest, facts.entropy())
            pairs.append((entry, entry._replace(id=newest)))
    return pairs


def _replaced(entries: Sequence[Entry], pairs: Sequence[tuple[Entry, Entry]]) -> list[Entry]:
    news = {id(old): new for old, new in pairs}
    return [news.get(id(entry), entry) for entry in entries]


def _state_drafts(incident: Incident, state: dict[Path, Value], facts: Facts) -> list[Draft]:
    by_hand = "changed by hand in the document"
    drafts = []
    for path, folded in state.items():
        stated = _stated(incident, path)
        if _agrees(stated, folded):
            continue
        if path == ("severity",) and stated:
            drafts.append(
                Draft(Kind.SEVERITY, said(vocabulary.severity(str(stated)).value, by_hand))
            )
        elif path == ("status",) and stated:
            drafts.append(_status_draft(incident, vocabulary.status(str(stated)), by_hand))
        elif path[0] == "roles":
            drafts += _role_drafts(vocabulary.role(path[1]), names(stated), names(folded), by_hand)
    for role, people in incident.roles.items():
        if ("roles", role) not in state and any(path[0] == "roles" for path in state):
            drafts += _role_drafts(vocabulary.role(role), people, [], by_hand)
    return drafts


def _status_draft(incident: Incident, status: Status, reason: str) -> Draft:
    if status is Status.RESOLVED:
        return Draft(Kind.RESOLVED, reason, incident.time("resolved_at"))
    if status is Status.CLOSED:
        return Draft(Kind.CLOSED, reason, incident.time("closed_at"))
    return Draft(Kind.STATUS, said(status.value, reason))


def _role_drafts(role: Role, stated: list[str], folded: list[str], reason: str) -> list[Draft]:
    people = [read_author(person) for person in stated]
    if not role.holds_many:
        value = f"{role.value} @{people[0]}" if people else f"{role.value} {NOBODY}"
        return [Draft(Kind.ROLE, said(value, reason))]
    left = [f"{role.value} not @{person}" for person in folded if person not in people]
    came = [f"{role.value} @{person}" for person in people if person not in folded]
    return [Draft(Kind.ROLE, said(value, reason)) for value in [*left, *came]]


def _time_drafts(incident: Incident, state: dict[Path, Value], drafted: set[Kind]) -> list[Draft]:
    """Corrections for times; a time that a drafted entry has just set is not a disagreement."""
    fresh = {"resolved_at": Kind.RESOLVED, "closed_at": Kind.CLOSED}
    drafts = []
    for field in TIME_FIELDS:
        stated, folded = incident.fields.get(field), state.get((field,))
        if (
            (field,) not in state
            or _agrees(stated, folded)
            or (fresh.get(field) in drafted and not stated)
        ):
            continue
        if field == "next_update_at" and drafted & {Kind.RESOLVED, Kind.CLOSED}:
            continue
        moment = read_iso(str(stated)) if stated else None
        if stated and moment is None:
            raise UsageError(
                f"{field}: {stated!r} is not a time.", hint='Write it as "2026-03-04T15:20:00Z".'
            )
        value = iso(moment) if moment else "none"
        drafts.append(Draft(Kind.CORRECTED, f"{field} {value}; changed by hand in the document"))
    return drafts
