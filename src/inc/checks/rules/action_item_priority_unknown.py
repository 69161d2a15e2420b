"""An action item without a priority, or with one that the team does not use.

What: an open action item has none of the priorities of the policy (`actions.priorities`: P0 … P3),
or another word in its place. Of a table without a column “Priority” nothing is asked.

Why: without priorities the newest item is done first. With them it is a decision.

Bad:
    - [ ] Fix: Upgrade the ORM (urgent, @bob, by 2026-03-06)

Good:
    - [ ] Fix: Upgrade the ORM (P0, @bob, by 2026-03-06)
"""

from collections.abc import Iterator

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.reading import items
from inc.checks.rule import RECORDS, Rule


def _find(examined: Examined) -> Iterator[Problem]:
    if not examined.items:
        return
    known = list(examined.policy.table("actions", "priorities"))
    folded = {one.casefold() for one in known}
    for placed in items.still_open(examined) if known else ():
        stated = placed.item.priority
        if stated.casefold() in folded or not (stated or items.has_place_for(placed, "priority")):
            continue
        said = f"has the priority “{stated}”, which nobody uses" if stated else "has no priority"
        hint = items.guess(stated, known, "Write one of: {}, in the parentheses at its end")
        yield items.problem(placed, f"{items.said(placed.item)} {said}", hint)


RULE = Rule("INC305", __name__, __doc__, Level.WARNING, RECORDS, _find)
