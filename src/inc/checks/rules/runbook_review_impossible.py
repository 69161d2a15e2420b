"""A review of a runbook that cannot be counted.

What: `review_in` of a runbook is no span such as `90d`, `12w` or `none`, or `last_reviewed_on` is a
day that is still to come.

Why: the one is replaced by what the policy says, and the other hides that a review is overdue.

Bad:
    last_reviewed_on: "2062-03-04"
    review_in: quarterly

Good:
    last_reviewed_on: "2026-03-04"
    review_in: 90d
"""

from collections.abc import Iterator

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.rule import RUNBOOKS, Rule
from inc.domain.policy import span
from inc.domain.runbooks import day, name_of, typed
from inc.domain.text import shortened


def _find(examined: Examined) -> Iterator[Problem]:
    if not examined.is_readable:
        return
    stated = examined.fields.get("review_in")
    if stated not in (None, "") and not _is_span(stated):
        yield Problem(
            examined.line_of("review_in"),
            f"“{shortened(str(stated), 40)}” is not how long a review holds",
            "Write it as: review_in: 90d",
            about="review_in",
        )
    reviewed = day(examined.fields.get("last_reviewed_on"))
    if reviewed and reviewed > examined.now.astimezone(examined.policy.zone).date():
        yield Problem(
            examined.line_of("last_reviewed_on"),
            f"the review of {reviewed} is still to come",
            f"Once it was read: inc runbook review {typed(name_of(examined.path))}",
            about="last_reviewed_on",
        )


def _is_span(stated: object) -> bool:
    try:
        span(str(stated))
    except (ValueError, OverflowError):
        return False
    return True


RULE = Rule("INC705", __name__, __doc__, Level.ERROR, RUNBOOKS, _find)
