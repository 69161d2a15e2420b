"""Guidance of the template in a runbook.

What: a runbook still has a comment that tells its author what to write (`<!-- guide: … -->`).

Why: a comment does not show where the runbook is read, so a section that has nothing else looks
like one that has nothing to say. Somebody will look there for the command that helps.

Bad:
    ## Rollback procedure
    <!-- guide: How to undo each mitigation above. -->

Good:
    ## Rollback procedure
    `kubectl rollout undo deployment/checkout`
"""

from collections.abc import Iterator
from typing import Final

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.rule import RUNBOOKS, Rule
from inc.domain.text import shortened
from inc.store.sections import GUIDANCE

_LONGEST: Final = 60


def _find(examined: Examined) -> Iterator[Problem]:
    if GUIDANCE.encode() not in examined.data or not examined.is_readable:
        return
    for number in range(1, len(examined.lines) + 1):
        line = examined.line(number)
        at = line.find(GUIDANCE)
        if at >= 0:
            words = line[at + len(GUIDANCE) :].partition("-->")[0].strip()
            what = f"guidance for the author is left: {shortened(words, _LONGEST).rstrip('.')}"
            hint = "Write what it asks for, and take it away; or the section with it."
            yield Problem(number, what, hint, at + 1)


RULE = Rule("INC704", __name__, __doc__, Level.WARNING, RUNBOOKS, _find)
