"""An id that two timeline entries have.

What: two entries of one incident end in the same `^id`, mostly because a line was copied.

Why: the id is what an entry is. A command that amends or redacts one of the two cannot know which
is meant, and joining two clones would keep only one of them.

Bad:
    - `2026-03-04T15:38:00Z` **note** @bob — restarted pod 1 ^0j4hr71getpj
    - `2026-03-04T15:39:00Z` **note** @bob — restarted pod 2 ^0j4hr71getpj

Good:
    - `2026-03-04T15:38:00Z` **note** @bob — restarted pod 1 ^0j4hr71getpj
    - `2026-03-04T15:39:00Z` **note** @bob — restarted pod 2 ^0j4hrx2kq9ab
"""

from collections.abc import Iterator

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.rule import INCIDENTS, Rule


def _find(examined: Examined) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for placed in examined.placed:
        name = placed.entry.id
        if not name:
            continue
        line = first.setdefault(name, placed.start + 1)
        if line != placed.start + 1:
            what = f"the id ^{name} is that of the entry in line {line} already"
            yield Problem(placed.start + 1, what, f"inc reconcile {examined.name}", about=name)


RULE = Rule("INC114", __name__, __doc__, Level.ERROR, INCIDENTS, _find)
