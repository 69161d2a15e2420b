"""A document that cannot be read.

What: the file is no UTF-8 text, has conflict markers, is a symbolic link or larger than 1 MiB; or
its front matter is not closed, is not plain YAML, or (in an incident or a postmortem) is missing.
The place of the first thing that is wrong is named.

Why: a document that nobody can read is missing from every list, and no other rule can look at it.
YAML is read strictly: what two programs would read in two ways is refused here, not guessed.

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

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem, Sort
from inc.checks.rule import EVERY, Rule
from inc.errors import IncError


def _find(examined: Examined) -> Iterator[Problem]:
    problem = examined.problem
    if problem is not None:
        yield _told(examined, problem)
    elif b"\0" in examined.data:
        yield _nul(examined)
    elif examined.sort is not Sort.RUNBOOK and not examined.has_front_matter:
        key = "incident" if examined.sort is Sort.POSTMORTEM else "id"
        hint = f"Begin it with three lines: ---, {key}: {examined.name}, ---"
        yield Problem(1, "the document has no front matter", hint, about="no front matter")


def _told(examined: Examined, problem: IncError) -> Problem:
    said = problem.what.removeprefix(examined.path)
    place = re.match(r"(?::(\d+))?(?::(\d+))?:? ?", said)
    assert place is not None  # every part of it may be missing
    column = int(place[2] or 0) or _undecodable(examined.data)
    hint = problem.hint or "Make it a plain text file."
    return Problem(int(place[1] or 1), said[place.end() :], hint, column, about=said[place.end() :])


def _undecodable(data: bytes) -> int:
    """The column of the first byte that is not UTF-8; 1 where all is."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].rpartition(b"\n")[2]
        return len(before.decode("utf-8")) + 1
    return 1


def _nul(examined: Examined) -> Problem:
    before = examined.data.partition(b"\0")[0]
    column = len(before.rpartition(b"\n")[2].decode("utf-8")) + 1
    hint = "Save it as UTF-8 text in an editor; UTF-16 looks like this."
    line = before.count(b"\n") + 1
    return Problem(line, "the file has a NUL byte, which no text has", hint, column, about="NUL")


RULE = Rule("INC101", __name__, __doc__, Level.ERROR, EVERY, _find)
