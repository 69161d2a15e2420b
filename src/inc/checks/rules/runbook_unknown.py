"""A runbook that does not exist.

What: `runbooks:` of an incident, or a `runbook` entry of its timeline, names a runbook that is not
below `runbooks/`. Addresses on the web are not asked.

Why: somebody will be told to follow it during the next outage. A runbook that was renamed takes its
history with it only when the incidents that used it still find it.

Bad:
    runbooks: [database-conection-pool]

Good:
    runbooks: [database-connection-pool]
"""

import difflib
from collections.abc import Collection, Iterator
from typing import Final

from inc.checks.examined import Examined
from inc.checks.finding import Fix, Level, Problem
from inc.checks.reading.field_values import PlacedValue
from inc.checks.rule import INCIDENTS, Rule
from inc.domain.runbooks import named, used_in
from inc.domain.text import shortened
from inc.domain.timeline import Entry
from inc.domain.vocabulary import Kind

_MOST_GUESSED: Final = 20
_MOST_NAMES: Final = 1_000


def _find(examined: Examined) -> Iterator[Problem]:
    if b"runbook" not in examined.data:
        return
    for number, name in enumerate(examined.incident.list_of("runbooks")):
        if _is_unknown(examined, name):
            hint = _hint(examined, name, is_guessed=number < _MOST_GUESSED)
            yield _listed(examined, number, name, hint)
    used = (one for one in examined.placed if one.entry.kind is Kind.RUNBOOK)
    for number, placed in enumerate(used):
        name = _used(placed.entry, examined.around.runbooks)
        if name and _is_unknown(examined, name):
            hint = _hint(examined, name, is_guessed=number < _MOST_GUESSED)
            yield Problem(placed.start + 1, _what(name), hint, about=f"used {name}")


def _used(entry: Entry, known: Collection[str]) -> str:
    """The runbook that an entry names; of one that nobody knows what stands before its colon."""
    first = entry.first_line.partition(" ")[0].rstrip(":;,")
    said = next((said for said, _ in used_in([entry])), "")
    if "://" in first or not said:
        return first
    return named(said, known) or (said if ":" in entry.first_line else first)


def _is_unknown(examined: Examined, name: str) -> bool:
    return "://" not in name and name not in examined.around.runbooks


def _listed(examined: Examined, number: int, name: str, hint: str) -> Problem:
    placed = examined.value("runbooks", f"[{number}]") or examined.value("runbooks")
    return Problem(
        placed.line if placed else examined.line_of("runbooks"),
        _what(name),
        hint,
        placed.column if placed else 1,
        about=f"listed {name}",
        fix=_fix(examined, name, placed) if placed else None,
    )


def _fix(examined: Examined, name: str, placed: PlacedValue) -> Fix | None:
    """The name without the folder and the ending that people copy along with it."""
    right = _tidy(name)
    return placed.become(examined.lines, right) if right in examined.around.runbooks else None


def _tidy(name: str) -> str:
    return name.removeprefix("./").removeprefix("runbooks/").removesuffix(".md")


def _what(name: str) -> str:
    return f"there is no runbook “{shortened(name, 80)}”"


def _hint(examined: Examined, name: str, *, is_guessed: bool) -> str:
    names = sorted(examined.around.runbooks)[:_MOST_NAMES] if is_guessed else []
    near = difflib.get_close_matches(_tidy(name[:100]), names, n=1, cutoff=0.6)
    guess = f"Did you mean {near[0]}? " if near else ""
    return f"{guess}The runbooks there are: inc runbook list"


RULE = Rule("INC116", __name__, __doc__, Level.WARNING, INCIDENTS, _find)
