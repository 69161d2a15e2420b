"""The timeline as a table: what happened, cut by kind where it is long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from inc.domain.blocks.markdown import gist, link, people, plain, table
from inc.domain.blocks.record import Record
from inc.domain.timeline import Entry
from inc.domain.times import minute
from inc.domain.vocabulary import Kind

LONGEST: Final = 40  # rows; more is not read in a meeting

_LEAST: Final = (
    *(Kind.CHECKED, Kind.LINKED, Kind.CORRECTED, Kind.RUNBOOK, Kind.ROLE, Kind.HANDOFF),
    *(Kind.CHECKING, Kind.NOTE, Kind.NEED, Kind.ALERT, Kind.UPDATE, Kind.ESCALATED, Kind.MERGED),
    *(Kind.FINDING, Kind.ACTION, Kind.HYPOTHESIS, Kind.REFUTED, Kind.CONFIRMED, Kind.DECISION),
    *(Kind.STATUS, Kind.SEVERITY),
)
"""The kinds in the order in which they are left out; those that are not here are left out last."""

_WEIGHT: Final = {kind: weight for weight, kind in enumerate(_LEAST)}


def weightiest(entries: Sequence[Entry], most: int) -> list[Entry]:
    """That many entries, of the kinds that weigh most, in the order of what happened."""
    ranked = sorted(entries, key=lambda one: (-_WEIGHT.get(one.kind, len(_LEAST)), one.order))
    return sorted(ranked[:most], key=lambda one: one.order)


def timeline(record: Record) -> str:
    """The table, and below it what was left out."""
    entries = record.entries
    if not entries:
        return "Nothing is in the timeline of the incident."
    shown = weightiest(entries, LONGEST)
    zones = [name for name, _ in record.zones]
    lines = table((*zones, "Kind", "Who", "What"), (_row(record, one, shown) for one in shown))
    return "\n".join([*lines, *_left_out(record, shown)])


def _row(record: Record, entry: Entry, shown: Sequence[Entry]) -> Sequence[str]:
    is_one_day = record.is_one_day(shown[0].at, shown[-1].at)
    times = [minute(entry.at, zone).rpartition(" ")[0] for _, zone in record.zones]
    who = people([entry.author]) if entry.author else ""
    kind = " ".join(part for part in (entry.kind.value, plain(entry.audience)) if part)
    return (
        *(time.partition(" ")[2] if is_one_day else time for time in times),
        kind,
        who,
        gist(entry),
    )


def _left_out(record: Record, shown: Sequence[Entry]) -> list[str]:
    """How many entries of which kinds are not in the table, and where all of them stand."""
    missing = Counter(entry.kind for entry in record.entries)
    missing.subtract(entry.kind for entry in shown)
    count = missing.total()
    if not count:
        return []
    order = dict.fromkeys((*_LEAST, *Kind))
    kinds = ", ".join(f"{missing[kind]} {kind}" for kind in order if missing[kind])
    said = "1 entry" if count == 1 else f"{count} entries"
    where = link("incident document", record.way_to(record.incident.id))
    return ["", f"{said} left out: {kinds}; all of them: {where}"]
