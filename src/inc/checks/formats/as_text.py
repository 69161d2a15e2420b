"""One line a finding, for grep and editors: `PATH:LINE:COLUMN: LEVEL CODE WHAT → WHAT TO DO`."""

from __future__ import annotations

import posixpath

from inc.checks.finding import Finding
from inc.checks.formats.told import Told, advice, sentence
from inc.domain.text import visible


def write(told: Told) -> str:
    """The findings as lines; nothing where there are none."""
    places = {path: place(path, told) for path in {one.path for one in told.findings}}
    return "".join(f"{line(one, places[one.path])}{_behind(one)}\n" for one in told.findings)


def _behind(finding: Finding) -> str:
    hint = advice(finding)
    return f" → {hint}" if hint else ""


def place(path: str, told: Told) -> str:
    """A path as seen from the current folder, as one word of a line."""
    seen = posixpath.relpath(path, told.start) if told.start else path
    return visible(" ".join(seen.split()))


def line(finding: Finding, place: str) -> str:
    """A finding as one line."""
    level = finding.level.value
    where = f"{place}:{finding.line}:{finding.column}"
    return f"{where}: {level} {finding.code} {sentence(finding)}"
