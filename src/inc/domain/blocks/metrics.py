"""How long it took to detect, acknowledge, mitigate and resolve, with the times of which each is.

A time that the record does not have is not guessed from another one: what to type is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from inc.domain.blocks.markdown import plain, table
from inc.domain.blocks.record import Record
from inc.domain.times import words

_METRICS: Final = {
    "Time to detect": ("started", "detected"),
    "Time to acknowledge": ("detected", "acknowledged"),
    "Time to mitigate": ("detected", "mitigated"),
    "Time to resolve": ("detected", "resolved"),
}
"""Each metric, the time it begins with, and the one it ends with."""

_ADD: Final = {
    "started": 'inc log -i {id} -k started --at TIME "impact begins"',
    "detected": 'inc log -i {id} -k detected --at TIME "alert fired"',
    "acknowledged": "inc ack -i {id} --at TIME",
    "mitigated": 'inc mitigate -i {id} --at TIME "what was done"',
    "resolved": 'inc resolve -i {id} -m "what was verified"',
}
"""How a time gets into the record."""


def metrics(record: Record) -> str:
    """A table of the metrics, and how to add what is missing."""
    rows = [_row(record, name, *times) for name, times in _METRICS.items()]
    lines = table(("Metric", "Time", "From", "To"), rows)
    hints = list(_hints(record))
    return "\n".join([*lines, "", *hints] if hints else lines)


def _row(record: Record, name: str, first: str, last: str) -> Sequence[str]:
    began, ended = (record.incident.time(f"{one}_at") for one in (first, last))
    return (
        name,
        _span(record, first, last),
        *(
            f"{one} {record.when(moment)}" if moment else f"{one}: not in the record"
            for one, moment in ((first, began), (last, ended))
        ),
    )


def _span(record: Record, first: str, last: str) -> str:
    began, ended = (record.incident.time(f"{one}_at") for one in (first, last))
    if not (began and ended):
        return "unknown"
    return words(ended - began) if ended - began >= timedelta(0) else "impossible"


def _hints(record: Record) -> Iterator[str]:
    """What to do about each time that is missing or cannot be."""
    incident = record.incident
    for name in _ADD:
        field = f"{name}_at"
        stated = incident.fields.get(field)
        if incident.time(field):
            continue
        if stated:
            yield f"- `{field}` cannot be read ({plain(str(stated), 40)}): `inc edit {incident.id}`"
        elif name != "resolved" or incident.is_open:
            yield f"- No `{name}` yet: `{_ADD[name].format(id=incident.id)}`"
    for first, last in _METRICS.values():
        if _span(record, first, last) == "impossible":
            yield f"- It was {last} before it was {first}: `inc timeline {incident.id}`"
