"""The facts at the head of a postmortem: when, how bad, who, what was hit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from inc.domain import overrides
from inc.domain.blocks.markdown import link, people, plain
from inc.domain.blocks.record import Record
from inc.domain.blocks.tenures import Tenure, tenures
from inc.domain.identifiers import INCIDENT_ID
from inc.domain.timeline import (
    FROM,
    Entry,
    of_kinds,
    read_merge,
    severity_of,
    value_and_reason,
)
from inc.domain.times import minute, words
from inc.domain.vocabulary import Kind, Role, spoken
from inc.errors import UsageError

Section = Callable[[Record], Iterator[tuple[str, str]]]

_BEGINNINGS: Final = ("started", "detected", "declared")
_ENDS: Final = ("resolved", "closed")
_MOST: Final = 20  # things told on one line; a record that has more is no record of an incident


def facts(record: Record) -> str:
    """A line for each thing that the record states."""
    told = (pair for section in _SECTIONS for pair in section(record))
    return "\n".join(f"- **{label}:** {text}" for label, text in told)


def _nature(record: Record) -> Iterator[tuple[str, str]]:
    if record.incident.is_drill:
        yield "Drill", "an exercise; nothing was broken"
    if record.incident.is_restricted:
        yield "Restricted", "only for those whom the response team names"


def _time(record: Record) -> Iterator[tuple[str, str]]:
    incident = record.incident
    if began := incident.began:
        yield "Date", minute(began, record.zones[0][1]).partition(" ")[0]
    yield "Duration", _duration(record)


def _duration(record: Record) -> str:
    """How long it lasted, from when to when, and which of its times these are."""
    incident, began, ended = record.incident, record.incident.began, record.incident.ended
    start = record.when(began, _named(record, began, _BEGINNINGS)) if began else "unknown"
    if incident.is_open:
        return f"still open, since {start}"
    end = record.when(ended, _named(record, ended, _ENDS), began) if ended else "unknown"
    return f"{_span(began, ended)}, from {start} to {end}"


def _span(began: datetime | None, ended: datetime | None) -> str:
    if not (began and ended):
        return "unknown"
    return words(ended - began) if ended >= began else "impossible, it ends before it begins"


def _named(record: Record, moment: datetime, names: tuple[str, ...]) -> str:
    """Which of its times an instant is."""
    found = (name for name in names if record.incident.time(f"{name}_at") == moment)
    return next(found, "")


def _severity(record: Record) -> Iterator[tuple[str, str]]:
    kinds = (Kind.DECLARED, Kind.SEVERITY)
    stated = [one for one in of_kinds(record.incident.entries, kinds) if severity_of(one)]
    now = plain(record.incident.severity) or "not stated"
    changes = [_change(record, one) for one in stated] if len(stated) > 1 else []
    yield "Severity", f"{now}; {_cut(changes, '; ')}" if changes else now


def _change(record: Record, entry: Entry) -> str:
    told = f"{severity_of(entry)} from {record.when(entry.at, after=record.incident.began)}"
    reason = value_and_reason(entry.text)[1].partition("\n")[0]
    return f"{told}: {plain(reason, 120)}" if reason and entry.kind is Kind.SEVERITY else told


def _people(record: Record) -> Iterator[tuple[str, str]]:
    yield "Authors", people(record.authors)
    for role, held in tenures(record.incident).items():
        label = "SME" if role == Role.SME else plain(spoken(role)).capitalize()
        yield label, _cut([_held(record, one) for one in held], "; ")


def _held(record: Record, one: Tenure) -> str:
    """Who held a role, and from when until when, as far as the timeline says so."""
    if one.since is None:
        return people([one.person])
    until = f" to {record.when(one.until, after=one.since)}" if one.until else ""
    since = record.when(one.since, after=record.incident.began)
    return f"{people([one.person])} from {since}{until}"


def _hit(record: Record) -> Iterator[tuple[str, str]]:
    incident = record.incident
    if services := incident.list_of("services"):
        yield "Services", _cut([plain(one) for one in services], ", ")
    for name in ("vendor", "impact", "channel"):
        if value := incident.fields.get(name):
            yield name.capitalize(), plain(str(value), 1_000)
    yield "Incident", link(incident.id, record.way_to(incident.id))


def _related(record: Record) -> Iterator[tuple[str, str]]:
    links = [_link(record, one) for one in record.incident.list_of("links")]
    if links:
        yield "Links", _cut(links, ", ")
    joined = [_id(record, one) for one in _merged(record)]
    if joined:
        yield "Merged into it", _cut(joined, ", ")


def _link(record: Record, stated: str) -> str:
    how, _, target = stated.rpartition(" ")
    return " ".join(part for part in (plain(how), _id(record, target)) if part)


def _id(record: Record, name: str) -> str:
    is_id = re.fullmatch(INCIDENT_ID, name) is not None
    return link(name, record.way_to(name)) if is_id else plain(name)


def _merged(record: Record) -> Iterator[str]:
    for entry in of_kinds(record.incident.entries, (Kind.MERGED,)):
        try:
            way, other = read_merge(value_and_reason(entry.text)[0])
        except UsageError:
            continue
        if way == FROM:
            yield other


def _gates(record: Record) -> Iterator[tuple[str, str]]:
    """The ends that came although something was missing."""
    for entry, reason in overrides.reasons(record.entries)[:_MOST]:
        lines = entry.text.split("\n")
        missing = [line for line in lines if line.startswith(overrides.MISSING)]
        texts = [plain(line.removeprefix(overrides.MISSING)) for line in missing]
        open_ = f" ({_cut(texts, '; ')})" if texts else ""
        label = f"{entry.kind.capitalize()} although something was missing"
        yield label, f"{plain(reason)}{open_}"


def _cut(texts: list[str], between: str) -> str:
    more = [f"and {len(texts) - _MOST} more"] if len(texts) > _MOST else []
    return between.join([*texts[:_MOST], *more])


_SECTIONS: Final[tuple[Section, ...]] = (_nature, _time, _severity, _people, _hit, _related, _gates)
