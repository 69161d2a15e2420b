"""A runbook that nobody owns.

What: the front matter of a runbook has no `owner`, or the runbook has no front matter at all.

Why: a runbook that belongs to everybody is kept true by nobody, and during an incident there is
nobody to ask what it means.

Bad:
    title: Database connection pool

Good:
    title: Database connection pool
    owner: alice
"""

from collections.abc import Iterator

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.rule import RUNBOOKS, Rule
from inc.domain.runbooks import Runbook, name_of, typed


def _find(examined: Examined) -> Iterator[Problem]:
    runbook = Runbook(name_of(examined.path), examined.fields)
    if examined.is_readable and not runbook.owner:
        yield Problem(
            examined.line_of("owner"),
            "nobody owns the runbook",
            f"Write `owner: WHO` into its front matter: inc runbook edit {typed(runbook.name)}",
            about="owner",
        )


RULE = Rule("INC703", __name__, __doc__, Level.WARNING, RUNBOOKS, _find)
