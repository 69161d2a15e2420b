"""What each audience was told and when, and which promises of a next update were kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from inc.domain import cadence
from inc.domain.blocks.markdown import gist, left_out, people, table
from inc.domain.blocks.record import Record
from inc.domain.cadence import Promise
from inc.domain.timeline import Entry, of_kinds
from inc.domain.times import words
from inc.domain.vocabulary import Audience, Kind

_MOST: Final = 40  # rows


def communication(record: Record) -> str:
    """A table of the updates, and below it who was never told, and the promises counted."""
    told = of_kinds(record.incident.entries, (Kind.UPDATE,))
    promises = cadence.promises(record.incident)
    parts = [*_table(record, told, promises), *_counted(record, promises), *_never_told(record)]
    return "\n".join(parts[not parts[0] :]) if parts else "No update was recorded."


def _table(record: Record, told: Sequence[Entry], promises: Sequence[Promise]) -> list[str]:
    if not told:
        return []
    made = {one.entry: one for one in promises}
    rows = (_row(record, one, made) for one in told[:_MOST])
    lines = table(("Time", "Audience", "By", "What was said", "Next update"), rows)
    return [*lines, *left_out(len(told) - _MOST, record.way_to(record.incident.id))]


def _row(record: Record, entry: Entry, made: Mapping[Entry, Promise]) -> Sequence[str]:
    by = people([entry.author]) if entry.author else ""
    promise = made.get(entry)
    return (
        record.when(entry.at),
        cadence.readers(entry).value,
        by,
        gist(entry),
        _kept(record, promise) if promise else "not promised",
    )


def _kept(record: Record, one: Promise) -> str:
    told = record.when(one.at, after=one.entry.at)
    if one.is_over:
        return f"{told}, over before"
    if not one.is_missed(record.now):
        return f"{told}, kept" if one.kept_at else f"{told}, waited for"
    if one.waited_until is None:
        return f"{told}, missed"
    return f"{told}, missed by {words(one.waited_until - one.at)}"


def _counted(record: Record, promises: Sequence[Promise]) -> Iterator[str]:
    missed = sum(one.is_missed(record.now) for one in promises)
    kept = sum(one.kept_at is not None for one in promises if not one.is_missed(record.now))
    over = sum(one.is_over for one in promises)
    before = f", {over} over before" if over else ""
    if promises:
        yield from ("", f"Promises of a next update: {kept} kept, {missed} missed{before}.")


def _never_told(record: Record) -> Iterator[str]:
    """The audiences that the policy wants told at this severity, and that heard nothing."""
    incident = record.incident
    silent = [
        audience
        for audience in Audience
        if audience is not Audience.RESPONDERS
        and record.policy.cadence(incident.severity, audience) is not None
        and not cadence.updates(incident.entries, audience)
    ]
    if silent:
        asked = f"although the policy asks for it at {incident.severity}"
        yield from ("", f"Never told, {asked}: {', '.join(silent)}.")
