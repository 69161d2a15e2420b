"""The timeline of several versions united: entries by their id, text between them by its place."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

from inc.domain import versions
from inc.domain.identifiers import ALPHABET
from inc.domain.timeline import Entry
from inc.domain.versions import is_redacted
from inc.store import entries
from inc.store.document import Document
from inc.store.entries import Placed
from inc.store.three_way import hunks, passages
from inc.store.three_way.choices import Choice
from inc.store.three_way.units import HEADING, Body, Unit, of_text

_START: Final = (datetime(1, 1, 1, tzinfo=UTC), "")
_STAMP: Final = 8

Place = tuple[datetime, str]
"""Event time and id: by this entries stand in their order."""

Name = tuple[str, int]
"""The id of an entry (the line of one that has none), and which of those that share it."""


class Line(NamedTuple):
    """An entry as a document has it."""

    entry: Entry
    lines: tuple[str, ...]


class Journal(NamedTuple):
    """The timeline of one version: its entries, and the prose among them with its places."""

    entries: Mapping[Name, Line]
    prose: Sequence[Unit]
    above: Mapping[str, int]
    """How many entries stand above each prose unit, by the text of the unit."""
    gap: int = 0
    """The fewest blank lines between two entries that follow each other."""


class Fates(NamedTuple):
    """What became of the entries: all of them, and those of which rules or people must speak."""

    entries: dict[Name, Line]
    versions: list[str]
    """The ids of entries that two sides rewrote."""
    kept: list[str]
    """The ids of entries that one side dropped and another one rewrote."""
    redacted: list[str]
    """The ids of entries that one side redacted and another one rewrote."""


EMPTY: Final = Journal({}, (), {})


def read(document: Document, body: Body) -> Journal:
    """The timeline of a document and its body; an empty one where it has none."""
    section = document.timeline
    if section is None:
        return EMPTY
    found: dict[Name, Line] = {}
    prose: list[Unit] = []
    above: dict[str, int] = {}
    gaps: list[int] = []
    at = section.heading + 1
    last = end(document)
    for placed in document.placed:
        if placed.start >= last:
            break
        between = body.units(at, placed.start)
        prose += between
        above |= _standing(between, len(found))
        if found and not between:
            gaps.append(placed.start - at)
        lines = _lines(document, placed)
        found[_name(placed.entry, lines, found)] = Line(placed.entry, lines)
        at = placed.end
    behind = body.units(at, last)
    above |= _standing(behind, len(found))
    return Journal(found, [*prose, *behind], above, min(gaps, default=0))


def end(document: Document) -> int:
    """Where the timeline ends: at a heading, or at a passage with one in one of its versions."""
    section, lines = document.timeline, document.lines
    assert section is not None  # whoever asks has looked
    for number in range(section.heading + 1, section.end):
        if lines[number].rstrip().endswith(passages.BEGIN) and _has_heading(lines, number):
            return number
    return section.end


def _has_heading(lines: Sequence[str], start: int) -> bool:
    quoted = itertools.takewhile(lambda line: line.startswith(">"), lines[start:])
    told = passages.read([line.rstrip("\r\n") for line in quoted]) or ()
    return any(of_text(text)[0].kind == HEADING for text in told if text)


def in_common(one: Journal, other: Journal) -> Journal:
    """The base of two timelines that have none: no entry, and the text that both have."""
    prose = hunks.common(one.prose, other.prose)
    return EMPTY._replace(prose=prose, gap=min(one.gap, other.gap))


def named(document: Document) -> dict[Name, tuple[str, ...]]:
    """The lines of each entry of a document by its name."""
    found: dict[Name, tuple[str, ...]] = {}
    for placed in document.placed:
        lines = _lines(document, placed)
        found[_name(placed.entry, lines, found)] = lines
    return found


def _lines(document: Document, placed: Placed) -> tuple[str, ...]:
    return tuple(line.rstrip("\r\n") for line in document.lines[placed.start : placed.end])


def _standing(prose: Sequence[Unit], above: int) -> dict[str, int]:
    """How many entries are above each unit, and each of those in a passage of several versions."""
    inner = (
        one for unit in prose for text in passages.read(unit.lines) or () for one in of_text(text)
    )
    return {unit.text: above for unit in (*inner, *prose)}


def _name(entry: Entry, lines: Sequence[str], taken: Mapping[Name, object]) -> Name:
    text, number = entry.id or "\n".join(lines), 0
    while (text, number) in taken:
        number += 1
    return text, number


def _place(entry: Entry) -> Place:
    return (entry.at, entry.id)


# ------------------------------------------------------------------ entries


def united(base: Journal, sides: Sequence[Journal]) -> Fates:
    """Every entry that any version has, but for those that were taken away and nobody rewrote."""
    fates = Fates({}, [], [], [])
    extra: dict[Name, Line] = {}
    names = dict.fromkeys(name for one in (base, *sides) for name in one.entries)
    copied = {text for text, number in names if number and (text, number) not in base.entries}
    for name in names:
        before, after = base.entries.get(name), [one.entries.get(name) for one in sides]
        if name[0] in copied:  # somebody needs more of them: none is taken away
            after = [line or before for line in after]
        line = _united(name, before, after, fates, extra)
        if line is not None:
            fates.entries[name] = line
    for name, line in extra.items():
        fates.entries.setdefault(name, line)
    _forget_redacted(fates.entries)
    return fates


def _united(
    name: Name,
    before: Line | None,
    after: Sequence[Line | None],
    fates: Fates,
    extra: dict[Name, Line],
) -> Line | None:
    old = before.lines if before else None
    told = {one.lines: one for one in after if one is not None and one.lines != old}
    is_dropped = before is not None and None in after
    if not told:
        return None if is_dropped else before
    if is_dropped:
        fates.kept.append(name[0])
    redacted = {lines: one for lines, one in told.items() if is_redacted(one.entry)}
    if redacted:
        if len(told) > 1:
            fates.redacted.append(name[0])
        told = redacted
    winner = told[max(told)]
    if len(told) > 1:
        fates.versions.append(name[0])
        for line in told.values() if not redacted else ():
            if line is not winner:
                other = _other_version(line)
                extra[other.entry.id, 0] = other
    return winner


def _other_version(line: Line) -> Line:
    """A note of what the other side made of an entry, with an id that every clone gives it."""
    entry = line.entry
    digest = hashlib.sha256("\n".join(line.lines).encode("utf-8", "surrogatepass")).digest()
    tail = "".join(ALPHABET[byte & 31] for byte in digest[: 12 - _STAMP])
    note = versions.as_note(entry, entry.id[:_STAMP] + tail)
    return Line(note, tuple(entries.write(note, "")))


def _forget_redacted(found: dict[Name, Line]) -> None:
    """Drop other versions of what was redacted: they hold the very words."""
    gone = {line.entry.id for line in found.values() if is_redacted(line.entry)}
    for name in [
        name for name, line in found.items() if versions.version_of(line.entry) in gone - {""}
    ]:
        del found[name]


# ------------------------------------------------------------------ the section


class Interior(NamedTuple):
    """What stands below the heading of a timeline, and what `hunks` tells of the prose in it."""

    lines: list[str]
    torn: int
    choices: Sequence[Choice]


def written(base: Journal, sides: Sequence[Journal], fates: Fates) -> Interior:
    """The lines below the heading: entries by time and id, prose where it stood among them."""
    merged = hunks.merge(base.prose, *(one.prose for one in sides))
    places = _places(base, sides, fates.entries)
    numbers = {name: number for number, name in enumerate(base.entries)}
    ordered = sorted(
        fates.entries.items(),
        key=lambda one: (*_place(one[1].entry), numbers.get(one[0], len(numbers)), one[1].lines),
    )
    lines: list[str] = []
    above, waiting = _START, [(_place_of(unit, places), unit) for unit in merged.units]
    for _, line in ordered:
        lead = base.gap
        while waiting and max(waiting[0][0], above) < _place(line.entry):
            place, unit = waiting.pop(0)
            above, lead = max(above, place), 1
            _put(lines, unit.lines, unit.lead or 1)
        _put(lines, line.lines, lead)
    for _, unit in waiting:
        _put(lines, unit.lines, unit.lead or 1)
    return Interior(lines, merged.torn, merged.choices)


def _put(lines: list[str], more: Sequence[str], lead: int) -> None:
    """Lines behind others, with blank ones between."""
    lines += [""] * lead if lines else []
    lines += more


def _places(
    base: Journal, sides: Sequence[Journal], entries: Mapping[Name, Line]
) -> dict[str, Place]:
    """Below which entry each unit of prose belongs: that of the base stays where it was."""
    found = {text: _place_below(base, number, entries) for text, number in base.above.items()}
    for one in sides:
        for text, number in one.above.items():
            if text not in base.above:
                place = _place_below(one, number, entries)
                found[text] = max(place, found.get(text, _START))
    return found


def _place_below(journal: Journal, number: int, entries: Mapping[Name, Line]) -> Place:
    """The place of the entry that stands above in a version, also where that one is gone now."""
    if not number:
        return _START
    name, line = list(journal.entries.items())[number - 1]
    return _place(entries.get(name, line).entry)


def _place_of(unit: Unit, places: Mapping[str, Place]) -> Place:
    inner = [one for text in passages.read(unit.lines) or () for one in of_text(text)]
    return max([places.get(one.text, _START) for one in (unit, *inner)])
