"""Timeline entries without an id.

What: somebody wrote entries by hand (or an import did), and they have no `^id` at the end of their
first line. One finding a document, at the first of them.

Why: without an id an entry cannot be amended or answered, two clones that change it cannot be
joined, and whether it was rewritten later cannot be seen.

Bad:
    - 15:38 restarted the pods

Good:
    - `2026-03-04T15:38:00Z` **note** @bob — restarted the pods ^0j4hr71getpj
"""

from collections.abc import Iterator

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.rule import INCIDENTS, Rule


def _find(examined: Examined) -> Iterator[Problem]:
    nameless = [placed for placed in examined.placed if not placed.entry.id]
    if nameless:
        more = len(nameless) - 1
        others = (
            ""
            if not more
            else " and 1 below it have"
            if more == 1
            else f" and {more} below it have"
        )
        what = f"this entry{others or ' has'} no id"
        hint = f"inc reconcile {examined.name}"
        yield Problem(nameless[0].start + 1, what, hint, about="entries without an id")


RULE = Rule("INC113", __name__, __doc__, Level.WARNING, INCIDENTS, _find)
