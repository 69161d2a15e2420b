"""An action item whose due date is not a day.

What: an open action item has a due date that is no day of the calendar in the form `2026-03-14`.
What can only be one day, as `2026/3/14`, is mended by `inc check --fix`.

Why: `03/06` is March to some and June to others, “next week” moves every week, and no list can tell
what is overdue.

Bad:
    - [ ] Fix: Upgrade the ORM (P0, @bob, by 03/06)

Good:
    - [ ] Fix: Upgrade the ORM (P0, @bob, by 2026-03-06)
"""

from collections.abc import Iterator
from datetime import date

from inc.checks.examined import Examined
from inc.checks.finding import Fix, Level, Problem
from inc.checks.reading import days, items
from inc.checks.rule import RECORDS, Rule
from inc.domain.days import day_of
from inc.domain.text import shortened
from inc.store.action_items import PlacedItem


def _find(examined: Examined) -> Iterator[Problem]:
    for placed in items.still_open(examined):
        due = placed.item.due.strip()
        if due and not day_of(due):
            yield _problem(examined, placed, due)


def _problem(examined: Examined, placed: PlacedItem, due: str) -> Problem:
    meant = days.reading(due, day_of(examined.name[:10]))
    first = meant.days[0] if meant.days else None
    message = f"the due date “{shortened(due, 40)}” of {items.said(placed.item)} is not a day"
    hint = f"inc action due {items.named(placed.item, examined)} {first or 'YYYY-MM-DD'}"
    if len(meant.days) > 1:
        hint += f" (or {meant.days[1]}, if that is meant)"
    problem = items.problem(placed, message, hint)
    if meant.is_certain and first:
        problem = problem._replace(fix=_fix(examined, placed, due, first))
    column = examined.line(placed.line + 1).find(due) + 1
    return problem._replace(column=max(column, 1))


def _fix(examined: Examined, placed: PlacedItem, due: str, day: date) -> Fix | None:
    """The line with the day in its place; none where the same words stand there twice."""
    line = examined.lines[placed.line]
    if line.count(due) != 1:
        return None
    return Fix(placed.line, placed.line + 1, [line.replace(due, day.isoformat())])


RULE = Rule("INC303", __name__, __doc__, Level.ERROR, RECORDS, _find)
