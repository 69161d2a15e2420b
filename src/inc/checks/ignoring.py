"""Comments that say that a finding is meant to be there, and why.

`<!-- inc: ignore INC502 the customer said that -->` at the end of a line is about that line; on a
line of its own, at the margin, it is about the next one that says something. `<!-- inc: ignore-file
INC502 imported -->` is about the whole document. In a front matter the same stands behind `#`.

A comment counts only where a person put it on purpose. What was typed into a command ends up before
the id of an entry, in its further lines, in the quotes of a front matter or in a generated block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

_WORDS: Final = (
    r"[ \t]*inc:[ \t]*ignore(?P<file>-file)?(?![\w-])"
    r"(?P<codes>(?:[ \t,]+INC\d{3})*)(?P<reason>[^\n]*)"
)
_OPEN: Final = "<!--"
_CLOSE: Final = "-->"
_ENTRY: Final = r"- [^\n]*\^[0-9a-z]{12}[ \t]*(?:<!--[^\n]*)?$"
_BLOCK: Final = "<!-- inc:begin "
_END_OF_BLOCK: Final = "<!-- inc:end "
_KEY: Final = r"[ \t]*(?:- |(?:- )?[\w.-]+:[ \t])"
_WHOLE: Final = r"""(?:"(?:\\.|[^"\\])*"|'(?:[^']|'')*'|\[[^\]"']*\]|\{[^}"']*\}|[^\s"'\[{|>].*)?"""
"""A value that ends on its line, before a comment."""


class Ignored(NamedTuple):
    """A comment: the lines it is about (from 1; 0 for all), its codes, and why."""

    at: int
    line: int
    codes: tuple[str, ...]
    reason: str


class _Placed(NamedTuple):
    """The words of a comment, and whether it has its line for itself."""

    words: re.Match[str]
    is_alone: bool


def read(lines: Sequence[str], longest: int) -> list[Ignored]:
    """The comments of a document, in its order, each with what it is about."""
    placed = _placed(lines, longest)
    found: list[Ignored] = []
    below = 0  # the next line that says something itself
    for number in range(len(lines), 0, -1):
        comments = placed.get(number, ())
        is_alone = bool(comments) and all(one.is_alone for one in comments)
        for one in reversed(comments):
            reason = one.words["reason"].partition(_CLOSE)[0].strip()
            codes = tuple(re.findall(r"INC\d{3}", one.words["codes"]))
            about = 0 if one.words["file"] else (below or number) if is_alone else number
            found.append(Ignored(number, about, codes, reason))
        if not (is_alone or lines[number - 1].isspace()):
            below = number
    return found[::-1]


def _placed(lines: Sequence[str], longest: int) -> dict[int, list[_Placed]]:
    """The comments that count, by the number of their line."""
    if not any("inc:" in line for line in lines):
        return {}
    body = _body(lines)
    found: dict[int, list[_Placed]] = {}
    is_entry, is_generated = False, False
    for number, line in enumerate(lines, 1):
        if line.startswith((_BLOCK, _END_OF_BLOCK)):
            is_generated = line.startswith(_BLOCK)
        if "inc:" in line and len(line) <= longest and not is_generated:
            if number <= body:
                found[number] = list(_behind_sign(line))
            elif not (is_entry and line[:1].isspace()):
                found[number] = list(_behind_words(line))
        if not line[:1].isspace():
            is_entry = line.startswith("- ") and bool(re.match(_ENTRY, line[:longest]))
    return found


def _body(lines: Sequence[str]) -> int:
    """How many lines the front matter has; none where it does not end."""
    if not lines or lines[0].removeprefix("\ufeff").rstrip() != "---":
        return 0
    ends = (number for number, line in enumerate(lines[1:], 2) if line.rstrip() == "---")
    return next(ends, 0)


def _behind_words(line: str) -> Iterator[_Placed]:
    """The comments at the end of a line of the body, nothing behind them."""
    rest = line.rstrip()
    found = []
    while rest.endswith(_CLOSE):
        start = rest.rfind(_OPEN)
        words = re.match(_WORDS, rest[start + len(_OPEN) :]) if start >= 0 else None
        if words is None or rest[:start].endswith("\\"):
            break
        found.append(words)
        rest = rest[:start].rstrip()
    if rest or not line[:1].isspace():
        yield from (_Placed(words, not rest) for words in reversed(found))


def _behind_sign(line: str) -> Iterator[_Placed]:
    """The comment of a line of the front matter: alone at the margin, or behind a whole value."""
    sign = re.search(r"(?:^|[ \t])#(?=[ \t]*inc:[ \t]*ignore)", line)
    words = re.match(_WORDS, line[sign.end() :]) if sign else None
    if sign is None or words is None:
        return
    said = line[: sign.start()].rstrip()
    key = re.match(_KEY, f"{said} ")
    if sign.end() == 1 or (key and re.fullmatch(_WHOLE, said[key.end() :].strip())):
        yield _Placed(words, is_alone=not said)
