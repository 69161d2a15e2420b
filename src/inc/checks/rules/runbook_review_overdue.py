"""A runbook whose review is overdue.

What: the last review of a runbook (`last_reviewed_on`, else its last change in git) is longer ago
than `review_in` says, the one of the runbook or that of the policy (`runbooks.review_in`).

Why: systems change, and a runbook does not notice. Somebody will follow it at night, and a command
that no longer exists costs more than having none.

Bad:
    last_reviewed_on: "2025-06-01"

Good:
    last_reviewed_on: "2026-03-04"
"""

from collections.abc import Iterator

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.rule import RUNBOOKS, Rule
from inc.domain.runbooks import Runbook, name_of, review_due, typed


def _find(examined: Examined) -> Iterator[Problem]:
    if not examined.is_readable:
        return
    runbook = Runbook(name_of(examined.path), examined.fields)
    due = review_due(runbook, examined.around.touched.get(examined.path), examined.policy)
    if due is None or examined.now.astimezone(examined.policy.zone).date() <= due:
        return
    yield Problem(
        examined.line_of("last_reviewed_on"),
        f"the runbook was to be reviewed by {due}",
        f"Read it, mend it, then: inc runbook review {typed(runbook.name)}",
        about="overdue",
    )


RULE = Rule("INC701", __name__, __doc__, Level.WARNING, RUNBOOKS, _find)
