"""Ends that came although something was missing: each with its reason, and counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from inc.domain.timeline import Entry
from inc.domain.vocabulary import Kind

OVERRIDE: Final = "- Override: "
MISSING: Final = "- Missing: "
SHORTEST_REASON: Final = 10  # characters: "ok" is no reason, and somebody will read it


def text(said: str, reason: str, missing: Sequence[str]) -> str:
    """The text of an entry that ends something with an override."""
    return "\n".join([said, f"{OVERRIDE}{reason}", *(f"{MISSING}{one}" for one in missing)])


def reasons(entries: Sequence[Entry]) -> list[tuple[Entry, str]]:
    """The entries that ended something with an override, and the reason of each."""
    return [
        (entry, line.removeprefix(OVERRIDE))
        for entry in entries
        if entry.kind in (Kind.RESOLVED, Kind.CLOSED)
        for line in entry.text.split("\n")[1:]
        if line.startswith(OVERRIDE)
    ]
