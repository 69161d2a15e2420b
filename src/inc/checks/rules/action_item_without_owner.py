"""An action item that nobody owns.

What: an open action item of a postmortem or an incident names no owner.

Why: what everybody should do nobody does. Teams that name an owner and a day for each item finish
them; "we should really" is not an owner.

Bad:
    - [ ] Prevent: Add leak detection to CI (P2, by 2026-03-14)

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
        if not placed.item.owner:
            hint = f"inc action assign {items.named(placed.item, examined)} WHO"
            yield items.problem(placed, f"nobody owns {items.said(placed.item)}", hint)


RULE = Rule("INC301", __name__, __doc__, Level.ERROR, RECORDS, _find)
