"""Timeline and front matter made to agree again, after somebody changed one of them by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from inc.domain import vocabulary
from inc.domain.identifiers import author as read_author
from inc.domain.identifiers import is_among, mint
from inc.domain.incident import Change, Draft, Facts, Incident, change, names, record
from inc.domain.timeline import NOBODY, TIME_FIELDS, Entry, Path, Value, fold, newest_id, said
from inc.domain.times import iso, read_iso
from inc.domain.vocabulary import Kind, Role, Status
from inc.errors import Refused, UsageError

_BY_HAND: Final = "changed by hand in the document"


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
    left = [person for person in held if not is_among(person, meant)]
    came = [person for person in meant if not is_among(person, held)]
    if role.holds_many:
        return [*(f"{role} not @{person}" for person in left), *(f"{role} @{who}" for who in came)]
    if len(meant) > 1:
        raise UsageError(
            f"roles.{role}: one person is {role}, not {len(meant)} ({', '.join(meant)})",
            hint="Several people can be sme or responder.",
        )
    return [f"{role} @{who}" for who in came] or [f"{role} {NOBODY}" for _ in left]


def _meant_roles(incident: Incident) -> dict[str, list[str]]:
    """The people of each role we know; the timeline does not speak of a role of their own."""
    return {
        role: list(map(read_author, people))
        for role, people in incident.roles.items()
        if role in set(Role)
    }


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
    return fields | incident.respelt(state)
