"""How long it took to detect, acknowledge, mitigate and resolve, with the times of which each is.

From when to when, and in which hours, the policy says, as for `inc metrics`. A time that the record
does not have is not guessed from another one: what to type is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from inc.domain.blocks.markdown import plain, table
from inc.domain.blocks.record import Record
from inc.domain.metrics import LONGEST
from inc.domain.metrics.definitions import SPANS, SUPPORT, Definition, definition
from inc.domain.metrics.support_hours import SupportHours
from inc.domain.times import words

_ADD: Final = {
    "started": 'inc log -i {id} -k started --at TIME "impact begins"',
    "detected": 'inc log -i {id} -k detected --at TIME "alert fired"',
    "acknowledged": "inc ack -i {id} --at TIME",
    "mitigated": 'inc mitigate -i {id} --at TIME "what was done"',
    "resolved": 'inc resolve -i {id} -m "what was verified"',
    "closed": "inc close -i {id}",
}
"""How a time gets into the record."""
_OF_THE_END: Final = ("resolved", "closed")


def metrics(record: Record) -> str:
    """A table of the metrics, and how to add what is missing."""
    every = [definition(record.policy, name) for name in SPANS]
    lines = table(("Metric", "Time", "From", "To"), [_row(record, one) for one in every])
    hints = list(_hints(record, every))
    return "\n".join([*lines, "", *hints] if hints else lines)


def _row(record: Record, one: Definition) -> Sequence[str]:
    hours = " (support hours)" if one.hours == SUPPORT else ""
    return (
        f"{one.title.removeprefix('Mean ').capitalize()}{hours}",
        _span(record, one),
        *(
            f"{name} {record.when(moment)}" if moment else f"{name}: not in the record"
            for name, moment in (
                (one.first, _time(record, one.first)),
                (one.last, _time(record, one.last)),
            )
        ),
    )


def _time(record: Record, name: str) -> datetime | None:
    return record.incident.began if name == "began" else record.incident.time(f"{name}_at")


def _span(record: Record, one: Definition) -> str:
    began, ended = _time(record, one.first), _time(record, one.last)
    if not (began and ended):
        return "unknown"
    if not timedelta(0) <= ended - began <= timedelta(seconds=LONGEST):
        return "impossible"
    if one.hours == SUPPORT:
        support = SupportHours(record.policy.calendar, record.policy.zone)
        seconds = support.between(int(began.timestamp()), int(ended.timestamp()))
        return words(timedelta(seconds=seconds))
    return words(ended - began)


def _hints(record: Record, every: Sequence[Definition]) -> Iterator[str]:
    """What to do about each time that is missing or cannot be."""
    incident = record.incident
    asked = {name for one in every for name in (one.first, one.last)}
    for name in (name for name in _ADD if name in asked):
        field = f"{name}_at"
        stated = incident.fields.get(field)
        if incident.time(field):
            continue
        if stated:
            yield f"- `{field}` cannot be read ({plain(str(stated), 40)}): `inc edit {incident.id}`"
        elif name not in _OF_THE_END or incident.is_open:
            yield f"- No `{name}` yet: `{_ADD[name].format(id=incident.id)}`"
    for one in every:
        began, ended = _time(record, one.first), _time(record, one.last)
        if began and ended and ended < began:
            yield f"- It was {one.last} before it was {one.first}: `inc timeline {incident.id}`"
        elif _span(record, one) == "impossible":
            yield (
                f"- It was {one.last} more than ten years after it was {one.first}: "
                f"`inc timeline {incident.id}`"
            )
