"""What all documents say together: an excerpt of each, for rules that compare them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

from inc.checks.examined import LARGEST, Examined
from inc.checks.finding import Sort
from inc.checks.surroundings import Surroundings
from inc.domain.incident import names
from inc.domain.runbooks import named, used_in

# Begins with a fixed character, which is found ten times as fast as a digit with no word before.
_MENTIONED: Final = re.compile(r"-\d\d-\d\d-[a-z0-9]+(?:-[a-z0-9]+)*")
_YEAR: Final = re.compile(r"(?<![\w-])\d{4}")


class Excerpt(NamedTuple):
    """What other documents are compared with; lines count from 1."""

    path: str
    sort: Sort
    name: str
    aliases: tuple[str, ...] = ()
    aliases_line: int = 1
    is_restricted: bool = False
    mentions: tuple[tuple[int, str], ...] = ()
    """The ids of other incidents in its text."""
    runbooks: tuple[tuple[datetime, str], ...] = ()
    """The runbooks that were used, and when."""


class Survey(NamedTuple):
    """The excerpts of all documents of the workspace by path, examined in this run or not."""

    excerpts: Mapping[str, Excerpt]
    around: Surroundings


def excerpt(examined: Examined) -> Excerpt:
    """The excerpt of a document; of one that is too large to be looked at, only its name."""
    if len(examined.data) > LARGEST:
        return Excerpt(examined.path, examined.sort, examined.name)
    fields, data = examined.fields, examined.data
    has_aliases = b"\naliases:" in data
    return Excerpt(
        examined.path,
        examined.sort,
        examined.name,
        tuple(names(fields.get("aliases"))) if has_aliases else (),
        examined.line_of("aliases") if has_aliases else 1,
        examined.sort is Sort.INCIDENT
        and (examined.incident.is_restricted if examined.is_readable else b"visibility" in data),
        tuple(_mentions(examined)),
        tuple(_runbooks(examined)) if b"runbook" in data else (),
    )


def _mentions(examined: Examined) -> list[tuple[int, str]]:
    text, own = examined.text, examined.name
    found, line, counted = [], 1, 0
    for match in _MENTIONED.finditer(text):
        begin = match.start() - 4
        year = _YEAR.fullmatch(text, begin, match.start()) if begin >= 0 else None
        if year and year[0] + match[0] != own:
            line, counted = line + text.count("\n", counted, begin), begin
            found.append((line, year[0] + match[0]))
    return found


def _runbooks(examined: Examined) -> list[tuple[datetime, str]]:
    known = examined.around.runbooks
    used = ((at, named(said, known)) for said, at in used_in(examined.entries))
    return [(at, name) for at, name in used if name]
