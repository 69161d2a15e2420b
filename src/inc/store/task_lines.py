"""Task-list lines and the sections they stand in: what checklists and action items share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from inc.store import sections

if TYPE_CHECKING:
    from inc.store.document import Document

_TASK: Final = r" {0,3}[-*+][ \t]+\[(?P<mark>[ xX])\][ \t]+(?P<text>\S.*)"
_ANY_TASK: Final = r"\[(?P<mark>[ xX])\][ \t]+(?P<text>\S.*)"
_BULLET: Final = r"(?P<indent>[ \t]*)(?P<sign>[-*+]|\d{1,9}[.)])(?P<gap>[ \t]+)(?P<text>\S.*)"
_CODE: Final = 4  # so much further indented, behind an empty line, is code
_STRUCK: Final = r"~~(?:[ \t]{0,8}(?P<why>\((?:does not apply|dropped):?[ \t]{0,8})|\Z)"


class TaskLine(NamedTuple):
    """A line `- [x] text` of a document."""

    line: int
    is_ticked: bool
    text: str


class Bullet(NamedTuple):
    """A list item, numbered or not: its line, how deep it is nested, and its first line."""

    line: int
    depth: int
    text: str

    @property
    def task(self) -> TaskLine | None:
        """The task that it is, if it has a box."""
        match = re.fullmatch(_ANY_TASK, self.text)
        return TaskLine(self.line, match["mark"] != " ", match["text"]) if match else None


def found(document: Document, section: sections.Section) -> Iterator[TaskLine]:
    """The task-list items of a section; not what stands in code or comments."""
    place = sections.Scanner().place
    for number in range(section.heading + 1, section.end):
        line = document.lines[number]
        if place(line) is sections.ITEM and (match := re.fullmatch(_TASK, line.rstrip())):
            yield TaskLine(number, match["mark"] != " ", match["text"])


def bullets(document: Document, section: sections.Section) -> Iterator[Bullet]:
    """The list items of a section, however deep; not what stands in code or comments."""
    scanner, is_in_comment, is_after_gap = sections.Scanner(), False, False
    around: list[int] = []  # how far the contents of the items around a line are indented
    for number in range(section.heading + 1, section.end):
        line = document.lines[number]
        place = scanner.place(line)
        text = line.rstrip()
        begins = text.lstrip().startswith("<!--")
        is_hidden = is_in_comment or begins or scanner.is_in_code
        is_in_comment = (is_in_comment or begins) and "-->" not in text
        if place is sections.ITEM:
            around.clear()
        bullet = _bullet(text) if place in (sections.ITEM, sections.INSIDE) else None
        if bullet and not is_hidden:
            indent, content, words = bullet
            while around and indent < around[-1]:
                around.pop()
            if not (is_after_gap and around and indent >= around[-1] + _CODE):
                yield Bullet(number, len(around), words)
                around.append(content)
        is_after_gap = not text


def _bullet(text: str) -> tuple[int, int, str] | None:
    """How far an item and its content are indented, and its words; None for no item."""
    match = re.fullmatch(_BULLET, text)
    if match is None:
        return None
    indent = len(match["indent"].expandtabs(4))
    gap = len(match["gap"])
    return indent, indent + len(match["sign"]) + (gap if gap <= _CODE else 1), match["text"]


def struck(text: str) -> tuple[str, str] | None:
    """The text of an item that is struck out, and the reason behind it; None for another."""
    ends = re.compile(_STRUCK).finditer(text, 3) if text.startswith("~~") else ()
    for end in ends:
        if not end["why"]:
            return text[2 : end.start()], ""
        if text.endswith(")"):
            return text[2 : end.start()], text[end.end() : -1]
    return None


def headings(document: Document, section: sections.Section) -> list[sections.Heading]:
    """The headings within a section."""
    inside = range(section.heading + 1, section.end)
    return [one for one in document.headings if one.line in inside]


def end(document: Document, section: sections.Section) -> int:
    """The line behind the last one of a section that says something."""
    last = section.end
    while last > section.heading + 1 and document.lines[last - 1].isspace():
        last -= 1
    return last


def with_section(document: Document, title: str) -> Document:
    """The document with that section, before the timeline, which grows at its end."""
    if document.section(title):
        return document
    newline, timeline = document.newline, document.timeline
    heading = f"## {title}{newline}"
    if timeline is not None:
        return document.with_lines(timeline.heading, timeline.heading, [heading, newline])
    gap = [newline] if document.lines and not document.lines[-1].isspace() else []
    return document.with_lines(len(document.lines), len(document.lines), [*gap, heading])
