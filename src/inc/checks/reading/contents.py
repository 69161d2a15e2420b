"""The sections of a postmortem, and whether somebody wrote something there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from inc.checks.examined import Examined
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
_PLACEHOLDER: Final = re.compile(r"\[(?![ xX]\])[^\]\[]{1,200}+\](?![(\[:])")
_LABEL: Final = re.compile(r"[\w */-]{1,40}:")
_ITEM: Final = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
_MARKS: Final = " \t*_~`|>#-+.…:"
_MOST: Final = 1_000  # lines of a section that are read
_NOTHING_YET: Final = frozenset({"", "tbd", "todo", "tba", "fixme", "???", "??", "?", "xxx"})


class Contents(NamedTuple):
    """A section: its title, its line (from 1), and the lines that say something, with theirs.

    `is_generated` tells that a block which inc wrote says something there, `end` is its last line.
    """

    title: str
    line: int
    said: Sequence[tuple[int, str]]
    is_generated: bool
    end: int = 0

    @property
    def is_filled(self) -> bool:
        """Whether it says something. What inc wrote counts, but no list of theories is a cause."""
        return bool(self.said) or (self.is_generated and "cause" not in self.title.casefold())


def section(examined: Examined, title: str) -> Contents | None:
    """A section by its title, or by one that people use for the same; of two the first."""
    wanted = title.strip().casefold()
    found = _ranges(examined) if examined.is_readable else {}
    alike = next((titles for titles in _ALIKE if wanted in titles), ())
    name = next((one for one in (wanted, *alike) if one in found), "")
    return _read(examined, *found[name]) if name else None


@lru_cache(maxsize=1)  # two rules ask one after the other
def _ranges(examined: Examined) -> Mapping[str, tuple[Heading, int]]:
    """The headings by their titles in small letters, each with the end of its section."""
    found: dict[str, tuple[Heading, int]] = {}
    ends = [len(examined.lines)] * 7  # where the next heading of a level or above it stands
    for heading in reversed(examined.headings):
        found[heading.title.strip(" *_:").casefold()] = heading, ends[heading.level]
        ends[heading.level :] = [heading.line] * (7 - heading.level)
    return found


def _read(examined: Examined, heading: Heading, end: int) -> Contents:
    said: list[tuple[int, str]] = []
    is_generated = False
    for number, line in _written(examined, heading.line + 1, end):
        if examined.generated[number]:
            is_generated = True
        elif len(said) < _MOST:
            said.append((number + 1, line))
    return Contents(heading.title, heading.line + 1, said, is_generated, end)


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


def _written(examined: Examined, start: int, end: int) -> Iterator[tuple[int, str]]:
    """The lines (from 0) that say something.

    Comments, placeholders, headings and empty tables say nothing.
    """
    lines, in_comment = examined.lines, False
    for number in range(start, min(end, len(examined.places))):
        place, line = examined.places[number], examined.line(number + 1)
        if place is sections.HIDDEN and (in_comment or line.lstrip().startswith("<!--")):
            in_comment = "-->" not in line
            continue
        says_nothing = place is sections.BLANK or is_empty(line)
        if not says_nothing and not _heads_a_table(lines, number):
            yield number, line


def _heads_a_table(lines: Sequence[str], number: int) -> bool:
    below = lines[number + 1].rstrip() if number + 1 < len(lines) else ""
    return "|" in lines[number] and tables.is_rule(below)


def is_empty(line: str) -> bool:
    """Whether a line says nothing: marks, headings, `[placeholders]` with their labels, `TBD`."""
    if line.lstrip().startswith("#"):
        return True
    text = _without_comments(line) if "<!--" in line else line
    item = _ITEM.match(text)
    text = left = text[item.end() :] if item else text
    if "[" in text:
        left = _PLACEHOLDER.sub("", text)
    if left != text and ":" in left:  # around a placeholder are labels: `Users affected: [Number]`
        left = _LABEL.sub("", left)
    return left.replace("[ ]", "").strip(_MARKS).casefold() in _NOTHING_YET


def _without_comments(line: str) -> str:
    """A line without the comments that end on it; no pattern, for there may be many that do not."""
    parts, at, start = [], 0, line.find("<!--")
    while start >= 0 and (end := line.find("-->", start + 4)) >= 0:
        parts.append(line[at:start])
        at, start = end + 3, line.find("<!--", end + 3)
    return "".join([*parts, line[at:]])
