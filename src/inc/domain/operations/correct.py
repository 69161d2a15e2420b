"""Corrections that never hide: amend, redact, and making entries of what was changed by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from inc.domain import vocabulary
from inc.domain.identifiers import author as read_author
from inc.domain.identifiers import mint, recorded_at
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
    without_words,
)
from inc.domain.times import iso, read_iso
from inc.domain.vocabulary import Kind, Role, Status
from inc.errors import NotFound, Refused, UsageError

_QUOTED: Final = ("title", "impact", "links")
"""Fields whose words a command puts into an entry, with more words around them."""
_BY_HAND: Final = "changed by hand in the document"

REDACTED_HELP: Final = """\
git history holds it, here and in every clone, and undo brings it back.
If it was a secret: change (rotate) it now; nothing else makes it safe.
If history must forget it too: git filter-repo --path {path} --invert-paths (or --replace-text),
then a forced push, and everybody clones anew."""


def find_entry(entries: Sequence[Entry], reference: str, typed_at: datetime | None = None) -> Entry:
    """The entry that `last`, `last~2`, or any part of an id that no other id has, names."""
    recorded = sorted((entry for entry in entries if entry.id), key=lambda entry: entry.id)
    back = re.fullmatch(r"last(?:~(\d{1,6}))?", reference)
    if back:
        _refuse_newer(recorded, reference, typed_at)
        position = int(back[1] or 0)
        if position >= len(recorded):
            raise NotFound(f"there is no entry '{reference}'", hint="See them: inc timeline")
        return recorded[-1 - position]
    part = reference.removeprefix("^").lower()
    found = [entry for entry in recorded if part and (entry.id == part or part in entry.id)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(
            f"no entry has an id with '{reference}' in it",
            hint="See the ids: inc timeline. An entry written by hand gets one by: inc reconcile",
        )
    shown = "; ".join(f"^{entry.id} {entry.first_line[:40]}" for entry in found[:5])
    raise NotFound(
        f"'{reference}' names {len(found)} entries: {shown}", hint="Type more of the id."
    )


def _refuse_newer(recorded: Sequence[Entry], reference: str, typed_at: datetime | None) -> None:
    """Refuse `last` in a command that was typed before the newest entry was recorded."""
    if typed_at and recorded and recorded_at(recorded[-1].id) > typed_at + timedelta(seconds=1):
        raise Refused(
            f"'{reference}' meant another entry when it was typed; newer ones were recorded since",
            hint="Type it anew with the id (see: inc timeline), then: inc retry --drop N",
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
        raise Refused(f"^{entry.id} says that already", hint="See it: inc timeline")
    if not new.text.strip():
        raise UsageError("an entry cannot become empty", hint="To take text out: inc redact REF")
    if new.text != entry.text:
        check_text(new.kind, new.text)
    return change(incident, "amend", words=[f"amended {entry.kind}"], replaced=[(entry, new)])


def redact(incident: Incident, facts: Facts, entry: Entry, why: str) -> Change:
    """Replace the text of an entry by a marker; a value that the state rests on stays."""
    marker = f"[redacted by @{facts.author}" + (f": {why}]" if why else "]")
    text = without_words(entry, marker)
    return change(
        incident,
        "redact",
        words=[f"redacted {entry.kind}"],
        replaced=[(entry, entry._replace(text=text))],
    )


def also_in(incident: Incident, entry: Entry) -> list[str]:
    """Where else in the document a longer line of that entry stands, or what a line quotes."""
    lines = [line.strip() for line in entry.text.split("\n") if len(line.strip()) >= 8]
    places = [
        f"^{other.id}"
        for other in incident.entries
        if other is not entry and any(line in other.text for line in lines)
    ]
    fields = [
        key
        for key, value in incident.fields.items()
        if any(line in str(value) for line in lines)
        or (key in _QUOTED and any(word in entry.text for word in names(value) if len(word) >= 8))
    ]
    return [f"the front matter ({key})" for key in fields] + places


def reconcile(incident: Incident, facts: Facts) -> Change:
    """Make the timeline say what somebody put into the front matter or the list by hand.

    Entries without an id of their own get one. A folded field that means something else than its
    fold gets the entry that was missing, after all others, so that it holds. What is only spelled
    in another way (`sev-1`, `ic: "@alice"`) is written as commands write it.
    """
    named = _with_ids(incident.entries, facts)
    entries = _replaced(incident.entries, named)
    last = facts._replace(at=max([facts.at, *(entry.at for entry in entries)]))
    drafts = [*_state_drafts(incident, entries), *_role_drafts(incident, fold(entries))]
    added = record(entries, last, drafts)
    corrections = _time_drafts(incident, fold([*entries, *added]), {draft.kind for draft in drafts})
    added += record([*entries, *added], last, corrections)
    respelled = _respelled(incident, fold([*entries, *added]))
    if not (named or added or respelled):
        raise Refused(
            f"{incident.id} agrees with its timeline", hint="There is nothing to reconcile."
        )
    return change(
        incident, "reconcile", words=["reconciled"], added=added, replaced=named, fields=respelled
    )


def disagreements(incident: Incident) -> list[str]:
    """The folded fields whose value in the front matter is not what the timeline implies."""
    return [
        ".".join(path)
        for path, value in fold(incident.entries).items()
        if not _agrees(incident.stated(path), value)
    ]


def _agrees(stated: Any, folded: Value) -> bool:
    if isinstance(stated, str) and isinstance(folded, str):
        return (read_iso(stated) or stated) == (read_iso(folded) or folded)
    return set(names(stated)) == set(names(folded))


def _with_ids(entries: Sequence[Entry], facts: Facts) -> list[tuple[Entry, Entry]]:
    newest, taken, pairs = newest_id(entries), set(), []
    for entry in entries:
        if not entry.id or entry.id in taken:  # a line that was copied has the id of another
            newest = mint(facts.now, newest, facts.entropy())
            pairs.append((entry, entry._replace(id=newest)))
        taken.add(entry.id)
    return pairs


def _replaced(entries: Sequence[Entry], pairs: Sequence[tuple[Entry, Entry]]) -> list[Entry]:
    news = {id(old): new for old, new in pairs}
    return [news.get(id(entry), entry) for entry in entries]


def _state_drafts(incident: Incident, entries: Sequence[Entry]) -> list[Draft]:
    state, drafts = fold(entries), []
    if incident.severity and ("severity",) in state:
        severity = vocabulary.severity(incident.severity)
        if severity != state["severity",]:
            drafts.append(Draft(Kind.SEVERITY, said(severity.value, _BY_HAND)))
    if incident.status and ("status",) in state:
        status = vocabulary.status(incident.status)
        if status != state["status",]:
            drafts.append(_status_draft(incident, status, max(entry.at for entry in entries)))
    return drafts


def _status_draft(incident: Incident, status: Status, last: datetime) -> Draft:
    if status.is_open:
        return Draft(Kind.STATUS, said(status.value, _BY_HAND))
    kind = Kind.RESOLVED if status is Status.RESOLVED else Kind.CLOSED
    ended = incident.time(f"{status}_at")
    return Draft(kind, _BY_HAND, ended if ended and ended >= last else None)


def _role_drafts(incident: Incident, state: Mapping[Path, Value]) -> list[Draft]:
    held = {path[1]: names(people) for path, people in state.items() if path[0] == "roles"}
    meant = _meant_roles(incident) if held else {}
    return [
        Draft(Kind.ROLE, said(value, _BY_HAND))
        for role in dict.fromkeys([*held, *meant])
        for value in _role_changes(Role(role), meant.get(role, []), held.get(role, []))
    ]


def _role_changes(role: Role, meant: Sequence[str], held: Sequence[str]) -> list[str]:
    left = [person for person in held if person not in meant]
    came = [person for person in meant if person not in held]
    if role.holds_many:
        return [*(f"{role} not @{person}" for person in left), *(f"{role} @{who}" for who in came)]
    if len(meant) > 1:
        raise UsageError(
            f"roles.{role}: one person is {role}, not {len(meant)} ({', '.join(meant)})",
            hint="Several people can be sme or responder.",
        )
    return [f"{role} @{who}" for who in came] or [f"{role} {NOBODY}" for _ in left]


def _meant_roles(incident: Incident) -> dict[str, list[str]]:
    """The people of each role we know, however the front matter spells the role and the names."""
    meant: dict[str, list[str]] = {}
    for word, people in incident.roles.items():
        if role := _role(word):
            meant.setdefault(role, []).extend(map(read_author, people))
    return {role: list(dict.fromkeys(people)) for role, people in meant.items()}


def _role(word: str) -> str:
    try:
        return vocabulary.role(word).value
    except UsageError:
        return ""  # a role of their own: the timeline does not speak of it


def _time_drafts(
    incident: Incident, state: Mapping[Path, Value], drafted: set[Kind]
) -> list[Draft]:
    """Corrections for times; what an entry that was drafted has just set is no disagreement."""
    set_now = {"resolved_at": Kind.RESOLVED, "closed_at": Kind.CLOSED}
    drafts = []
    for field in TIME_FIELDS:
        stated = incident.stated((field,))
        if (field,) not in state or _agrees(stated, state[field,]):
            continue
        if field == "next_update_at" and drafted & {Kind.RESOLVED, Kind.CLOSED}:
            continue
        if names(stated) or set_now.get(field) not in drafted:
            value = f"{field} {_stated_time(field, stated)}"
            drafts.append(Draft(Kind.CORRECTED, f"{value}; {_BY_HAND}"))
    return drafts


def _stated_time(field: str, stated: Any) -> str:
    moment = read_iso(str(stated))
    if names(stated) and moment is None:
        raise UsageError(
            f"{field}: {stated!r} is not a time", hint='Write it as "2026-03-04T15:20:00Z".'
        )
    return iso(moment) if moment else "none"


def _respelled(incident: Incident, state: Mapping[Path, Value]) -> dict[Path, Value]:
    """The fields to write so that the front matter says what the timeline does in its words."""
    fields = {
        path: value for path, value in state.items() if not _agrees(incident.stated(path), value)
    }
    for word in incident.roles:
        role = _role(word)
        if role != word and ("roles", role) in state:
            fields["roles", word] = None
    return fields
