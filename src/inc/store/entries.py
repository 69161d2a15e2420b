"""Timeline entries as list items: written in one way, read in the ways people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from inc.domain.identifiers import ALPHABET, ENTRY_ID
from inc.domain.timeline import Entry
from inc.domain.times import iso, read_iso
from inc.domain.vocabulary import Audience, Kind

INDENT: Final = "  "

_THEIRS: Final = (
    r"[-*+][ \t]+[`*_\[(]*"
    r"(?P<time>(?:\d{4}-\d\d-\d\d[T ])?\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?"
    r"(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)"
    r"[`*_\])]*(?![\w.])[ \t]*"
    r"(?:\*\*(?P<kind>[a-z]+)\*\*[ \t]*)?"
    r"(?P<audience>(?:responders|internal|executive|customer)\b)?[ \t]*"
    r"(?:@(?P<author>\w(?:[\w.+-]*\w)?))?[ \t]*(?:[—–:-]+(?=\s|$))?[ \t]*"
    rf"(?P<text>.*?)(?:[ \t]\^(?P<id>{ENTRY_ID}))?[ \t]*"
)
_ID_LETTERS: Final = frozenset(ALPHABET)
_KINDS: Final = {kind.value: kind for kind in Kind}
_AUDIENCES: Final = {audience.value for audience in Audience}
_NOT_LAZY: Final = r" {0,3}(?:[-*+]([ \t]|$)|\d+[.)][ \t]|#{1,6}([ \t]|$)|>|```|~~~|<)"


class Placed(NamedTuple):
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
    ours = _read_ours(first)
    if ours is None:
        return _read_by_hand(first, lines, start, stop, day)
    if stop - start > 1:
        ours = ours._replace(text=_join(ours.text, lines, start, stop))
    return Placed(ours, start, stop)


def _read_ours(first: str) -> Entry | None:
    """The entry of a line in the form that `write` gives it; no pattern, for there are many."""
    at, stars, rest = first[3:].partition("` **")
    kind, _, rest = rest.partition("** ")
    head, dash, text = rest.partition("—")
    if first[:3] != "- `" or not (stars and dash) or kind not in _KINDS or len(at) != 20:
        return None
    audience, _, author = head.rpartition("@")
    audience, author = (audience.rstrip(" "), author.rstrip(" ")) if author else (head.strip(), "")
    moment = read_iso(at)
    if moment is None or " " in author or (audience and audience not in _AUDIENCES):
        return None
    name = ""
    if text[-14:-12] == " ^" and _ID_LETTERS.issuperset(text[-12:]):
        text, name = text[:-14], text[-12:]
    return Entry(moment, _KINDS[kind], author, text.removeprefix(" "), name, audience)


def _read_by_hand(
    first: str, lines: Sequence[str], start: int, stop: int, day: datetime
) -> Placed | None:
    match = re.fullmatch(_THEIRS, first)
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
    moment = read_iso(f"{day:%Y-%m-%d}T{'0' if text[1:2] == ':' else ''}{text}")
    if moment and day - moment > timedelta(hours=12):
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
            if position != stop or re.match(_NOT_LAZY, line):
                break
            stop = position + 1
        position += 1
    return stop


MIDNIGHT: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""The day for documents whose name does not give one."""
