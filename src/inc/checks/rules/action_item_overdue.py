"""An action item that is open past its day.

What: an open action item has a due date, and that day is over on the calendar of the team
(`timezone`).

Why: an item that is late for good reasons gets another day; one that nobody will do is dropped with
a reason. What stays overdue teaches everybody that the days mean nothing.

Bad (on March 20):
    - [ ] Fix: Upgrade the ORM (P0, @bob, by 2026-03-06)

Good:
    - [ ] Fix: Upgrade the ORM (P0, @bob, by 2026-03-27)
"""

from collections.abc import Iterator
from datetime import date

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.reading import items
from inc.checks.rule import RECORDS, Rule
from inc.domain.days import day_of
from inc.domain.tasks import ActionItem


def _find(examined: Examined) -> Iterator[Problem]:
    if not examined.items:
        return
    today = examined.now.astimezone(examined.policy.zone).date()
    for placed in items.still_open(examined):
        due = day_of(placed.item.due.strip())
        if due and due < today:
            yield items.problem(
                placed, _message(placed.item, due, today), _hint(placed.item, examined)
            )


def _message(item: ActionItem, due: date, today: date) -> str:
    late = (today - due).days
    since = "1 day" if late == 1 else f"{late} days"
    whose = f" (@{item.owner})" if item.owner else ""
    return f"{items.said(item)}{whose} was due {due}, {since} ago"


def _hint(item: ActionItem, examined: Examined) -> str:
    which = items.named(item, examined)
    return f"inc action done {which}, or: inc action due {which} YYYY-MM-DD"


RULE = Rule("INC306", __name__, __doc__, Level.WARNING, RECORDS, _find)
