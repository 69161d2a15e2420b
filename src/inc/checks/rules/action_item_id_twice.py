"""Two action items of one document with the same id.

What: a document has the same `^id` behind two action items.

Why: a command that names the id cannot know which is meant, nor can a commit with the trailer
`Action:`, so neither does anything. It happens when a line is copied.

Bad:
    - [ ] Detect: Alert on failed payments (P1, @carol, by 2026-03-07) ^9c1d
    - [ ] Detect: Alert on a full pool (P1, @carol, by 2026-03-07) ^9c1d

Good:
    - [ ] Detect: Alert on failed payments (P1, @carol, by 2026-03-07) ^9c1d
    - [ ] Detect: Alert on a full pool (P1, @carol, by 2026-03-07)
"""

from collections.abc import Iterator

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.reading.items import said
from inc.checks.rule import RECORDS, Rule


def _find(examined: Examined) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for placed in examined.items:
        item, line = placed.item, placed.line + 1
        if item.id and item.id in first:
            message = (
                f"^{item.id} is the id of {said(item)} and of the item on line {first[item.id]}"
            )
            hint = f"Take ^{item.id} off the one that is newer."
            yield Problem(line, message, hint, about=f"{item.id} {item.text}")
        first.setdefault(item.id, line)


RULE = Rule("INC311", __name__, __doc__, Level.ERROR, RECORDS, _find)
