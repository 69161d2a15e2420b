"""The sections of a postmortem, and whether somebody wrote something there."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from inc.checks.examined import BEGIN, END, Examined
from inc.store import sections, tables
from inc.store.sections import Heading

_ALIKE: Final = (
    ("what could be improved", "what could have gone better", "what went wrong", "improvements"),
    ("root cause", "root causes", "root cause analysis"),
    ("lessons learned", "lessons", "learnings", "key takeaways"),
    ("what went well", "what worked", "what worked well"),
    ("summary", "executive summary", "overview"),
)
_BEGINNING: Final = re.compile(r"\n## ([^\n]{1,100})\r?\n(?:[ \t]*\r?\n)?([^\s][^\n]{0,500})")
_COMMENT: Final = re.compile(r"<!--(?:(?!-->).){0,400}-->")
_PLACEHOLDER: Final = re.compile(r"\[(?![ xX]\])[^\]\[]{1,200}\](?![(\[:])")
_LABEL: Final = re.compile(r"[\w */-]{1,40}:")
_ITEM: Final = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
_MARKS: Final = " \t*_~`|>#-+.…:"
_NOTHING_YET: Final = frozenset({"", "tbd", "todo", "tba", "fixme", "???", "??", "?", "xxx"})


class Contents(NamedTuple):
    """A section: its title, its line (from 1), and the lines that say something, with theirs.

    `is_generated` tells that a block which inc wrote says something there.
    """

    title: str
    line: int
    said: Sequence[tuple[int, str]]
    is_generated: bool


@lru_cache(maxsize=2)  # two rules ask one after the other
def contents(examined: Examined) -> Mapping[str, Contents]:
    """The sections of a document by title in small letters; of two of one title the first."""
    if not examined.is_readable:
        return {}
    headings = sections.headings(examined.lines, examined.document.body_start)
    lines = {number: (line, is_ours) for number, line, is_ours in _written(examined)}
    found: dict[str, Contents] = {}
    for at, heading in enumerate(headings):
        numbers = list(_below(headings, at, examined, lines))
        said = [(number, lines[number][0]) for number in numbers if not lines[number][1]]
        title = heading.title.strip(" *_:").casefold()
        one = Contents(heading.title, heading.line + 1, said, len(said) < len(numbers))
        found.setdefault(title, one)
    return found


def plainly_filled(examined: Examined) -> frozenset[str]:
    """The titles, in small letters, right below which something is said; quickly.

    Others may be filled as well: that takes a closer look, which most documents can be spared.
    """
    found = _BEGINNING.findall(examined.text)
    return frozenset(
        title.strip(" \t#*_:").casefold()
        for title, line in found
        if line[0] not in "<#`~|[" and not is_empty(line)
    )


def named(title: str, found: Mapping[str, Contents]) -> Contents | None:
    """A section by its title, or by one that people use for the same."""
    wanted = title.strip().casefold()
    titles = next((alike for alike in _ALIKE if wanted in alike), ())
    return next((found[one] for one in (wanted, *titles) if one in found), None)


def _below(
    headings: Sequence[Heading], at: int, examined: Examined, lines: Container[int]
) -> Iterator[int]:
    level = headings[at].level
    later = (headings[number] for number in range(at + 1, len(headings)))
    following = (one.line for one in later if one.level <= level)
    end = next(following, len(examined.lines))
    return (number for number in range(headings[at].line + 2, end + 1) if number in lines)


def _written(examined: Examined) -> Iterator[tuple[int, str, bool]]:
    """The lines (from 1) that say something, and whether they stand in a block that inc wrote.

    Comments, placeholders, headings and empty tables say nothing.
    """
    scanner, in_comment, is_ours = sections.Scanner(), False, False
    lines = examined.lines
    for number in range(examined.document.body_start, len(lines)):
        place = scanner.place(lines[number])
        line = examined.line(number + 1)
        if line.startswith((BEGIN, END)):
            is_ours = line.startswith(BEGIN)
        if place is sections.HIDDEN and (in_comment or line.lstrip().startswith("<!--")):
            in_comment = "-->" not in line
            continue
        says_nothing = place is sections.BLANK or is_empty(line)
        if not says_nothing and not _heads_a_table(lines, number):
            yield number + 1, line, is_ours


def _heads_a_table(lines: Sequence[str], number: int) -> bool:
    below = lines[number + 1].rstrip() if number + 1 < len(lines) else ""
    return "|" in lines[number] and tables.is_rule(below)


def is_empty(line: str) -> bool:
    """Whether a line says nothing: marks, headings, `[placeholders]` with their labels, `TBD`."""
    if line.lstrip().startswith("#"):
        return True
    text = _COMMENT.sub("", line) if "<!--" in line else line
    text = left = _ITEM.sub("", text, count=1)
    if "[" in text:
        left = _PLACEHOLDER.sub("", text)
    if left != text:  # what is around a placeholder are labels: `Users affected: [Number]`
        left = _LABEL.sub("", left)
    return left.replace("[ ]", "").strip(_MARKS).casefold() in _NOTHING_YET
