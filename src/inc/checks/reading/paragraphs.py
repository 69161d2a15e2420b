"""What people wrote in a document, paragraph by paragraph: sentences go on over line ends."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from inc.checks.examined import LONGEST_LINE, Examined

BLANKED: Final = "\ufffc"
"""What stands for a character of code, of an address or of a comment; columns stay."""

_NOT_PROSE: Final = re.compile(
    r"(?<!`)`{1,3}+[^`]{1,300}+`{1,3}|<!--[\s\S]{0,400}?-->"
    r"|\b[a-z]{2,9}://[^\s)>]{1,500}|(?<=\]\()[^()\s]{1,500}+(?=\))"
)
_QUOTED: Final = re.compile(r'"[^"\n]{1,300}+"|“[^”]{1,300}+”|„[^“]{1,300}+“')
_BEGINS: Final = re.compile(r"[ \t]*(?:[-*+][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|\||<!--)")
_HEADING: Final = re.compile(r" {0,3}(#{1,6})[ \t]+([^\n]*)")


class Paragraph(NamedTuple):
    """A paragraph, a list item, a heading or a row, with what is no prose blanked out.

    `numbers` are its lines (from 1), `starts` where each of them begins in the text, and `section`
    is the heading above it in small letters.
    """

    text: str
    numbers: Sequence[int]
    starts: Sequence[int]
    section: str

    def place(self, offset: int) -> tuple[int, int]:
        """The line and the column (from 1) of a character of its text."""
        at = bisect_right(self.starts, offset) - 1
        return self.numbers[at], offset - self.starts[at] + 1


@lru_cache(maxsize=1)  # several rules read them, one after the other
def paragraphs(examined: Examined) -> Sequence[Paragraph]:
    """The paragraphs of a document, without quotations."""
    return tuple(read(examined))


def read(examined: Examined) -> Iterator[Paragraph]:
    """The paragraphs of a document one after the other, for whom the first ones are enough."""
    lines: list[str] = []
    numbers: list[int] = []
    section, size = "", 0
    for number, line in examined.prose:
        heading = _HEADING.match(line)
        is_quotation = line.lstrip(" ").startswith(">")
        goes_on = bool(numbers) and numbers[-1] == number - 1 and not _BEGINS.match(line)
        if lines and (is_quotation or not goes_on or size > LONGEST_LINE):
            yield _paragraph(lines, numbers, section)
            lines, numbers, size = [], [], 0
        if heading and len(heading[1]) <= 2:
            section = heading[2].strip(" \t#").casefold()
        if not is_quotation:
            lines.append(line)
            numbers.append(number)
            size += len(line) + 1
        if heading:
            yield _paragraph(lines, numbers, section)
            lines, numbers, size = [], [], 0
    if lines:
        yield _paragraph(lines, numbers, section)


def _paragraph(lines: Sequence[str], numbers: Sequence[int], section: str) -> Paragraph:
    starts, offset = [], 0
    for line in lines:
        starts.append(offset)
        offset += len(line) + 1
    text = "\n".join(lines)
    if any(sign in text for sign in ("`", "<!--", "://", "](")):
        text = _blanked(_NOT_PROSE, text)
    return Paragraph(text, numbers, starts, section)


def without_quotations(text: str) -> str:
    """The text with what stands between quotation marks blanked out."""
    return _blanked(_QUOTED, text) if '"' in text or "“" in text else text


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: re.sub(r"[^\n]", BLANKED, match[0]), text)


_SENTENCE_ENDS: Final = re.compile(r"[.!?;](?=\s|$)|\n(?=[ \t]*\n)")


def sentence(text: str, start: int, end: int) -> tuple[str, str]:
    """The parts of a sentence before and behind a place in a text; 300 characters of each."""
    before, behind = text[max(0, start - 300) : start], text[end : end + 300]
    ends = [match.end() for match in _SENTENCE_ENDS.finditer(before)]
    stop = _SENTENCE_ENDS.search(behind)
    return before[ends[-1] if ends else 0 :], behind[: stop.start() if stop else None]
