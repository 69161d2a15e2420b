"""An action item whose owner is not one of the people.

What: an open action item is owned by somebody who is neither in the list of people (`check.people`)
nor, where there is no such list, in `CODEOWNERS`. Teams count (`@shop/payments`); letter case does
not. Where neither says who there is, or `CODEOWNERS` names only teams, nobody is doubted.

Why: `@daev` gets no message and has no list. A slip of the finger, or somebody who has left, owns
the item only on paper.

Bad (when the list has `dave`):
    - [ ] Prevent: Add leak detection to CI (P2, @daev, by 2026-03-14)

Good:
    - [ ] Prevent: Add leak detection to CI (P2, @dave, by 2026-03-14)
"""

import difflib
import re
from collections.abc import Iterator
from functools import lru_cache

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.reading import items
from inc.checks.rule import RECORDS, Rule
from inc.domain.tasks import is_nobody
from inc.domain.text import shortened

_MOST_GUESSED = 20  # owners that are compared with all people, which takes its time
_SEVERAL = re.compile(r"[ \t]{0,9}(?:[,;&+]|\band\b)[ \t]{0,9}@?")


def _find(examined: Examined) -> Iterator[Problem]:
    if not examined.items or not examined.around.people:
        return
    people, guessed = examined.around.people, 0
    for placed in items.still_open(examined):
        for owner in filter(None, _SEVERAL.split(placed.item.owner[:200])):
            if not is_nobody(owner) and not _is_known(owner, people):
                message = f"nobody knows @{shortened(owner, 40)}, who owns"
                known = people if guessed < _MOST_GUESSED else frozenset[str]()
                hint = _hint(owner, items.named(placed.item, examined), known)
                yield items.problem(placed, f"{message} {items.said(placed.item)}", hint)
                guessed += 1


def _is_known(owner: str, people: frozenset[str]) -> bool:
    """Whether a list has an owner; a list of nothing but teams does not say who is in them."""
    return owner.casefold() in people or ("/" in owner) not in _kinds(people)


@lru_cache(maxsize=1)
def _kinds(people: frozenset[str]) -> frozenset[bool]:
    """Whether there are people, teams (which have a `/` in their name), or both."""
    return frozenset("/" in one for one in people)


def _hint(owner: str, which: str, people: frozenset[str]) -> str:
    near = difflib.get_close_matches(owner.casefold()[:60], sorted(people), n=1)
    if near:
        return f"inc action assign {which} @{near[0]}"
    return f"inc action assign {which} WHO, or add them to `check.people` (or CODEOWNERS)"


RULE = Rule("INC307", __name__, __doc__, Level.WARNING, RECORDS, _find)
