"""What follows from the rows of a document, so that it need not be found out at each question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from inc.domain.excerpt import Excerpt, is_day
from inc.domain.tasks import DONE, DROPPED, OPEN, ActionItem

Row = tuple[Any, ...]

_DUE: Final = ActionItem._fields.index("due")
_STATE: Final = ActionItem._fields.index("state")
_DONE_ON: Final = ActionItem._fields.index("done_on")


def of_incident(stated: Row, promises: Iterable[Row]) -> Row:
    """Whether it is open, when it ended; how many promises were kept, missed, and overtaken.

    Those that people wait for are none of the three.
    """
    one = Excerpt(*stated)
    kept = missed = overtaken = 0
    for at, until, is_over in promises:
        if is_over:
            overtaken += 1
        elif until is not None:
            kept += until <= at
            missed += until > at
    return one.is_open, one.ended, kept, missed, overtaken


def of_items(items: Iterable[Row], *, is_own: bool) -> list[Row]:
    """Each item, whether it is due on a day, whether it was done on one, whether it is `is_own`.

    `is_own` are those that stand in the incident itself.
    """
    found = []
    for one in items:
        is_due = is_day(one[_DUE])
        is_dated = is_due and one[_STATE] == DONE and is_day(one[_DONE_ON])
        found.append((*one, is_due, is_dated, is_own))
    return found


def tallied(items: Sequence[Row]) -> Row:
    """How many of `of_items` are done, of these dated, and late; open; dropped."""
    done = [one for one in items if one[_STATE] == DONE]
    dated = [one for one in done if one[-2]]
    return (
        len(done),
        len(dated),
        sum(one[_DONE_ON] > one[_DUE] for one in dated),
        sum(one[_STATE] == OPEN for one in items),
        sum(one[_STATE] == DROPPED for one in items),
    )
