"""The text of a status update: its message, and the points, one line each (`- ETA: 15 minutes`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from inc.domain.text import in_code
from inc.domain.times import read_iso

NEXT_UPDATE: Final = "- Next update: "
EMPTY: Final = "Status update"
"""The message of an update that has only points."""
_ASIDES: Final = (NEXT_UPDATE, "- ETA: ", "- Workaround: ")
LABELS: Final = {
    "impact": "Impact",
    "known": "Known",
    "doing": "Doing",
    "eta": "ETA",
    "workaround": "Workaround",
    "happened": "What happened",
    "when": "When",
    "ended": "How it ended",
    "prevents": "What prevents it",
}
"""The points that are plain words, and how a line of the text begins with each."""
_POINT: Final = f"- (?:Status|Next update|{'|'.join(LABELS.values())}): "


def points(text: str) -> list[str]:
    """The lines that answer one question each."""
    return [line for line, is_point in _parted(text) if is_point]


def message(text: str) -> str:
    """The text without those lines."""
    return "\n".join(line for line, is_point in _parted(text) if not is_point).strip("\n")


def tells(text: str) -> bool:
    """Whether readers learn something of the incident from it, beside when they will hear more."""
    own = message(text) not in ("", EMPTY)
    return own or any(not line.startswith(_ASIDES) for line in points(text))


def promise_in(text: str) -> datetime | None:
    """When the next update comes, if the text says so outside of code."""
    if "Next update:" not in text:
        return None
    lines = text.split("\n")
    if "```" not in text and "~~~" not in text:
        return _promised(lines)
    own = [line for line, is_code in zip(lines, in_code(lines), strict=True) if not is_code]
    return _promised(own)


def _promised(lines: Sequence[str]) -> datetime | None:
    """The time in the last line that names one."""
    for line in reversed(lines):
        label, found, moment = line.strip().removeprefix("- ").partition("Next update:")
        if found and not label:
            return read_iso(moment.strip())
    return None


def _parted(text: str) -> list[tuple[str, bool]]:
    lines = text.split("\n")
    return [
        (line, not is_code and re.match(_POINT, line) is not None)
        for line, is_code in zip(lines, in_code(lines), strict=True)
    ]
