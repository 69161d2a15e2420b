"""An incident that ended while its checklist was open, without an override.

What: the incident is resolved or closed, the policy has a gate at this severity (`gates.resolve`,
`gates.close`), something on its checklist was open at that time, and no override says why. It is
asked what `inc resolve` and `inc close` ask, about the moment of the end; entries written later can
only excuse it. A document that has no checklists at all was written before the team had them, or
imported, and is left alone; so is an item that the policy got after the document its boxes.

Why: whoever sets `status: resolved` in an editor passes the gate without noticing it. The command
would have said what is missing, or would have asked for a reason that the postmortem can judge.

Bad:
    status: resolved
    …
    - [ ] Monitoring in place for a recurrence

Good:
    status: resolved
    …
    - [x] Monitoring in place for a recurrence
"""

from collections.abc import Iterator

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.reading import gates
from inc.checks.reading.gates import Ending
from inc.checks.rule import INCIDENTS, Rule
from inc.domain.text import shortened

_SHOWN = 3
_DONE = {"resolve": "resolved", "close": "closed"}


def _find(examined: Examined) -> Iterator[Problem]:
    for ending in gates.passed(examined):
        yield Problem(_line(examined, ending), _message(ending), _hint(examined, ending))


def _line(examined: Examined, ending: Ending) -> int:
    """The line of the entry that ended it, or of the status where a hand did."""
    for placed in examined.placed:
        if ending.entry and placed.entry == ending.entry:
            return placed.start + 1
    return examined.line_of("status")


def _message(ending: Ending) -> str:
    names = [shortened(one.text, 50) for one in ending.missing]
    told = "; ".join(names[:_SHOWN]) + ("; …" if len(names) > _SHOWN else "")
    items = "1 item" if len(names) == 1 else f"{len(names)} items"
    return f"{_DONE[ending.step]} with {items} of its checklist open and no override: {told}"


def _hint(examined: Examined, ending: Ending) -> str:
    """How what was done is recorded; what was not done needs another end, with a reason."""
    name, asked = examined.incident.id, [one for one in ending.missing if not one.computed]
    ticks = f"inc tick {' '.join(str(one.number) for one in asked)} -i {name}" if asked else ""
    said = [f"{one.command} --at TIME -i {name}" for one in ending.missing if one.command]
    ways = "; ".join(filter(None, [ticks, *dict.fromkeys(said)]))
    done = f"If it was done: {ways}. " if ways else ""
    return f"{done}If not: inc reopen -m WHY -i {name}, then: inc resolve --override REASON"


RULE = Rule("INC203", __name__, __doc__, Level.ERROR, INCIDENTS, _find)
