"""An action item without a type, or with one that the team does not use.

What: an open action item does not begin with one of the types of the policy (`actions.types`:
prevent, detect, mitigate, document …), or begins with another word. In a table without a
column “Type” it stands before the text in the cell of the action: `Prevent: …`.

Why: the types show what a postmortem leads to: ten items to document and none to prevent is a
finding of its own.

Bad:
    - [ ] Prevnt: Add leak detection to CI (P2, @dave, by 2026-03-14)

Good:
    - [ ] Prevent: Add leak detection to CI (P2, @dave, by 2026-03-14)
"""

from collections.abc import Iterator

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.reading import items
from inc.checks.rule import RECORDS, Rule


def _find(examined: Examined) -> Iterator[Problem]:
    if not examined.items:
        return
    types = list(examined.policy.table("actions", "types"))
    for placed in items.still_open(examined) if types else ():
        stated = placed.item.type
        if stated.casefold() in types:
            continue
        said = f"has the type “{stated}”, which nobody uses" if stated else "has no type"
        where = "Begin it with one of: {}"
        if placed.row:
            is_own = items.has_column(placed.row, "type")
            where = "Write one of: {}, in its column" if is_own else "Begin its text with: {}"
        hint = items.guess(stated, types, where, str.capitalize)
        yield items.problem(placed, f"{items.said(placed.item)} {said}", hint)


RULE = Rule("INC304", __name__, __doc__, Level.WARNING, RECORDS, _find)
