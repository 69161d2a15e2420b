"""A restricted incident that a public document refers to.

What: an incident, a postmortem or a runbook that is not restricted names the id of a restricted
incident, or links to its document.

Why: the id has the title in it, and a link is an invitation. Who may read the public document then
knows that something happened, and what.

Bad (when the other is restricted):
    It looked like 2026-02-11-customer-data-exposed at first.

Good:
    It looked like an earlier incident at first.
"""

from collections.abc import Iterator

from inc.checks.finding import Level, Problem, Sort
from inc.checks.rule import EVERY, Rule
from inc.checks.survey import Excerpt, Survey


def _find_all(survey: Survey) -> Iterator[tuple[str, Problem]]:
    excerpts = survey.excerpts.values()
    restricted = {one.name for one in excerpts if one.is_restricted}
    for one in excerpts if restricted else ():
        if not _is_closed(one, restricted):
            for line, name in dict.fromkeys(one.mentions):
                if name in restricted:
                    yield one.path, _problem(line, name, one)


def _is_closed(one: Excerpt, restricted: set[str]) -> bool:
    """Whether a document is for the same circle: a restricted incident, or its postmortem."""
    return one.sort is not Sort.RUNBOOK and one.name in restricted


def _problem(line: int, name: str, one: Excerpt) -> Problem:
    message = f"{name} is restricted, and this document is not"
    hint = "Take the reference out, or name it without its title and without a link."
    if one.sort is Sort.INCIDENT:
        hint += f" If this one is not public either: inc restrict -i {one.name}"
    return Problem(line, message, hint, about=name)


RULE = Rule("INC207", __name__, __doc__, Level.ERROR, EVERY, find_all=_find_all)
