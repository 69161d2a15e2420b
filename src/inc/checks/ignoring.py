"""Comments that say that a finding is meant to be there, and why.

`<!-- inc: ignore INC502 the customer said that -->` behind a line is about that line; on a line of
its own it is about the next one that says something. `<!-- inc: ignore-file INC502 imported -->` is
about the whole document. In a front matter the same stands behind `#`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

_COMMENT: Final = re.compile(
    r"(?P<open><!--|#)[ \t]*inc:[ \t]*ignore(?P<file>-file)?(?![\w-])"
    r"(?P<codes>(?:[ \t,]+INC\d{3})*)(?P<reason>[^\n]*)"
)


class Ignored(NamedTuple):
    """A comment: the lines it is about (from 1; 0 for all), its codes, and why."""

    at: int
    line: int
    codes: tuple[str, ...]
    reason: str


def read(lines: Sequence[str], longest: int) -> list[Ignored]:
    """The comments of a document, read from its end: each is about what stands below it."""
    found = []
    below = 0  # the next line that says something itself
    for number in range(len(lines), 0, -1):
        line = lines[number - 1]
        match = _COMMENT.search(line[:longest]) if "inc:" in line else None
        is_alone = match is not None and not line[: match.start()].strip()
        if match:
            reason = match["reason"].partition("-->")[0].strip()
            codes = tuple(re.findall(r"INC\d{3}", match["codes"]))
            about = 0 if match["file"] else (below or number) if is_alone else number
            found.append(Ignored(number, about, codes, reason))
        if not (is_alone or line.isspace()):
            below = number
    return found[::-1]
