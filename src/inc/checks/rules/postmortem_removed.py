"""A postmortem that was removed.

What: compared with the base (`inc check --base origin/main`), the postmortem of an incident is
gone. One that stands under another path with the same name is fine, and so is one that `inc undo`
took back.

Why: what was learned from an incident is for those who were not there. A postmortem that is wrong
is corrected, and git keeps what it said.

Bad:
    git rm postmortems/2026/03/2026-03-04-checkout-failures.md

Good:
    inc postmortem edit checkout
"""

from collections.abc import Iterator

from inc.checks.finding import Level, Problem
from inc.checks.reading import removing
from inc.checks.rule import POSTMORTEMS, Rule
from inc.checks.survey import Survey


def _find_all(survey: Survey) -> Iterator[tuple[str, Problem]]:
    for path in removing.postmortems(survey.around):
        hint = f"Put it back: git checkout BASE -- {path}"
        yield path, Problem(1, "the postmortem was deleted", hint, about="deleted")


RULE = Rule("INC405", __name__, __doc__, Level.ERROR, POSTMORTEMS, find_all=_find_all)
