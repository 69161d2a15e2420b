"""A whole document merged: a pure function of three texts, so it is the same on every clone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from inc.domain import versions
from inc.domain.timeline import Path
from inc.errors import IncError
from inc.store import document as documents
from inc.store.document import Document
from inc.store.front_matter import FrontMatterError
from inc.store.three_way import header, hunks, journal
from inc.store.three_way.choices import Choice
from inc.store.three_way.header import Header, Unwritable
from inc.store.three_way.journal import Fates, Journal
from inc.store.three_way.units import Body, Unit

_BOM: Final = "\ufeff"
_FENCE: Final = "---\n"


class Unmergeable(Exception):
    """Raised for texts that cannot be merged as documents, with what is wrong; nothing is lost."""


class Merged(NamedTuple):
    """A merged text, and of what people should know.

    `choices` are fields, boxes and attributes of action items that both sides set and no entry
    decides. `versions` are the ids of entries
    that both rewrote, `kept` of those that one side dropped and the other rewrote, `redacted` of
    those that one side redacted and the other rewrote. `torn` is the number of passages with
    several versions.
    """

    text: str
    choices: Sequence[Choice] = ()
    versions: Sequence[str] = ()
    kept: Sequence[str] = ()
    redacted: Sequence[str] = ()
    torn: int = 0

    @property
    def is_quiet(self) -> bool:
        """Whether nobody has to look at it."""
        return not (self.choices or self.versions or self.kept or self.redacted or self.torn)


class _Version(NamedTuple):
    """A version of a document, taken apart."""

    document: Document
    has_mark: bool
    newline: str
    ending: str
    """The newlines that the text ends with."""
    header: Header
    has_fences: bool
    before: Sequence[Unit]
    journal: Journal
    heading: str
    gaps: tuple[int, int, int]
    """The blank lines above the heading of the timeline, below it, and below the timeline."""
    after: Sequence[Unit]


def merge(base: str | None, ours: str, theirs: str, path: str = "") -> Merged:
    """What a document became on two sides, made one; `base` is None where both sides made it.

    `path` is where it stands, for a day that only its name tells. Raises Unmergeable.
    """
    if ours == theirs or base == theirs:
        return Merged(ours)
    if base == ours:
        return Merged(theirs)
    try:
        texts = [ours, theirs] if base is not None else sorted((ours, theirs))
        one, other = (_read(text, path) for text in texts)
        before = _in_common(one, other) if base is None else _read(base, path)
        made = _merged(before, [one, other], path)
        said = _contradictions(one, other) if base is None else []
        return made._replace(choices=[*made.choices, *said])
    except (IncError, FrontMatterError) as error:
        raise Unmergeable(str(error)) from error
    except Unwritable:
        raise Unmergeable("the front matter is not written one key a line") from None


def _read(text: str, path: str) -> _Version:
    plain = text.removeprefix(_BOM).replace("\r\n", "\n")
    ending = plain[len(plain.rstrip("\n")) :]
    plain = plain if ending or not plain else plain + "\n"
    document = Document.parse(plain.encode("utf-8", "surrogatepass"), path)
    section, body = document.timeline, Body(document)
    start, end = document.body_start, len(document.lines)
    stop, rest = (section.heading, journal.end(document)) if section else (end, end)
    return _Version(
        document,
        text.startswith(_BOM),
        "\r\n" if "\r\n" in text[: text.find("\n") + 1] else "\n",
        ending,
        header.read(document.block, document.entries),
        bool(start),
        body.units(start, stop),
        journal.read(document, body),
        document.lines[section.heading].rstrip("\n") if section else "",
        _gaps(document),
        body.units(rest, end),
    )


def _gaps(document: Document) -> tuple[int, int, int]:
    section, lines = document.timeline, document.lines
    if section is None:
        return 0, 0, 0
    above = _blanks(lines, range(section.heading - 1, -1, -1))
    inside = range(section.heading + 1, journal.end(document))
    is_last = inside.stop == len(lines)
    return above, _blanks(lines, inside), 0 if is_last else _blanks(lines, inside[::-1])


def _blanks(lines: Sequence[str], numbers: Sequence[int]) -> int:
    """How many blank lines stand at the beginning of some."""
    return next(
        (count for count, number in enumerate(numbers) if not lines[number].isspace()), len(numbers)
    )


def _in_common(one: _Version, other: _Version) -> _Version:
    """The base of two versions that have none: the units of text that both have."""
    return one._replace(
        header=Header({}),
        has_fences=one.has_fences and other.has_fences,
        before=hunks.common(one.before, other.before),
        journal=journal.in_common(one.journal, other.journal),
        after=hunks.common(one.after, other.after),
    )


def _contradictions(one: _Version, other: _Version) -> list[Choice]:
    """What two versions without a base say differently of one box, or one item."""
    before = hunks.contradictions(one.before, other.before)
    return [*before, *hunks.contradictions(one.after, other.after)]


def _merged(base: _Version, sides: Sequence[_Version], path: str) -> Merged:
    if base.has_fences and not all(one.has_fences for one in sides):
        raise Unmergeable("one side has no front matter any more")
    fates = journal.united(base.journal, [one.journal for one in sides])
    entries = [line.entry for line in fates.entries.values()]
    united = header.united(
        base.header,
        [one.header for one in sides],
        frozenset().union(*(_touched(base.journal, one.journal) for one in sides)),
        entries,
    )
    before = hunks.merge(base.before, *(one.before for one in sides))
    inside = journal.written(base.journal, [one.journal for one in sides], fates)
    after = hunks.merge(base.after, *(one.after for one in sides))
    every = [base, *sides]
    lines = hunks.lines_of(before.units, above=True)
    heading = max((one.heading for one in sides), default="") or base.heading
    if heading:
        above, below, behind = (max(one.gaps[at] for one in every) for at in range(3))
        lines += [""] * max(above, 1) + [heading]
        lines += [""] * max(below, bool(inside.lines)) + inside.lines
        lines += [""] * max(behind, 1) if after.units else []
    lines += hunks.lines_of(after.units, above=False)
    has_fences = any(one.has_fences for one in every)
    text = f"{_FENCE}{united.block}{_FENCE}" if has_fences else ""
    text += "".join(f"{line}\n" for line in lines)
    _prove(text, fates, path)
    return Merged(
        _dressed(text, base, sides),
        [*united.choices, *before.choices, *inside.choices, *after.choices],
        sorted(fates.versions),
        sorted(fates.kept),
        sorted(fates.redacted),
        before.torn + inside.torn + after.torn,
    )


def _touched(base: Journal, side: Journal) -> set[Path]:
    """The fields of which entries speak that a side added, rewrote or dropped."""
    found: set[Path] = set()
    for name in base.entries.keys() | side.entries.keys():
        before, after = base.entries.get(name), side.entries.get(name)
        if (before and before.lines) != (after and after.lines):
            for one in (before, after):
                found |= header.spoken_of(versions.kept_in(one.entry)) if one else set()
    return found


def _prove(text: str, fates: Fates, path: str) -> None:
    """Raise Unmergeable unless the merged text reads as what was put into it."""
    document = Document(documents.split(text), path)
    meant = Counter((name[0], line.lines) for name, line in fates.entries.items())
    there = Counter((name[0], lines) for name, lines in journal.named(document).items())
    if there != meant:
        raise Unmergeable("the merged timeline would not read as its entries")


def _dressed(text: str, base: _Version, sides: Sequence[_Version]) -> str:
    """The text with the newlines and the mark at the start that it is to have."""
    newline = max({one.newline for one in sides} - {base.newline}, default=base.newline)
    has_mark = max({one.has_mark for one in sides} - {base.has_mark}, default=base.has_mark)
    ending = max({one.ending for one in sides} - {base.ending}, default=base.ending)
    text = text.rstrip("\n") + ending
    return (_BOM if has_mark else "") + text.replace("\n", newline)
