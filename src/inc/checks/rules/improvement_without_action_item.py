"""A postmortem that says what could be improved, and has no action item.

What: “What could be improved” has points, the postmortem is in review or published, and neither it
nor its incident has an action item that was not dropped. One that only takes a temporary mitigation
away does not count.

Why: a lesson that nobody acts on is learned again. If the team decided to do nothing about it, an
item that was dropped is not enough; say why here: `<!-- inc: ignore INC308 REASON -->`.

Bad:
    ## What could be improved

    - We learned of it from customers.

    ## Action items

Good:
    ## What could be improved

    - We learned of it from customers.

    ## Action items

    - [ ] Detect: Alert on failed payments (P1, @carol, by 2026-03-14)
"""

from collections.abc import Iterator

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.reading import contents, items
from inc.checks.reading.counterpart import incident_beside
from inc.checks.rule import POSTMORTEMS, Rule
from inc.domain.postmortem import Stage

_TITLE = "What could be improved"
_NOTHING = ("nothing", "none", "n/a", "no ")


def _find(examined: Examined) -> Iterator[Problem]:
    if not examined.is_readable or examined.postmortem.stage is Stage.DRAFT:
        return
    if items.learned(examined):
        return
    section = contents.section(examined, _TITLE)
    points = [one for one in section.said if not _says_nothing(one[1])] if section else []
    beside = incident_beside(examined) if points else None
    if section and points and not (beside and items.learned(beside)):
        message = f"“{section.title}” has points, and there is no action item"
        hint = f'inc action add "TEXT" -i {examined.name}'
        yield Problem(section.line, message, hint, about="no action item")


def _says_nothing(line: str) -> bool:
    return line.lstrip(" \t-*+_").casefold().startswith(_NOTHING)


RULE = Rule("INC308", __name__, __doc__, Level.ERROR, POSTMORTEMS, _find)
