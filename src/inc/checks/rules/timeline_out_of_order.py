"""A timeline entry that stands below a later one.

What: an entry of an incident happened before the one above it. Entries of the same moment may
stand in any order.

Why: people read a timeline from top to bottom, at three in the morning and in the postmortem. What
stands at the wrong place reads as if it had happened then.

Bad:
    - `2026-03-04T15:38:00Z` **mitigated** @bob — restarted the pods
    - `2026-03-04T15:35:00Z` **hypothesis** @bob — the pool leaks

Good:
    - `2026-03-04T15:35:00Z` **hypothesis** @bob — the pool leaks
    - `2026-03-04T15:38:00Z` **mitigated** @bob — restarted the pods
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from inc.checks.examined import Examined
from inc.checks.finding import Fix, Level, Problem
from inc.checks.rule import INCIDENTS, Rule
from inc.domain.times import iso
from inc.store.document import Document, split
from inc.store.entries import Placed


def _find(examined: Examined) -> Iterator[Problem]:
    pairs = pairwise(examined.placed)
    below = [two for one, two in pairs if two.entry.at < one.entry.at]
    fix = _sorted(examined.document, examined.placed) if below else None
    hint = "inc check --fix" if fix else "Move the lines to their place by hand: inc edit"
    for placed in below:
        what = f"the entry of {iso(placed.entry.at)} stands below a later one"
        yield Problem(placed.start + 1, what, hint, about=placed.entry.id, fix=fix)


def _sorted(document: Document, placed: Sequence[Placed]) -> Fix | None:
    """The entries in order, blank lines staying between them; None where it is not that simple.

    Entries of the same moment stay as they are. What is written between entries belongs to one of
    them, and a time without a day takes it from the entry above: there a person decides.
    """
    start, end = placed[0].start, placed[-1].end
    between = [document.lines[one.end : two.start] for one, two in pairwise(placed)]
    if any(not line.isspace() for gap in between for line in gap):
        return None
    order = sorted(placed, key=lambda one: one.entry.at)
    taken = [_ended(document, one) for one in order]
    gaps = [*("".join(gap) for gap in between), ""]
    text = "".join(entry + gap for entry, gap in zip(taken, gaps, strict=True))
    if not document.lines[end - 1].endswith("\n"):
        text = text.removesuffix(document.newline)
    lines = split(text)
    became = document.with_lines(start, end, lines).entries
    return Fix(start, end, lines) if became == tuple(one.entry for one in order) else None


def _ended(document: Document, placed: Placed) -> str:
    text = "".join(document.lines[placed.start : placed.end])
    return text if text.endswith("\n") else text + document.newline


RULE = Rule("INC108", __name__, __doc__, Level.WARNING, INCIDENTS, _find)
