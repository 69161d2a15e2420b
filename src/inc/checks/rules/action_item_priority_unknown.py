"""An action item without a priority, or with one that the team does not use.

What: an open action item has none of the priorities of the policy (`actions.priorities`: P0 … P3),
or another word in its place. In a table without a column “Priority” it stands behind the text in
the cell of the action: `(P1)`.

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
        if stated.casefold() in folded:
            continue
        said = f"has the priority “{stated}”, which nobody uses" if stated else "has no priority"
        where = "in the parentheses at its end"
        if placed.row:
            is_own = items.has_column(placed.row, "priority")
            where = "in its column" if is_own else f"as ({known[0]}) at the end of its text"
        hint = items.guess(stated, known, f"Write one of: {{}}, {where}")
        yield items.problem(placed, f"{items.said(placed.item)} {said}", hint)


RULE = Rule("INC305", __name__, __doc__, Level.WARNING, RECORDS, _find)
