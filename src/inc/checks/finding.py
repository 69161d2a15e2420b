"""What a rule finds in a document, and what it becomes: a finding with code and fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple


class Level(StrEnum):
    """How much a finding weighs: an error makes the check fail, a warning is only told."""

    ERROR = "error"
    WARNING = "warning"
    OFF = "off"


class Sort(StrEnum):
    """What a document is, by the folder it stands in."""

    INCIDENT = "incident"
    POSTMORTEM = "postmortem"
    RUNBOOK = "runbook"


class Fix(NamedTuple):
    """The one right answer: new lines (with their newlines) for a half-open range, from 0."""

    start: int
    end: int
    lines: Sequence[str]


class Problem(NamedTuple):
    """What a rule says: where (from 1), what is wrong there, and what to type or to write.

    `about` are the words that make this problem the same one tomorrow; without them the text of
    its line does. Figures that change from day to day, such as "3 days overdue", do not belong
    into it.
    """

    line: int
    message: str
    hint: str = ""
    column: int = 1
    about: str = ""
    fix: Fix | None = None


class Finding(NamedTuple):
    """A problem of a document by the rule that found it; `line` and `column` count from 1."""

    path: str
    line: int
    column: int
    code: str
    rule: str
    level: Level
    message: str
    hint: str = ""
    fingerprint: str = ""
    fix: Fix | None = None

    @property
    def place(self) -> tuple[str, int, int, str, str]:
        """What findings are sorted by."""
        return (self.path, self.line, self.column, self.code, self.message)


def fingerprint(code: str, path: str, about: str, number: int) -> str:
    """What names a finding whatever happens on other lines; `number` tells equal ones apart."""
    words = "\0".join((code, path, " ".join(about.split()), str(number)))
    return hashlib.sha256(words.encode("utf-8", "surrogateescape")).hexdigest()[:16]
