"""Timeline entries as list items: written in one way, read in the ways people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from inc.domain.entry import LongTimeline
from inc.domain.identifiers import ALPHABET, AUTHOR, ENTRY_ID
from inc.domain.timeline import Entry
from inc.domain.times import FIRST_YEAR, LAST_YEAR, iso, read_iso
from inc.domain.vocabulary import Audience, Kind
from inc.store import sections

INDENT: Final = "  "

_KINDS: Final = {kind.value: kind for kind in Kind}
_AUDIENCES: Final = {audience.value for audience in Audience}
_ID_LETTERS: Final = frozenset(ALPHABET)
_CLOCK: Final = r"\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?"
_OTHER_CLOCK: Final = r"[ \t]?(?:(?i:[ap]\.?m)\b|(?:[ECMP][SD]T|CES?T|BST|IST|JST)\b)"
# After a bare time a minus begins the end of a range, `09:00-10:30`, more likely than an offset.
_THEIRS: Final = (
    r"(?a)[-*+][ \t]+[`*_\[(]*"
    rf"(?P<time>\d{{4}}-\d\d-\d\d[T ]{_CLOCK}(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?"
    rf"|{_CLOCK}(?: ?(?:Z|UTC|\+\d\d:?\d\d))?)"
    rf"[`*_\])]*(?![\w.])(?!{_OTHER_CLOCK})[ \t]*"
    rf"(?:\*\*(?P<kind>{'|'.join(_KINDS)})\*\*[ \t]*"
    rf"(?:(?P<audience>{'|'.join(sorted(_AUDIENCES))})(?=[ \t]*[@—–:-])[ \t]*)?)?"
    rf"(?u:@(?P<author>{AUTHOR})(?=[ \t:—–]|$)[ \t]*)?(?:[—–:-]+(?=[ \t]|$)[ \t]*)?"
    rf"(?P<text>.*?)(?:[ \t]\^(?P<id>{ENTRY_ID}))?"
)
_HEAD: Final = (
    r"- `([1-8][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)` "
    rf"\*\*({'|'.join(_KINDS)})\*\* (?:(?:{'|'.join(sorted(_AUDIENCES))}) )?(?:@[^\s@—]+ )?—"
)
"""How the first line of an entry begins that `write` wrote, in a year that counts."""
_MANY: Final = 500  # lines of a timeline: to compile a pattern takes as long as 300 entries


class Placed(NamedTuple):
    """An entry and the half-open range of lines it occupies in its document."""

    entry: Entry
    start: int
    end: int


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
    for first, stop in _plain_items(lines, start, end) or _items(lines, start, end):
        placed = _read_item(lines, first, stop, day)
        if placed is not None:
            day = max(day, placed.entry.at)  # a late entry of the day before dates nothing
            yield placed


class Long(NamedTuple):
    """The entries of a long timeline, and the half-open ranges of lines they occupy."""

    entries: LongTimeline
    ranges: Sequence[tuple[int, int]]


def read_long(
    lines: Sequence[str], start: int, end: int, *, from_lines: int = _MANY
) -> Long | None:
    """The same as `read`, for a timeline that is long, and nothing but entries of ours; else None.

    An entry takes three times as long to read as what is known here of each of them.
    """
    if end - start < from_lines:
        return None
    match, ranges = re.compile(_HEAD).match, list[tuple[int, int]]()
    times, kinds, stop = list[datetime](), list[Kind](), -1
    for number in range(start, end):
        head = match(lines[number])
        if head:
            stop = number + 1
            ranges.append((number, stop))
            try:
                times.append(datetime.fromisoformat(head[1]))
            except ValueError:
                return None
            kinds.append(_KINDS[head[2]])
        elif stop == number and _goes_on(lines[number][:4]):
            stop = number + 1
            ranges[-1] = (ranges[-1][0], stop)
        elif lines[number].rstrip("\r\n"):
            return None

    def read_one(place: int) -> Entry:
        placed = _read_item(lines, *ranges[place], MIDNIGHT)
        assert placed is not None  # its first line has all that makes an entry
        return placed.entry

    newest = _newest_id(lines[first] for first, _ in reversed(ranges))
    return Long(LongTimeline(kinds, times, newest, read_one), ranges)


def _newest_id(firsts: Iterable[str]) -> str | None:
    newest = ""
    for line in firsts:
        end = line.rstrip()[-14:]
        if end[2:] > newest and end[:2] == " ^" and _ID_LETTERS.issuperset(end[2:]):
            newest = end[2:]
    return newest or None


def _plain_items(lines: Sequence[str], start: int, end: int) -> list[tuple[int, int]] | None:
    """The same as `_items`, without the scanner, where there is nothing but entries of ours.

    None where anything else stands, for then only the scanner knows what it belongs to.
    """
    found: list[tuple[int, int]] = []
    first = stop = -1
    for number in range(start, end):
        head = lines[number][:4]
        if head[:3] == "- `" and head[3:] != "`":
            if first >= 0:
                found.append((first, stop))
            first, stop = number, number + 1
        elif first >= 0 and stop == number and _goes_on(head):
            stop = number + 1
        elif head.rstrip("\r\n"):
            return None
    return [*found, (first, stop)] if first >= 0 else found


def _goes_on(head: str) -> bool:
    """Whether a line that begins so is one more of an entry of ours right above it."""
    return head[:2] == "  " and bool(head[2:].strip(" \t\r\n"))


def _items(lines: Sequence[str], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The half-open line ranges of the list items; blank lines behind an item are not in it."""
    place = sections.Scanner().place
    first = stop = -1
    for number in range(start, end):
        where = place(lines[number])
        if where is sections.INSIDE:
            stop = number + 1
        elif where is not sections.BLANK:
            if first >= 0:
                yield first, stop
            first, stop = (number, number + 1) if where is sections.ITEM else (-1, -1)
    if first >= 0:
        yield first, stop


def _read_item(lines: Sequence[str], start: int, stop: int, day: datetime) -> Placed | None:
    first = lines[start].rstrip()
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
    audience, _, author = head.rpartition("@") if "@" in head else (head, "", "")
    audience, author = audience.strip(" "), author.rstrip(" ")
    if " " in author or (audience and audience not in _AUDIENCES) or at[4::3] != "--T::Z":
        return None
    name = ""
    if text[-14:-12] == " ^" and _ID_LETTERS.issuperset(text[-12:]):
        text, name = text[:-14], text[-12:]
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
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
    return Placed(entry, start, stop)


def _moment(text: str, day: datetime) -> datetime | None:
    if text[4:5] == "-":
        return read_iso(text)
    moment = read_iso(f"{day.date()}T{'0' if text[1:2] == ':' else ''}{text}")
    if moment and day - moment > timedelta(hours=12) and day.year < 9999:
        return moment + timedelta(days=1)  # 23:50 followed by 00:10 crossed midnight
    return moment


def _join(first: str, lines: Sequence[str], start: int, stop: int) -> str:
    rest = [_dedent(line.rstrip("\r\n")) for line in lines[start + 1 : stop]]
    return "\n".join([first, *rest])


def _dedent(line: str) -> str:
    if line.startswith(INDENT):
        return line[2:]
    return line.lstrip(" ").removeprefix("\t")


MIDNIGHT: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""The day for documents whose name does not give one."""
