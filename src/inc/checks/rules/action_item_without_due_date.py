"""An action item without a day by which it is done.

What: an open action item of a postmortem or an incident has no due date.

Why: what has no day is done after everything that has one. A day that turns out to be wrong can be
moved, in a commit that says so.

Bad:
    - [ ] Prevent: Add leak detection to CI (P2, @dave)

Good:
    - [ ] Prevent: Add leak detection to CI (P2, @dave, by 2026-03-14)
"""

from collections.abc import Iterator

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.reading import items
from inc.checks.rule import RECORDS, Rule


def _find(examined: Examined) -> Iterator[Problem]:
    for placed in items.still_open(examined):
        if not placed.item.due.strip():
            hint = f"inc action due {items.named(placed.item, examined)} YYYY-MM-DD"
            yield items.problem(placed, f"no day is set for {items.said(placed.item)}", hint)


RULE = Rule("INC302", __name__, __doc__, Level.ERROR, RECORDS, _find)
