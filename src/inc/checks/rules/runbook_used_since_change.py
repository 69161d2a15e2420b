"""A runbook that an incident used, and that nobody has touched since.

What: the timeline of an incident says that a runbook was used, and no commit has changed the
runbook after that. Where git was not asked, or a shallow clone does not know, nothing is found.

Why: whoever has just followed a runbook knows what is wrong with it, and forgets it within days. A
review says so either way: the text is mended, or its date says that it was right.

Bad:
    used at 15:35 on 4 March, changed last on 1 February

Good:
    used at 15:35 on 4 March, `inc runbook review` on 5 March
"""

from collections.abc import Iterator
from datetime import datetime

from inc.checks.finding import Level, Problem, Sort
from inc.checks.rule import RUNBOOKS, Rule
from inc.checks.survey import Survey
from inc.domain.runbooks import typed
from inc.store.layout import runbook_path


def _find_all(survey: Survey) -> Iterator[tuple[str, Problem]]:
    touched = survey.around.touched
    for name, (at, incident) in sorted(_last_uses(survey).items()):
        path = runbook_path(name)
        if path in touched and path in survey.excerpts and touched[path] < at:
            yield path, _problem(name, at, incident)


def _last_uses(survey: Survey) -> dict[str, tuple[datetime, str]]:
    """When each runbook was used last, and in which incident."""
    found: dict[str, tuple[datetime, str]] = {}
    for one in survey.excerpts.values():
        for at, name in one.runbooks if one.sort is Sort.INCIDENT else ():
            found[name] = max((at, one.name), found.get(name, (at, one.name)))
    return found


def _problem(name: str, at: datetime, incident: str) -> Problem:
    return Problem(
        1,
        f"the runbook was used in {incident} on {at:%Y-%m-%d}, and not touched since",
        f"Mend what it lacked, or say that it is right: inc runbook review {typed(name)}",
        about=incident,
    )


RULE = Rule("INC702", __name__, __doc__, Level.WARNING, RUNBOOKS, find_all=_find_all)
