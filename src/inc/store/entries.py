"""Timeline entries as list items: written in one way, read in the ways people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from inc.domain.identifiers import ENTRY_ID
from inc.domain.timeline import Entry
from inc.domain.times import iso, read_iso
from inc.domain.vocabulary import Audience, Kind

INDENT: Final = "  "

_OURS: Final = re.compile(
    r"- `(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)` \*\*([a-z]+)\*\*(?: ([a-z]+))?(?: @(\S+))? —"
    rf"(?: (.*?))??(?: \^({ENTRY_ID}))?"
)
_THEIRS: Final = re.compile(
    r"[-*+][ \t]+[`*_\[(]*"
    r"(?P<time>(?:\d{4}-\d\d-\d\d[T ])?\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?"
    r"(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)"
    r"[`*_\])]*(?![\w.])[ \t]*"
    r"(?:\*\*(?P<kind>[a-z]+)\*\*[ \t]*)?"
    r"(?P<audience>(?:responders|internal|executive|customer)\b)?[ \t]*"
    r"(?:@(?P<author>\w(?:[\w.+-]*\w)?))?[ \t]*(?:[—–:-]+(?=\s|$))?[ \t]*"
    rf"(?P<text>.*?)(?:[ \t]\^(?P<id>{ENTRY_ID}))?[ \t]*"
)
_KINDS: Final = {kind.value: kind for kind in Kind}
_AUDIENCES: Final = {audience.value for audience in Audience}
_NOT_LAZY: Final = re.compile(r" {0,3}(?:[-*+]([ \t]|$)|\d+[.)][ \t]|#{1,6}([ \t]|$)|>|```|~~~|<)")


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry and the half-open range of lines it occupies in its document."""

    entry: Entry
    start: int
    end: int
    canonical: bool = True


def write(entry: Entry, newline: str) -> list[str]:
    """The lines of an entry, each with its newline."""
    first, *rest = entry.text.split("\n")
    words = [f"- `{iso(entry.at)}`", f"**{entry.kind.value}**", entry.audience]
    words += [
        f"@{entry.author}" if entry.author else "",
        "—",
        first,
        f"^{entry.id}" if entry.id else "",
    ]
    lines = [" ".join(word for word in words if word)]
    lines += [INDENT + line if line else "" for line in rest]
    return [line + newline for line in lines]


def read(lines: Sequence[str], start: int, end: int, day: datetime) -> Iterator[Placed]:
    """The entries between two lines of a document; `day` dates the ones that give only a time."""
    position = start
    while position < end:
        line = lines[position]
        if line[:1] not in "-*+" or line[1:2] not in " \t":
            position += 1
            continue
        stop = _end_of_item(lines, position, end)
        placed = _read_item(lines, position, stop, day)
        if placed is not None:
            day = placed.entry.at
            yield placed
        position = stop


def _read_item(lines: Sequence[str], start: int, stop: int, day: datetime) -> Placed | None:
    first = lines[start].rstrip("\r\n")
    ours = _OURS.fullmatch(first)
    if ours is not None:
        at, kind, audience, author, text, name = ours.groups(default="")
        moment = read_iso(at)
        if moment and kind in _KINDS and (not audience or audience in _AUDIENCES):
            text = _join(text, lines, start, stop)
            return Placed(Entry(moment, _KINDS[kind], author, text, name, audience), start, stop)
    return _read_by_hand(first, lines, start, stop, day)


def _read_by_hand(
    first: str, lines: Sequence[str], start: int, stop: int, day: datetime
) -> Placed | None:
    match = _THEIRS.fullmatch(first)
    moment = _moment(match["time"], day) if match else None
    if match is None or moment is None:
        return None
    kind = _KINDS.get(match["kind"] or "", Kind.NOTE)
    entry = Entry(
        moment,
        kind,
        match["author"] or "",
        _join(match["text"], lines, start, stop),
        match["id"] or "",
        match["audience"] or "",
    )
    return Placed(entry, start, stop, canonical=False)


def _moment(text: str, day: datetime) -> datetime | None:
    if text[4:5] == "-":
        return read_iso(text)
    clock = re.match(r"(\d{1,2}):(\d\d)", text)
    moment = read_iso(
        f"{day:%Y-%m-%d}T{text.zfill(5)}" if text[1:2] != ":" else f"{day:%Y-%m-%d}T0{text}"
    )
    if clock and moment and day - moment > timedelta(hours=12):
        return moment + timedelta(days=1)  # 23:50 followed by 00:10 crossed midnight
    return moment


def _join(first: str, lines: Sequence[str], start: int, stop: int) -> str:
    rest = [_dedent(line.rstrip("\r\n")) for line in lines[start + 1 : stop]]
    return "\n".join([first, *rest])


def _dedent(line: str) -> str:
    if line.startswith(INDENT):
        return line[2:]
    return line.lstrip(" \t")


def _end_of_item(lines: Sequence[str], start: int, end: int) -> int:
    """The line after the last one that belongs to the list item; blank lines behind it do not."""
    stop = position = start + 1
    while position < end:
        line = lines[position]
        if line.startswith((INDENT, "\t")) and not line.isspace():
            stop = position + 1
        elif not line.isspace():
            # A line that is not indented still belongs to the paragraph it directly follows.
            if position != stop or _NOT_LAZY.match(line):
                break
            stop = position + 1
        position += 1
    return stop


MIDNIGHT: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""The day for documents whose name does not give one."""
