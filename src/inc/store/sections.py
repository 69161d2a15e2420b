"""Where sections and list items of a Markdown text begin and end, with regard to code and comments.

The plain scanner below reads what people write in incidents. Text with raw HTML at the start of a
line is rare and its rules are many: it goes to the Markdown parser, at thirty times the price.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

_FENCE: Final = r"(`{3,}(?=[^`]*$)|~{3,})"
_RULE: Final = r" {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$"
_ITEM: Final = r" {0,3}(?:[-*+]|\d{1,9}[.)])(?: (?=    )| {1,4}(?=[^ ])|$)"
_INTERRUPTS: Final = r" *(?:[-*+]|0*1[.)]) *[^ ]"
_HTML: Final = r" {0,3}<(?!!--)[!?/A-Za-z]"
_COMMENT: Final = r" {0,3}<!--"
_NO_PARAGRAPH: Final = r"#{1,6}(?: |$)|<"
_NOT_LAZY: Final = rf" {{0,3}}(?:{_NO_PARAGRAPH}|>|{_FENCE})"
_BREAK: Final = rf"{_NO_PARAGRAPH}|{_RULE}"

_OPENS: Final = ("```", "~~~", "<", "#")
_OPENS_A_BLOCK: Final = r"[-*+.)][ \t]|>"
_MOST_PARSED: Final = 20_000  # lines, and openings of lists and quotations
_MAY_OPEN: Final = frozenset("`~< ")

GUIDANCE: Final = "<!-- guide:"
"""How a comment of a template begins that tells the author what to write."""

TEXT: Final = "text"
ITEM: Final = "item"
INSIDE: Final = "inside"
HIDDEN: Final = "hidden"
BLANK: Final = "blank"


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
    return among(headings(lines, start), title, len(lines))


def among(headings: Sequence[Heading], title: str, end: int) -> Section | None:
    """The first section of that title among the headings of a text of so many lines."""
    found: Heading | None = None
    for heading in headings:
        if heading.level > 2:
            continue
        if found is not None:
            return Section(found.title, found.line, heading.line)
        if heading.level == 2 and heading.title.casefold() == title.casefold():
            found = heading
    return Section(found.title, found.line, end) if found else None


def headings(lines: Sequence[str], start: int) -> list[Heading]:
    """All ATX headings of the document from line `start`.

    Where no line could open code, a comment or HTML, and no sign of a heading is indented, each
    line with that sign is one, for it ends every list and paragraph: most documents are so.
    """
    signs = []
    for number in range(start, len(lines)):
        line = lines[number]
        first = line[:1]
        if first == "#":
            signs.append(number)
        elif first in _MAY_OPEN and line.lstrip(" ").startswith(_OPENS):
            return _scanned_headings(lines, start)
    found = (_heading(number, lines[number]) for number in signs)
    return [one for one in found if one]


def _scanned_headings(lines: Sequence[str], start: int) -> list[Heading]:
    scanner, found, is_large = Scanner(), [], False
    for number in range(start, len(lines)):
        line = lines[number]
        if scanner.place(line) is not TEXT:
            continue
        if "#" in line[:4] and (heading := _heading(number, line)):
            found.append(heading)
        elif "<" in line[:4] and re.match(_HTML, line) and not is_large:
            if _is_worth_parsing(lines, start):
                return _parsed_headings(lines, start)
            is_large = True
    return found


def _heading(number: int, line: str) -> Heading | None:
    """The heading that a line is; no pattern, for the line may be as long as a document."""
    text = line.rstrip(" \t\r\n").lstrip(" ")
    words = text.lstrip("#")
    level = len(text) - len(words)
    if not 1 <= level <= 6 or words[:1] not in ("", " ", "\t") or line[:4] == "    ":
        return None
    title = words.rstrip("#")  # a row of signs behind the title closes it
    is_closed = title[-1:] in ("", " ", "\t")
    return Heading(number, level, (title if is_closed else words).strip())


class Scanner:
    """Tells line by line where a document stands: its own text, a list item, or what is hidden."""

    def __init__(self) -> None:
        self._fence = ""
        self._comment = False
        self._item = 0  # how far the content of the open list item is indented
        self._paragraph = False  # whether the last line is one that the next may go on with

    def place(self, line: str) -> str:
        """Place the next line.

        TEXT of the document itself, the first line of an ITEM, a line INSIDE one, BLANK, or HIDDEN
        in a fence or a comment that is not in an item.
        """
        if line[:2] == "- " and line[2:4].strip(" \t\r\n-`~#>") and not self._hides:
            self._item, self._paragraph = 2, True  # the usual entry, for there are many
            return ITEM
        return self._place(line.rstrip("\r\n").expandtabs(4))

    @property
    def is_in_code(self) -> bool:
        """Whether the last line was one of code between fences, in a list item or outside."""
        return bool(self._fence)

    @property
    def _hides(self) -> bool:
        return bool(self._fence or self._comment)

    def _place(self, line: str) -> str:
        if self._comment:
            self._comment = "-->" not in line
            return HIDDEN
        text = line.lstrip(" ")
        indent = len(line) - len(text)
        if not text:
            self._paragraph = False
            return HIDDEN if self._fence and not self._item else BLANK
        if indent < self._item and not (self._paragraph and is_lazy(line)):
            self._item, self._fence, self._paragraph = 0, "", False
        if self._item:
            self._follow(text, indent - self._item)
            return INSIDE
        return self._place_outside(line, text, indent)

    def _place_outside(self, line: str, text: str, indent: int) -> str:
        if not self._fence and re.match(_COMMENT, line):
            self._comment, self._paragraph = "-->" not in line, False
            return HIDDEN
        if not self._fence and (item := self._opened_item(line)):
            self._item, self._paragraph = item, False
            self._follow(line[item:].lstrip(" "), 0)
            return ITEM
        hidden = bool(self._fence)
        self._follow(text, indent)
        return HIDDEN if hidden or self._fence else TEXT

    def _opened_item(self, line: str) -> int:
        """The indentation of the content of the list item that a line opens; 0 for no item."""
        item = re.match(_ITEM, line)
        if item is None or re.match(_RULE, line):
            return 0
        if self._paragraph and not re.match(_INTERRUPTS, line):
            return 0
        return item.end() + (item.end() == len(line))

    def _follow(self, text: str, indent: int) -> None:
        """Note what a line of the document, or of the open item, means for the lines after it."""
        if self._fence:
            closes = indent < 4 and text.startswith(self._fence)
            if closes and not text.rstrip().strip(self._fence[0]):
                self._fence = ""
            return
        fence = re.match(_FENCE, text) if indent < 4 else None
        if fence:
            self._fence, self._paragraph = fence[1], False
        elif indent < 4 or not self._paragraph:
            self._paragraph = indent < 4 and not re.match(_BREAK, text)


def is_lazy(line: str) -> bool:
    """Whether a line that is not indented goes on with the paragraph of an item right above it."""
    line = line.rstrip("\r\n").expandtabs(4)
    breaks = (re.match(pattern, line) for pattern in (_NOT_LAZY, _ITEM, _RULE))
    return bool(line.strip(" ")) and not any(breaks)


def _is_worth_parsing(lines: Sequence[str], start: int) -> bool:
    """Whether the parser is done with a text in less than half a second.

    What is longer was written by no person; then HTML is read as if it were text.
    """
    size = len(lines) - start
    return size <= _MOST_PARSED and (
        size + len(re.findall(_OPENS_A_BLOCK, "".join(lines[start:]))) <= _MOST_PARSED
    )


def _parsed_headings(lines: Sequence[str], start: int) -> list[Heading]:
    from markdown_it import MarkdownIt  # 30 ms, for the rare document that needs it

    text = re.sub(r"\r(?!\n)", " ", "".join(lines[start:]))  # the parser ends a line at CR alone
    return [
        Heading(start + opened.map[0], int(opened.tag[1]), inline.content)
        for opened, inline in pairwise(MarkdownIt("commonmark").disable("inline").parse(text))
        if opened.type == "heading_open" and not opened.level and opened.markup[0] == "#"
        if opened.map
    ]
