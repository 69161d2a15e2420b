"""An open incident about which nobody has written anything for long.

What: the incident is not resolved, and its last entry is older than the policy allows at this
severity (`limits.silent`).

Why: either people are still responding and do not write it down, or it is long over and nobody
resolved it. Both make every list and every figure wrong.

Bad (a SEV1, two hours later):
    status: investigating
    …
    - `2026-03-04T15:38:00Z` **note** @bob — restarting the pods

Good:
    status: resolved
    …
    - `2026-03-04T16:10:00Z` **resolved** @alice — error rate normal for 15 minutes
"""

from collections.abc import Iterator

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.rule import INCIDENTS, Rule
from inc.domain.nudges import response
from inc.domain.nudges.nudge import Case


def _find(examined: Examined) -> Iterator[Problem]:
    incident, now = examined.incident, examined.now
    if not (examined.is_readable and incident.is_open) or incident.fields.get("merged_into"):
        return
    for nudge in response.silent(Case(incident, examined.policy, now)):
        if nudge.is_overdue(now):
            hint = f"inc log TEXT -i {incident.id}, or: inc resolve -i {incident.id}"
            last = max(examined.placed, key=lambda one: one.entry.order, default=None)
            line = last.start + 1 if last else examined.line_of("status")
            yield Problem(line, nudge.text.removesuffix("; is it still going on?"), hint)


RULE = Rule("INC204", __name__, __doc__, Level.WARNING, INCIDENTS, _find)
