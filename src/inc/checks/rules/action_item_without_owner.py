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
from inc.checks.rule import RECORDS, Rule
from inc.domain.tasks import OPEN
from inc.domain.text import shortened


def _find(examined: Examined) -> Iterator[Problem]:
    for placed in examined.items:
        item = placed.item
        if item.state == OPEN and not item.owner:
            which = f"^{item.id}" if item.id else "'" + " ".join(item.text.split()[:4]) + "'"
            yield Problem(
                placed.line + 1,
                f"nobody owns “{shortened(item.text, 60)}”",
                f"inc action assign {which} WHO",
                about=item.id or item.text,
            )


RULE = Rule("INC301", __name__, __doc__, Level.ERROR, RECORDS, _find)
