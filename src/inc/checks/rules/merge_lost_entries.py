"""A merge that lost entries of one side.

What: compared with the base (`inc check --base origin/main`), a merge commit of the branch has not
all entries that its two sides have, or has words again that one side had redacted.

Why: git merges line by line where a clone has not our merge driver, or where somebody took one
side of a conflict. What the other side wrote is then gone, and nobody took it out.

Bad:
    git merge -X ours origin/main

Good:
    inc doctor --fix
    git merge origin/main
"""

from collections.abc import Iterator

from inc.checks.finding import Level, Problem
from inc.checks.rule import RECORDS, Rule
from inc.checks.survey import Survey
from inc.errors import IncError
from inc.store import files


def _find_all(survey: Survey) -> Iterator[tuple[str, Problem]]:
    base = survey.around.base
    for one in base.merges if base else ():
        there = _read(survey, one.path) if one.lost else b""
        gone = [name for name in one.lost if f"^{name}".encode() not in there]
        if gone:
            named = ", ".join(f"^{name}" for name in gone[:3])
            more = f" and {len(gone) - 3} more" if len(gone) > 3 else ""
            hint = f"See what it was: git show -m {one.commit[:12]} -- {one.path}; put it back"
            message = f"the merge {one.commit[:12]} lost {named}{more}"
            yield one.path, Problem(1, message, hint, about=f"{one.commit} {named}")


def _read(survey: Survey, path: str) -> bytes:
    try:
        return files.read(survey.around.root, path)
    except IncError:
        return b""  # that it is gone, or cannot be read, is the finding of another rule


RULE = Rule("INC406", __name__, __doc__, Level.ERROR, RECORDS, None, _find_all)
