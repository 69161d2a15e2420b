"""The units of a body: paragraphs, headings, list items, rows of items, generated blocks.

A unit is what is changed as one. Boxes, action items and generated blocks have a name, so that a
changed one is still the same; any other unit is named by its words, and a changed one is another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from inc.domain.tasks import folded
from inc.store import action_items, blocks, sections, task_lines
from inc.store.document import Document
from inc.store.tasks import CHECKLISTS

TEXT: Final = "text"
HEADING: Final = "heading"
LISTED: Final = "listed"
BOX: Final = "box"
ITEM: Final = "item"
BLOCK: Final = "block"

LISTS: Final = frozenset({LISTED, BOX, ITEM})
"""The kinds of which two people may add several in one place without contradicting each other."""

_BULLET: Final = r"[ \t]*(?:[-*+]|\d{1,9}[.)])"
_MARK: Final = r" {0,3}[-*+][ \t]+\[[ xX]\][ \t]+"


class Unit(NamedTuple):
    """Lines without their newlines, what they are, what names them, and the blank lines above.

    `words` would name an item if it had no id.
    """

    kind: str
    key: str
    lines: tuple[str, ...]
    lead: int = 0
    words: str = ""

    @property
    def text(self) -> str:
        """Its lines as one text."""
        return "\n".join(self.lines)

    @property
    def is_named(self) -> bool:
        """Whether it stays the same unit when its words change."""
        return self.kind in (BOX, ITEM, BLOCK)


class Body:
    """The body of a document, taken apart where somebody asks for a part of it."""

    def __init__(self, document: Document) -> None:
        self._lines = document.lines
        self._headings = {one.line for one in document.headings}
        found = blocks.find(document).blocks
        self._blocks = {one.begin: one.end for one in found}
        self._named = _named(document)
        for block in found:
            if not block.is_edited:
                self._named[block.begin] = (BLOCK, block.name)

    def units(self, start: int, end: int) -> list[Unit]:
        """The units between two lines."""
        found: list[Unit] = []
        lead = 0
        for kind, lines in self._runs(start, end):
            if kind == sections.BLANK:
                lead += len(lines)
                continue
            text = tuple(self._lines[number].rstrip("\r\n") for number in lines)
            named, *keys = self._named.get(lines.start, (kind, "\n".join(text)))
            found.append(Unit(named, keys[0], text, lead, *keys[1:]))
            lead = 0
        return found

    def _runs(self, start: int, end: int) -> Iterator[tuple[str, range]]:
        """The kind and the lines of each unit, and of the blank lines between them."""
        if all(self._lines[number].isspace() for number in range(start, end)):
            return
        scanner = sections.Scanner()
        kind, until, gap = "", -1, -1  # the first of blank lines that may belong to a list item
        for number in range(start, end):
            if number <= until:
                continue
            if self._blocks.get(number, end) < end:
                yield from _closed(kind, start, gap, number)
                until = self._blocks[number]
                yield BLOCK, range(number, until + 1)
                scanner, start, kind, gap = sections.Scanner(), until + 1, "", -1
                continue
            place = scanner.place(self._lines[number])
            if place is sections.BLANK:
                gap = number if gap < 0 else gap
                continue
            new = self._kind(number, place)
            goes_on = gap < 0 and kind == new == TEXT
            if goes_on or (place is sections.INSIDE and kind == LISTED):
                gap = -1
                continue
            yield from _closed(kind, start, gap, number)
            start, kind, gap = number, new, -1
        yield from _closed(kind, start, gap, end)

    def _kind(self, number: int, place: str) -> str:
        if number in self._headings:
            return HEADING
        if place is sections.ITEM:
            return LISTED
        return ITEM if number in self._named else TEXT


def of_text(text: str, above: Sequence[str] = ()) -> list[Unit]:
    """The units of a passage that stands below these lines."""
    lines = text.split("\n")
    is_of_table = bool(above) and "|" in above[-1] and "|" in lines[0]
    gap = [""] if above and not is_of_table else []
    document = Document([f"{line}\n" for line in (*above, *gap, *lines)])
    return Body(document).units(len(above) + len(gap), len(document.lines))


def _closed(kind: str, start: int, pending: int, end: int) -> Iterator[tuple[str, range]]:
    """The unit that ends here, and the blank lines behind it."""
    stop = end if pending < 0 else pending
    if kind and start < stop:
        yield kind, range(start, stop)
        start = stop
    if start < end:
        yield sections.BLANK, range(start, end)


def _named(document: Document) -> dict[int, tuple[str, ...]]:
    """The kind and the name of each unit that has one, by its first line; and its words."""
    found: dict[int, tuple[str, ...]] = {}
    section = document.section(CHECKLISTS)
    if section is not None:
        title, headings = "", task_lines.headings(document, section)[::-1]
        for task in task_lines.found(document, section):
            while headings and headings[-1].line < task.line:
                title = headings.pop().title
            struck = task_lines.struck(task.text)
            text = struck[0] if struck and task.is_ticked else task.text
            found[task.line] = (BOX, f"{folded(title)}\n{folded(text)}")
    for placed in action_items.read(document):
        item = placed.item
        is_nested = placed.row is None and document.lines[placed.line][:1] in " \t"
        if not is_nested:
            words = folded(item.text)
            found[placed.line] = (ITEM, f"^{item.id}", words) if item.id else (ITEM, words)
    return found


def rank(unit: Unit) -> tuple[int, tuple[str, ...]]:
    """Which of two states of a box or an item holds: does not apply, done, open; then by words."""
    first = unit.lines[0] if unit.lines else ""
    mark = re.match(_MARK, first)
    if mark is None:
        return 0, unit.lines
    is_struck = task_lines.struck(first[mark.end() :].rstrip()) is not None
    is_ticked = "[ ]" not in mark[0]
    return is_ticked + (is_struck and is_ticked), unit.lines


def label(unit: Unit) -> str:
    """What people call a box or an item: its words, without its mark, its state and its id."""
    first = re.sub(_MARK, "", unit.lines[0])
    return re.sub(r"[ \t]*\^\w+[ \t|]*$", "", first.replace("~~", "").strip("| \t"))


def may_touch(above: Unit, unit: Unit) -> bool:
    """Whether no blank line has to be between two: they are of one list, or of one table."""
    is_row = "|" in above.lines[-1] and "|" in unit.lines[0]
    is_listed = above.kind in LISTS and unit.kind in LISTS
    return (is_listed and _bullet(above) == _bullet(unit)) or is_row


def _bullet(unit: Unit) -> str:
    """What tells the lists of two items apart: `-`, `*`, `+`, or what stands behind a number."""
    return (re.match(_BULLET, unit.lines[0]) or [""])[0][-1:]


def text_of(units: Sequence[Unit]) -> str:
    """Units as one text, in one way whatever blank lines they had."""
    lines: list[str] = []
    for number, unit in enumerate(units):
        lines += [""] if number and not may_touch(units[number - 1], unit) else []
        lines += unit.lines
    return "\n".join(lines)
