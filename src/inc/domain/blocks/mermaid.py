"""A diagram of the weightiest moments, which forges draw from a fenced block.

In the grammar of these diagrams `:`, `;`, `#` and a line end mean something, and `%%{` gives orders
to the program that draws. So whatever is no letter, digit or harmless sign is written as its code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from inc.domain.blocks.markdown import link, words_of
from inc.domain.blocks.record import Record
from inc.domain.blocks.timeline import weightiest
from inc.domain.text import clean_line, shortened
from inc.domain.timeline import Entry
from inc.domain.times import minute
from inc.domain.vocabulary import Kind

_MOMENTS: Final = 14  # more of them, and a forge draws them too small to read
_LONGEST: Final = 60  # characters of one
_LEFT_OUT: Final = (Kind.ROLE, Kind.HANDOFF, Kind.CHECKED, Kind.LINKED, Kind.CORRECTED)
_PHASES: Final = {
    "detected_at": "Before it was detected",
    "mitigated_at": "Until mitigated",
    "resolved_at": "Until resolved",
}
"""The phase that each time ends."""
_HARMLESS: Final = r"[^\w .,()/+'“”‘’…–—-]"


def mermaid(record: Record) -> str:
    """The fenced block."""
    told = [one for one in record.entries if one.kind not in _LEFT_OUT]
    shown = weightiest(told, _MOMENTS)
    if not shown:
        return "Nothing is in the timeline of the incident."
    diagram = ["```mermaid", "timeline", *_lines(record, shown), "```"]
    return "\n".join([*diagram, *_left_out(record, len(told), len(shown))])


def coded(text: str) -> str:
    """A text in which no character means anything to the grammar of a diagram."""
    return re.sub(_HARMLESS, lambda match: f"#{ord(match[0])};", clean_line(text))


def _lines(record: Record, shown: Sequence[Entry]) -> Iterator[str]:
    phase = before = ""
    yield f"    title Times in {coded(record.zones[0][0])}"
    for entry in shown:
        if (now := _phase(record, entry.at)) != phase:
            phase, before = now, ""
            yield f"    section {phase}"
        time = coded(_time(record, entry, shown))
        yield f"        {time if time != before else ' ' * len(time)} : {_said(entry)}"
        before = time


def _left_out(record: Record, told: int, shown: int) -> list[str]:
    where = link("incident document", record.way_to(record.incident.id))
    return (
        ["", f"{shown} of {told} moments are drawn; all of them: {where}"] if told > shown else []
    )


def _phase(record: Record, at: datetime) -> str:
    for field, name in _PHASES.items():
        end = record.incident.time(field)
        if end and (at < end or (at == end and field != "detected_at")):
            return name
    return "Still open" if record.incident.is_open else "Afterwards"


def _time(record: Record, entry: Entry, shown: Sequence[Entry]) -> str:
    """The time in the first zone, with the day where there are several."""
    told = minute(entry.at, record.zones[0][1]).rpartition(" ")[0]
    is_one_day = record.is_one_day(shown[0].at, shown[-1].at)
    return told.partition(" ")[2] if is_one_day else told


def _said(entry: Entry) -> str:
    told = shortened(words_of(entry).partition(" · ")[0], _LONGEST)
    return coded(f"{entry.kind} — {told}" if told else entry.kind)
