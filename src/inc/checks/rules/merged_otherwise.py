"""A document that a merge made otherwise than its two sides say.

What: compared with the base (`inc check --base origin/main`), a merge commit of the branch made
something else of a document than the merge of documents makes of its two sides. No entry is lost,
but a field, a box or a passage may be.

Why: git merges line by line where a clone has not our merge driver, and then a field may say what
neither of the two meant. Where somebody settled a contradiction within the merge, all is well.

Bad:
    git config --unset merge.inc.driver
    git merge origin/main

Good:
    inc doctor --fix
    git merge origin/main
"""

from collections.abc import Iterator
from typing import Final

from inc.checks.finding import Level, Problem
from inc.checks.rule import EVERY, Rule
from inc.checks.survey import Survey

_HINT: Final = "Compare it with both sides: git show -m {} -- {}; in this clone: inc doctor --fix"


def _find_all(survey: Survey) -> Iterator[tuple[str, Problem]]:
    base = survey.around.base
    for one in base.merges if base else ():
        if not one.lost:
            commit = one.commit[:12]
            message = f"the merge {commit} made this otherwise than its two sides say"
            hint = _HINT.format(commit, one.path)
            yield one.path, Problem(1, message, hint, about=one.commit)


RULE = Rule("INC407", __name__, __doc__, Level.WARNING, EVERY, None, _find_all)
