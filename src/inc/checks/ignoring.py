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

    def covers(self, code: str, line: int) -> bool:
        """Whether a finding of that code on that line is meant."""
        return code in self.codes and self.line in (0, line)


def read(lines: Sequence[str], longest: int) -> list[Ignored]:
    """The comments of a document."""
    found = []
    for number, line in enumerate(lines, 1):
        if "inc:" not in line:
            continue
        match = _COMMENT.search(line[:longest])
        if match:
            reason = match["reason"].partition("-->")[0].strip()
            codes = tuple(re.findall(r"INC\d{3}", match["codes"]))
            found.append(Ignored(number, _about(lines, number, match), codes, reason))
    return found


def _about(lines: Sequence[str], number: int, match: re.Match[str]) -> int:
    """The line that a comment is about."""
    if match["file"]:
        return 0
    if lines[number - 1][: match.start()].strip():
        return number
    after = (at for at in range(number + 1, len(lines) + 1) if not lines[at - 1].isspace())
    return next(after, number)
