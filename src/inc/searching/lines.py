"""The lines of one document that have the words of a query, as a person reads them.

What the program writes around the words of people is passed over: generated blocks, comments,
checklists, keys and times of the front matter, the times, kinds and ids of entries. The author of
an entry counts, for people look for each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from inc.domain.query import Word
from inc.index.words import Marker, Span
from inc.store import comments

_CHECKLISTS: Final = re.compile(r"^## Checklists[ \t\r]*\n(?:(?!##? ).*\n?)*", re.MULTILINE)
_HAS_CHECKLISTS: Final = "\n## Checklists"
_ENTRY: Final = re.compile(r"^- `[^`\n]{1,40}` \*\*[a-z]+\*\* (?:[a-z]+ )?", re.MULTILINE)
_ID: Final = re.compile(r" \^[0-9a-z]{4,16}(?=\r?$)", re.MULTILINE)
_OPENING: Final = re.compile(r"---[ \t]*\r?\n")
_CLOSING: Final = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)
_FIELD: Final = re.compile(
    r"^(?:(?:id|severity|status|type|visibility|drill|merged_into|\w+_at|postmortem_meeting_by)"
    r"[ \t]*:.*|[\w-]+[ \t]*:)",
    re.MULTILINE,
)
_TITLE: Final = re.compile(r"^(?:title[ \t]*:|#[ \t]).*$", re.MULTILINE)
_NO_NEWLINE: Final = re.compile(r"[^\n]")
_TOKENS: Final = re.compile(r"\w+")
_SIMPLE: Final = re.compile("[A-Za-z0-9]+")
_SIGNS: Final = "—–…“”‘’→·×≥≤"
"""Signs of every second document that are no ASCII and no part of a word."""


class Line(NamedTuple):
    """A line of a document: its number from 1, its text, and what is found in it."""

    number: int
    text: str
    spans: tuple[Span, ...] = ()


def lines_with(text: str, words: Sequence[Word], marker: Marker) -> list[Line]:
    """The lines that have any of the words; at least one, for the document is known to have them.

    Where a phrase stands in no line, those with its words count; where only passed over text has
    them, that; and the title where nothing has.
    """
    text = text.removeprefix("\ufeff")
    wanted = [one for one in words if not one.is_negated]
    if wanted:
        read = readable(text)
        single = [part for one in wanted for part in _single(one)]
        for asked, where in ((wanted, read), (single, read), (single, text)):
            if spans := marker.spans(where, asked) if asked else []:
                return lines_of(text, spans)
    return [title_line(text)]


# ------------------------------------------------------------------ most words and documents


def pattern_of(words: Sequence[Word]) -> re.Pattern[str] | None:
    """What finds simple words in a text of small letters, and words that end with them.

    None where they are not that simple.
    """
    wanted = [one for one in words if not one.is_negated]
    if not wanted or not all(_SIMPLE.fullmatch(one.text) for one in wanted):
        return None
    ends = ("[a-z0-9]*" if one.is_prefix else "(?![a-z0-9])" for one in wanted)
    # Without a look at what stands before, `re` leaps from one beginning to the next.
    return re.compile("|".join(map(str.__add__, (one.text.lower() for one in wanted), ends)))


def quick_lines(text: str, pattern: re.Pattern[str]) -> list[Line] | None:
    """What `lines_with` says of simple words, four times as fast; None if it has to say it."""
    plain = text = text.removeprefix("\ufeff")
    for sign in _SIGNS if not text.isascii() else "":
        plain = plain.replace(sign, " ")
    if comments.BEGINS in text or not plain.isascii():
        return None
    found = (match.span() for match in pattern.finditer(plain.lower()))
    spans = [span for span in found if not plain[max(span[0] - 1, 0) : span[0]].isalnum()]
    skipped = list(_CHECKLISTS.finditer(text)) if spans and _HAS_CHECKLISTS in text else []
    for one in skipped:
        spans = [span for span in spans if not one.start() <= span[0] < one.end()]
    head = _end_of_head(text) if spans else 0
    lines = [_kept(line, begin < head) for line, begin in _with_begins(text, spans)]
    return [line for line in lines if line.spans] or None


def _with_begins(text: str, spans: Sequence[Span]) -> Iterator[tuple[Line, int]]:
    """The lines of places, each with where it begins."""
    places = iter(spans)
    for line in lines_of(text, spans):
        first = next(places)[0]
        for _ in line.spans[1:]:
            next(places)
        yield line, first - line.spans[0][0]


def _kept(line: Line, is_in_head: bool) -> Line:
    """A line with those places only that are not passed over."""
    text = _FIELD.sub(_blank, line.text) if is_in_head else line.text
    text = _ID.sub(_blank, _ENTRY.sub(_blank, text))
    spans = (span for span in line.spans if text[span[0]] != " ")
    return line._replace(spans=tuple(spans))


# ------------------------------------------------------------------ what is passed over


def _end_of_head(text: str) -> int:
    """Where the front matter ends; 0 where there is none."""
    opening = _OPENING.match(text)
    if not opening:
        return 0
    closing = _CLOSING.search(text, opening.end())
    return closing.end() if closing else opening.end()


def readable(text: str) -> str:
    """The text with blanks in place of what is passed over, so that all places stay the same."""
    if end := _end_of_head(text):
        text = _FIELD.sub(_blank, text[:end]) + text[end:]
    text = "".join(_without_comments(text))
    if _HAS_CHECKLISTS in text:
        text = _CHECKLISTS.sub(_blank, text)
    return _ID.sub(_blank, _ENTRY.sub(_blank, text))


def _without_comments(text: str) -> Iterator[str]:
    """The parts of a text, those of generated blocks and comments blank."""
    at = 0
    for begin, end in comments.found(text):
        yield text[at:begin]
        yield _NO_NEWLINE.sub(" ", text[begin:end])
        at = end
    yield text[at:]


def _blank(match: re.Match[str]) -> str:
    return _NO_NEWLINE.sub(" ", match[0]) if "\n" in match[0] else " " * len(match[0])


def _single(word: Word) -> list[Word]:
    """The words of a phrase, each by itself."""
    *first, last = _TOKENS.findall(word.text) or [""]
    found = [Word(one) for one in first]
    return [*found, Word(last, is_prefix=word.is_prefix)] if last else found


def lines_of(text: str, spans: Sequence[Span]) -> list[Line]:
    """The lines that these places are in, each with its part of them."""
    found: list[Line] = []
    number, begin, end = 0, 0, -1
    for first, last in spans:
        while first < last:
            if first > end:
                number += text.count("\n", max(end, 0), first) + (end < 0)
                begin = text.rfind("\n", 0, first) + 1
                end = _end(text, first)
                found.append(Line(number, text[begin:end].removesuffix("\r")))
            here = (first - begin, min(last, end) - begin)
            if here[0] < here[1]:
                found[-1] = found[-1]._replace(spans=(*found[-1].spans, here))
            first = end + 1
    return [one for one in found if one.spans]


def _end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def title_line(text: str) -> Line:
    """The line of the title; the first one where there is none."""
    match = _TITLE.search(text)
    begin = match.start() if match else 0
    line = text[begin : _end(text, begin)].removesuffix("\r")
    return Line(text.count("\n", 0, begin) + 1, line)
