"""A point below “Action items” that has no box.

What: below a heading of action items (“Action items”, “Follow-ups”, “Next steps” …) stands a list
item without `[ ]`. What is nested below an item is a remark, and a point such as “Prevent:” with
items below it is their title; both need no box.

Why: without a box it is not an action item: it is on no list, nobody is asked about it, and
nothing tells when it is done. Text that is no item is written as a paragraph.

Bad:
    - Detect: Alert on a full pool (P1, @carol, by 2026-03-07)

Good:
    - [ ] Detect: Alert on a full pool (P1, @carol, by 2026-03-07)
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from inc.checks.examined import MOST_ITEMS, Examined
from inc.checks.finding import Fix, Level, Problem
from inc.checks.reading import contents
from inc.checks.rule import RECORDS, Rule
from inc.domain.text import shortened
from inc.store import action_items, task_lines
from inc.store.task_lines import Bullet

_HALF_A_BOX = r"\[\][ \t]*"
_NOTHING = ("none", "nothing", "n/a")


def _find(examined: Examined) -> Iterator[Problem]:
    if not examined.is_readable or not action_items.may_stand_in(examined.data):
        return
    for section in action_items.within(examined.document):
        bullets = list(islice(task_lines.bullets(examined.document, section), MOST_ITEMS))
        for bullet in _without_box(bullets):
            text = bullet.text.strip(" *_.").casefold()
            is_ours = examined.generated[bullet.line]
            if text not in _NOTHING and not is_ours and not contents.is_empty(bullet.text):
                yield _problem(examined, bullet)


def _without_box(bullets: Sequence[Bullet]) -> Iterator[Bullet]:
    """The points that should be items: not what is nested below one, and no titles."""
    titles: list[bool] = []  # whether the points around this one are titles
    for number, bullet in enumerate(bullets):
        del titles[bullet.depth :]
        is_remark = not all(titles)
        titles.append(not is_remark and _is_title(bullet, bullets, number + 1))
        if not (is_remark or bullet.task or titles[-1]):
            yield bullet


def _is_title(bullet: Bullet, bullets: Sequence[Bullet], start: int) -> bool:
    """Whether a point stands above others that are the items."""
    below = bullets[start] if start < len(bullets) else None
    if bullet.task or below is None or below.depth <= bullet.depth:
        return False
    return below.task is not None or bullet.text.rstrip("*_ ").endswith(":")


def _problem(examined: Examined, bullet: Bullet) -> Problem:
    line = examined.lines[bullet.line]
    at = line.index(bullet.text)
    half = re.match(_HALF_A_BOX, bullet.text)
    rest = line[at + (half.end() if half else 0) :]
    message = f"“{shortened(bullet.text, 60)}” has no box, so it is on no list of action items"
    hint = f"Write it as: - [ ] {shortened(rest.strip(), 60)} (or inc check --fix)"
    fix = Fix(bullet.line, bullet.line + 1, [f"{line[:at]}[ ] {rest}"])
    return Problem(bullet.line + 1, message, hint, at + 1, about=bullet.text, fix=fix)


RULE = Rule("INC310", __name__, __doc__, Level.ERROR, RECORDS, _find)
