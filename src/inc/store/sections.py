"""Where the sections of a Markdown text begin and end: headings, but not those in code or comments.

The plain scanner below reads what people write in incidents. Text with raw HTML at the start of a
line is rare and its rules are many: it goes to the Markdown parser, at thirty times the price.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

_HEADING: Final = r" {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*"
_FENCE: Final = r" *(`{3,}(?=[^`]*$)|~{3,})"
_ITEM: Final = r" {0,3}(?:[-*+]|\d{1,9}[.)])(?: {1,4}|$)"
_HTML: Final = r" {0,3}<(?!!--)[!?/A-Za-z]"
_COMMENT: Final = r" {0,3}<!--"


class Heading(NamedTuple):
    """A heading of the document itself (not of a list item or a quotation)."""

    line: int
    level: int
    title: str


class Section(NamedTuple):
    """The lines below a heading of level two, up to the next of level one or two."""

    title: str
    heading: int
    end: int


def section(lines: Sequence[str], start: int, title: str) -> Section | None:
    """The first section of that title at or after line `start`, letter case aside."""
    found: Heading | None = None
    for heading in headings(lines, start):
        if heading.level > 2:
            continue
        if found is not None:
            return Section(found.title, found.line, heading.line)
        if heading.level == 2 and heading.title.casefold() == title.casefold():
            found = heading
    return Section(found.title, found.line, len(lines)) if found else None


def headings(lines: Sequence[str], start: int) -> Iterator[Heading]:
    """All ATX headings of the document from line `start`."""
    if any(line.lstrip(" ").startswith("<") and re.match(_HTML, line) for line in lines[start:]):
        return _parsed_headings(lines, start)
    return _scanned_headings(lines, start)


def _scanned_headings(lines: Sequence[str], start: int) -> Iterator[Heading]:
    scanner = _Scanner()
    for number in range(start, len(lines)):
        line = lines[number]
        if scanner.is_text(line) and "#" in line[:4]:
            match = re.fullmatch(_HEADING, line.rstrip("\r\n"))
            if match is not None:
                yield Heading(number, len(match[1]), (match[2] or "").strip())


class _Scanner:
    """Which lines are the document's own text: outside fences, comments and list items."""

    def __init__(self) -> None:
        self._fence = ""
        self._item = 0  # how far the content of the current list item is indented
        self._comment = False

    def is_text(self, line: str) -> bool:
        first = line[:1]
        if not self._fence and not self._comment and first not in " -*+`~<\t0123456789":
            if first not in "\r\n":
                self._item = 0
            return True
        return self._is_text(line.rstrip("\r\n").expandtabs(4))

    def _is_text(self, line: str) -> bool:
        if self._comment:
            self._comment = "-->" not in line
            return False
        indent = len(line) - len(line.lstrip(" "))
        if self._item and line.strip() and indent < self._item:
            self._item, self._fence = 0, ""  # the end of an item ends the fence inside it
        if self._fence:
            if line.strip().strip(self._fence[0]) == "" and line.strip().startswith(self._fence):
                self._fence = ""
            return False
        return self._opens_nothing(line, indent)

    def _opens_nothing(self, line: str, indent: int) -> bool:
        fence = re.match(_FENCE, line)
        if fence and indent - self._item < 4:
            self._fence = fence[1]
            return False
        if not self._item:
            if re.match(_COMMENT, line):
                self._comment = "-->" not in line
                return False
            item = re.match(_ITEM, line)
            self._item = item.end() if item else 0
        return self._item == 0


def _parsed_headings(lines: Sequence[str], start: int) -> Iterator[Heading]:
    from markdown_it import MarkdownIt  # 30 ms, for the rare document that needs it

    tokens = MarkdownIt("commonmark").parse("".join(lines[start:]))
    for opened, inline in pairwise(tokens):
        if opened.type == "heading_open" and opened.level == 0 and opened.markup.startswith("#"):
            assert opened.map is not None
            yield Heading(start + opened.map[0], int(opened.tag[1]), inline.content)
