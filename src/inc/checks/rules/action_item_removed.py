"""An open action item that is nowhere any more.

What: compared with the base (`inc check --base origin/main`), an action item that was open there
stands in no document of the workspace: not under its id, and not with its words. One that was done,
dropped with a reason, moved to another document or taken back by `inc undo` is fine.

Why: an action item is a promise to those who were paged. It may be dropped, and then it says why
and by whom; a line that is deleted in a pull request about something else says nothing.

Bad:
    -- [ ] Prevent: Alert before the pool is exhausted (@bob, by 2026-03-11) ^9c1d

Good:
    inc action drop ^9c1d -m "the pool is gone, the service moved to the new database"
"""

from collections.abc import Iterator

from inc.checks.finding import Level, Problem
from inc.checks.reading import removing
from inc.checks.rule import RECORDS, Rule
from inc.checks.survey import Survey
from inc.domain.text import shortened


def _find_all(survey: Survey) -> Iterator[tuple[str, Problem]]:
    for one in removing.items(survey.around):
        words = shortened(one.item.text, 60)
        how = f"inc action drop ^{one.item.id} -m WHY" if one.item.id else "inc action drop ITEM"
        message = f"the action item “{words}” was open in the base and is in no document now"
        hint = f"Put it back; if nobody is to do it: {how}"
        yield one.path, Problem(one.line, message, hint, about=one.item.id or one.item.text)


RULE = Rule("INC404", __name__, __doc__, Level.ERROR, RECORDS, find_all=_find_all)
