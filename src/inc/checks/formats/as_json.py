"""JSON with a version: what programs read."""

from __future__ import annotations

from typing import Any, Final

from inc.checks.finding import Finding, Level
from inc.checks.formats.told import Told
from inc.domain.text import escaped

VERSION: Final = 1


def write(told: Told) -> str:
    """The findings, and what was counted."""
    import json

    levels = [one.level for one in told.findings]
    answer = {
        "version": VERSION,
        "documents": len(told.paths),
        "left_out": told.left_out,
        "errors": levels.count(Level.ERROR),
        "warnings": levels.count(Level.WARNING),
        "ignored": told.ignored,
        "findings": [of_finding(one) for one in told.findings],
    }
    return escaped(json.dumps(answer, indent=2, ensure_ascii=False)) + "\n"


def of_finding(one: Finding) -> dict[str, Any]:
    """A finding for programs, whichever command tells it."""
    return {
        "path": one.path,
        "line": one.line,
        "column": one.column,
        "code": one.code,
        "rule": one.rule,
        "level": one.level.value,
        "message": one.message,
        "hint": one.hint,
        "fingerprint": one.fingerprint,
        "fixable": one.fix is not None,
    }
