"""What reports ask of the index beside the measures: names and titles, causes, candidates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from inc.domain.repeats import CAUSES, LINKS
from inc.index.columns import ITS, OWN
from inc.index.database import Index
from inc.index.measures import Scope, its
from inc.index.repeated import among


class About(NamedTuple):
    """What names an incident for a reader."""

    id: str
    title: str
    severity: str
    began: int | None


class Written(NamedTuple):
    """How far the postmortem of an incident is, and when it was published."""

    stage: str
    published: int | None


def ended(start: int, stop: int) -> Scope:
    """The incidents that ended in a period, whenever they began."""
    return Scope("i.ended >= ? AND i.ended < ?", (start, stop))


def unfinished(at: int) -> Scope:
    """The incidents that had begun and not ended at an instant."""
    return Scope("i.began < ? AND (i.is_open OR i.ended IS NULL OR i.ended >= ?)", (at, at))


def drills(start: int, stop: int) -> Scope:
    """The drills that began in a period."""
    return Scope("i.is_drill", (), start, stop, drills=True)


def perhaps_overridden(start: int, stop: int) -> Scope:
    """The incidents that may have ended in a period in spite of a gate; their timelines know."""
    return Scope(
        "i.id IN (SELECT rowid FROM words WHERE words MATCH 'text : override') AND i.began < ?"
        " AND (i.is_open OR max(coalesce(i.resolved, 0), coalesce(i.closed, 0)) >= ?)",
        (stop, start),
    )


def about(index: Index, keys: Iterable[int]) -> dict[int, About]:
    """What names each of some incidents."""
    select = "id, name, title, severity, began FROM incidents"
    found = among(index, select, "id", [*keys])
    return {key: About(*told) for key, *told in found}


def postmortems(index: Index, keys: Iterable[int]) -> dict[int, Written]:
    """The postmortems of some incidents, by the keys of these."""
    joined = "postmortems AS d JOIN incidents AS i ON i.name = d.name"
    found = among(index, f"i.id, d.stage, d.published FROM {joined}", "i.id", [*keys])
    return {key: Written(*told) for key, *told in found}


def causes(index: Index, scope: Scope) -> list[tuple[int, str]]:
    """What incidents and their postmortems state as causes, by the keys of the incidents."""
    condition, parameters = scope.counted()
    marks = ", ".join("?" * len(CAUSES))
    told = f"(l.key IN ({marks}) OR l.key = '{LINKS}' AND l.value LIKE 'caused%')"
    found = [
        row
        for source in (OWN, f"{ITS}{its(scope)}")
        for row in index.rows(
            f"SELECT i.id, l.value, i.began FROM labels AS l {source} WHERE {told} AND {condition}",
            (*CAUSES, *parameters),
        )
    ]
    found.sort(key=lambda row: (row[2] or 0, row[0], row[1]))
    return [(key, str(value)) for key, value, _ in found]
