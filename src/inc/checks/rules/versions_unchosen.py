"""A passage with several versions, of which nobody has chosen one.

What: two people rewrote one passage, and a merge left both versions there, quoted, between
`<!-- inc:versions -->` and `<!-- inc:end versions -->`.

Why: both stand there because no program can know which one is right. Until somebody decides, the
document contradicts itself.

Bad:
    > **2 versions of this passage.** Keep what is right … <!-- inc:versions -->
    >
    > The pool leaked.
    >
    > **or** <!-- inc:or -->
    >
    > A query timed out.
    >
    > <!-- inc:end versions -->

Good:
    A query timed out, and its connection was not given back.
"""

from collections.abc import Iterator
from typing import Final

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.rule import EVERY, Rule
from inc.store import sections
from inc.store.three_way import passages

_HINT: Final = "Keep what is right, without the “>”, delete the rest, and commit it"


def _find(examined: Examined) -> Iterator[Problem]:
    if passages.BEGIN.encode() not in examined.data:
        return
    places, start = examined.places, examined.document.body_start
    for number, line in enumerate(examined.lines[: len(places)]):
        is_one = line.startswith(">") and line.rstrip().endswith(passages.BEGIN)
        if is_one and number >= start and places[number] is not sections.HIDDEN:
            what = "nobody has chosen among the versions of this passage"
            yield Problem(number + 1, what, _HINT, about=examined.line(number + 3))


RULE = Rule("INC121", __name__, __doc__, Level.ERROR, EVERY, _find)
