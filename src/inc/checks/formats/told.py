"""What every form of the answer is made from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from inc.checks.finding import Finding, Level
from inc.checks.levels import Levels
from inc.domain.text import visible


class Told(NamedTuple):
    """The findings of a run, what was examined, and where the workspace is in its repository.

    `folder` is empty or ends in a slash; forges want paths from the top of the repository, people
    from the folder they are in, which is `start` below the workspace.
    """

    findings: Sequence[Finding]
    paths: Sequence[str]
    ignored: int
    levels: Levels
    version: str
    folder: str = ""
    start: str = ""
    left_out: int = 0
    """How many documents could not be examined, for a sparse checkout leaves them out."""

    def place(self, finding: Finding) -> str:
        """The path of a finding from the top of the repository."""
        return self.folder + finding.path


Form = Callable[[Told], str]
"""The whole answer in one form, its last line ended."""


def sentence(finding: Finding) -> str:
    """What is wrong, as one line."""
    return visible(" ".join(finding.message.split()))


def advice(finding: Finding) -> str:
    """What to type or to write, as one line."""
    return visible(" ".join(finding.hint.split()))


def counted(told: Told) -> str:
    """What was found, in numbers: `2 errors, 3 warnings in 41 documents`."""
    documents = _number(len(told.paths), "document")
    if not told.findings:
        return f"No problems in {documents}"
    levels = [one.level for one in told.findings]
    parts = [
        _number(levels.count(level), level.value)
        for level in (Level.ERROR, Level.WARNING)
        if level in levels
    ]
    return f"{', '.join(parts)} in {documents}"


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
