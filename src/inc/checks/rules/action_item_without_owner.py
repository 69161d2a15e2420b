"""An action item that nobody owns.

What: an open action item of a postmortem or an incident names no owner,
or a word that is nobody: “tbd”, “someone”, “team”.

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
from inc.domain.tasks import is_nobody
from inc.domain.text import shortened


def _find(examined: Examined) -> Iterator[Problem]:
    for placed in items.still_open(examined):
        if is_nobody(placed.item.owner):
            hint = f"inc action assign {items.named(placed.item, examined)} WHO"
            stands = f" (“{shortened(said, 30)}” is nobody)" if (said := placed.item.owner) else ""
            yield items.problem(placed, f"nobody owns {items.said(placed.item)}{stands}", hint)


RULE = Rule("INC301", __name__, __doc__, Level.ERROR, RECORDS, _find)
