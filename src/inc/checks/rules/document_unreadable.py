"""A document that cannot be read.

What: the file is not UTF-8, has conflict markers, is a symbolic link, is larger than 1 MiB, or its
front matter is not closed or not plain YAML. The place of the first thing that is wrong is named.

Why: a document that nobody can read is missing from every list, and no other rule can look at it.

Bad:
    ---
    title: Checkout: failures
    ---

Good:
    ---
    title: "Checkout: failures"
    ---
"""

import re
from collections.abc import Iterator

from inc.checks.examined import LARGEST, Examined
from inc.checks.finding import Level, Problem
from inc.checks.rule import EVERY, Rule


def _find(examined: Examined) -> Iterator[Problem]:
    if len(examined.data) > LARGEST:
        what = f"the document has {len(examined.data)} bytes; {LARGEST} are the limit"
        yield Problem(1, what, "Move attachments out of it, and link them.", about="size")
        return
    problem = examined.problem
    if problem is None:
        return
    place = re.match(r"(?::(\d+))?(?::(\d+))?:? ?", problem.what.removeprefix(examined.path))
    assert place is not None  # every part of it may be missing
    what = problem.what.removeprefix(examined.path)[place.end() :]
    yield Problem(int(place[1] or 1), what, problem.hint, int(place[2] or 1))


RULE = Rule("INC101", __name__, __doc__, Level.ERROR, EVERY, _find)
