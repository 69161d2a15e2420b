"""One line a finding, for grep, editors and matchers: `PATH:LINE:COLUMN: LEVEL CODE WHAT`."""

from __future__ import annotations

import posixpath

from inc.checks.finding import Finding
from inc.checks.formats.told import Told, sentence
from inc.domain.text import visible


def write(told: Told) -> str:
    """The findings as lines; nothing where there are none."""
    return "".join(f"{line(one, told)}\n" for one in told.findings)


def line(finding: Finding, told: Told) -> str:
    """A finding as one line, its path as seen from the current folder."""
    path = posixpath.relpath(finding.path, told.start or ".")
    place = f"{visible(' '.join(path.split()))}:{finding.line}:{finding.column}"
    return f"{place}: {finding.level.value} {finding.code} {sentence(finding)}"
