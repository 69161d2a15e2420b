"""The people that a document may call by name: who had a role, who wrote, who owns code."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from inc.checks.examined import Examined
from inc.checks.finding import Sort
from inc.checks.reading.counterpart import incident_beside

_TEAMS: Final = ("dev", "sre", "support", "service", "platform", "system", "vendor", "who", "user")
_WORDS: Final = frozenset(
    {"admin", "ops", "oncall", "bot", "root", "team", "will", "mark", "may", *_TEAMS}
)
"""Names that are words as well: as a handle they count, in a sentence they do not."""


def is_one(word: str, examined: Examined) -> bool:
    """Whether a word of a text is a person: any handle, or the first name of one we know."""
    return word.startswith("@") or word.casefold() in _first_names(examined)


@lru_cache(maxsize=1)
def _first_names(examined: Examined) -> frozenset[str]:
    return frozenset(name.casefold().split(".")[0] for name in _names(examined)) - _WORDS


def _names(examined: Examined) -> Iterator[str]:
    yield from (one for one in examined.around.people if "/" not in one)
    if examined.sort is Sort.POSTMORTEM:
        yield from examined.postmortem.authors
    beside = examined if examined.sort is Sort.INCIDENT else incident_beside(examined)
    if beside and beside.is_readable:
        yield from (one for people in beside.incident.roles.values() for one in people)
        yield from (entry.author for entry in beside.entries if entry.author)
