"""Lines that were found, as people, pipes and programs get them."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from inc.cli import output
from inc.cli.session import current
from inc.domain.text import visible
from inc.index.words import Found, Span
from inc.searching.finding import Hit
from inc.searching.lines import Line

Facts = Mapping[str, Any]
Piece = tuple[str, bool]
"""A part of a line, and whether it is what was looked for."""

_KINDS: Final = {"incidents": "incident", "postmortems": "postmortem", "runbooks": "runbook"}
_LINES: Final = 3  # of a document on a screen
_INDENT: Final = 2
_LEAST: Final = 20  # columns; no terminal that somebody reads has fewer
_HEAD: Final = re.compile(r"\s*- `[^`]{1,40}` \*\*[a-z]+\*\* [^—]{0,120}— ?")
_ID: Final = re.compile(r" \^[0-9a-z]{4,16}$")
_BOLD, _BOLD_RED, _PLAIN = "\x1b[1m", "\x1b[1;31m", "\x1b[0m"
_BEFORE, _BEHIND = 300, 1_000  # characters around a match of a long line that are looked at


class Place(NamedTuple):
    """Where the workspace is, seen from the folder one is in: nothing, or a path with a slash."""

    prefix: str

    @classmethod
    def of(cls, root: Path, start: Path) -> Place:
        """The place of a workspace seen from a folder."""
        prefix = os.path.relpath(root, start)
        return cls("" if prefix == "." else f"{prefix}/")

    def path(self, found: Found) -> str:
        """The path of a document as an editor takes it, on one line whatever it holds."""
        return (self.prefix + found.path).replace("\n", "␊")


def show(hits: Iterator[Hit], place: Place) -> int:
    """Show what was found, to a person or to a pipe; returns how many documents."""
    screen = _Screen(place) if output.is_screen() else None
    count = 0
    for count, hit in enumerate(hits, 1):
        if screen:
            screen.show(hit, is_first=count == 1)
            continue
        path = place.path(hit.document)
        for line in hit.lines:
            output.say(f"{path}:{line.number}:{line.text}")
    return count


# ------------------------------------------------------------------ programs


def dicts(hits: Iterator[Hit]) -> Iterator[Facts]:
    """What was found with all that is known of it, for programs."""
    for rank, (document, lines) in enumerate(hits, 1):
        yield {
            "rank": rank,
            "kind": _KINDS[document.folder],
            "id": document.name,
            "title": " ".join(document.title.split()),
            "severity": document.severity or None,
            "status": document.status or None,
            "began_at": _instant(document.began),
            "restricted": document.is_restricted,
            "drill": document.is_drill,
            "path": document.path,
            "lines": [_line(line) for line in lines],
        }


def _line(line: Line) -> Facts:
    return {"line": line.number, "text": line.text, "spans": [list(span) for span in line.spans]}


def _instant(seconds: int | None) -> str | None:
    if seconds is None:
        return None
    from datetime import UTC, datetime

    from inc.domain.times import iso

    return iso(datetime.fromtimestamp(seconds, UTC))


# ------------------------------------------------------------------ people


def _styles(environ: Mapping[str, str]) -> tuple[str, str, str]:
    """What begins a title, what begins what was found, and what ends them."""
    if environ.get("NO_COLOR") or environ.get("TERM") == "dumb":
        return "", "", ""
    return _BOLD, _BOLD_RED, _PLAIN


class _Screen:
    """Shows documents on a terminal, their lines cut around what was found."""

    def __init__(self, place: Place) -> None:
        import shutil  # 3 ms, for it brings every kind of compression

        self._place = place
        self._width = max(_LEAST, shutil.get_terminal_size().columns)
        self._title, self._found, self._end = _styles(current().environ)

    def show(self, hit: Hit, *, is_first: bool) -> None:
        """A document: its title, its place, and the lines that tell most."""
        if not is_first:
            output.say()
        document, lines = hit
        about = "  ".join([" ".join(document.title.split()), *_about(document)])
        self._write(_cut([(visible(about), True)], self._width), self._title)
        chosen = _telling(lines)
        output.say(f"{self._place.path(document)}:{chosen[0].number}")
        digits = max(len(str(line.number)) for line in chosen)
        for line in chosen:
            before = f"{'':{_INDENT}}{line.number:>{digits}}  "
            pieces = _cut(_pieces(line), self._width - len(before))
            self._write([(before, False), *pieces], self._found)
        if more := len(lines) - len(chosen):
            output.say(f"{'':{_INDENT + digits}}  … {more} more line{'s' * (more > 1)}")

    def _write(self, pieces: Sequence[Piece], mark: str) -> None:
        shown = (f"{mark}{text}{self._end}" if is_found else text for text, is_found in pieces)
        sys.stdout.write("".join(shown).rstrip() + "\n")


def _about(document: Found) -> list[str]:
    kind = "" if document.folder == "incidents" else _KINDS[document.folder]
    state = " ".join(word for word in (document.severity, document.status) if word)
    day = "" if document.folder == "runbooks" else document.name[:10]
    marks = ["(drill)" * document.is_drill, "(restricted)" * document.is_restricted]
    return [word for word in (kind, state, day, *marks) if word]


def _telling(lines: Sequence[Line]) -> list[Line]:
    """The few lines that tell most: each has a word that the others do not, while there is one.

    The line of the title is the last choice: the title stands above them.
    """
    words = [
        frozenset(line.text[first:last].casefold() for first, last in line.spans) for line in lines
    ]
    told, chosen, left = set[str](), list[int](), list(range(len(lines)))

    def worth(place: int) -> tuple[int, bool, int, int]:
        is_title = lines[place].text.startswith(("title:", "# "))
        return len(words[place] - told), not is_title, len(words[place]), -place

    while left and len(chosen) < _LINES:
        best = max(left, key=worth)
        left.remove(best)
        chosen.append(best)
        told |= words[best]
    return [lines[place] for place in sorted(chosen)]


def _pieces(line: Line) -> list[Piece]:
    """A line in parts as a terminal may have them, without the frame of an entry."""
    text, spans = line.text, line.spans
    first = spans[0][0] if spans else 0
    head, mark = _HEAD.match(text), _ID.search(text)
    begin = head.end() if head and (not spans or head.end() <= first) else 0
    begin = max(begin, first - _BEFORE)
    end = mark.start() if mark and mark.start() > begin else len(text)
    end = min(end, first + _BEHIND)
    pieces: list[Piece] = []
    for start, stop in [*_within(spans, begin, end), (end, end)]:
        pieces += [(visible(text[begin:start]), False), (visible(text[start:stop]), True)]
        begin = stop
    return [(part.replace("\t", " "), is_found) for part, is_found in pieces if part]


def _within(spans: Sequence[Span], begin: int, end: int) -> list[Span]:
    return [(max(a, begin), min(b, end)) for a, b in spans if b > begin and a < end]


def _cut(pieces: Sequence[Piece], width: int) -> list[Piece]:
    """So much of a line as fits, around the first part that was looked for."""
    signs = [(sign, is_found) for text, is_found in pieces for sign in text]
    while signs and signs[0][0] == " ":
        signs.pop(0)
    sizes = [_cells(sign) for sign, _ in signs]
    if sum(sizes) <= width:
        return _joined(signs)
    first = next((at for at, (_, is_found) in enumerate(signs) if is_found), 0)
    begin = 0
    if sum(sizes[: first + 1]) > width * 2 // 3:
        begin = first
        while begin and sum(sizes[begin - 1 : first]) <= width // 3:
            begin -= 1
        while begin < first and not sizes[begin]:  # it stood on the sign before it
            begin += 1
    room, end = width - 1 - (begin > 0), begin
    while end < len(signs) and sizes[end] <= room:
        room -= sizes[end]
        end += 1
    before: list[Piece] = [("…", False)] if begin else []
    behind: list[Piece] = [("…", False)] if end < len(signs) else []
    return [*before, *_joined(signs[begin:end]), *behind]


def _joined(signs: Sequence[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for sign, is_found in signs:
        if found and found[-1][1] == is_found:
            found[-1] = (found[-1][0] + sign, is_found)
        else:
            found.append((sign, is_found))
    return found


def _cells(sign: str) -> int:
    """How wide a character is on a terminal."""
    if sign.isascii():
        return 1
    import unicodedata

    if unicodedata.category(sign) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1
