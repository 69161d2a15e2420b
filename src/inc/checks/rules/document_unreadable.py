"""A document that cannot be read.

What: the file is no UTF-8 text, has conflict markers or a line that is left of them, is a symbolic
link or larger than 2 MiB; or its front matter is not closed, is not plain YAML, or (in an incident
or a postmortem) is missing. The place of the first thing that is wrong is named.

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
from typing import Final

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem, Sort
from inc.checks.rule import EVERY, Rule
from inc.domain.text import shortened
from inc.errors import IncError
from inc.store import sections

_MARKER: Final = r"(?:<{7}|>{7}|\|{7}) \S"


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
    elif marker := _left_of_a_conflict(examined):
        message = f"“{shortened(examined.line(marker), 40)}” was left of a conflict"
        hint = "Choose what stands there, and take the line out."
        yield Problem(marker, message, hint)


def _left_of_a_conflict(examined: Examined) -> int:
    """The first line (from 1) that is half of a conflict; not in code, and 0 for none.

    A line of equals signs alone is a heading to some.
    """
    if not any(marker in examined.data for marker in (b"<<<<<<< ", b">>>>>>> ", b"||||||| ")):
        return 0
    places, start = examined.places, examined.document.body_start
    for number, line in enumerate(examined.lines[: len(places)]):
        is_hidden = number >= start and places[number] is sections.HIDDEN
        if not is_hidden and re.match(_MARKER, line):
            return number + 1
    return 0


def _told(examined: Examined, problem: IncError) -> Problem:
    said = problem.what.removeprefix(examined.path)
    place = re.match(r"(?::(\d+))?(?::(\d+))?:? ?", said)
    assert place is not None  # every part of it may be missing
    column = int(place[2] or 0) or _undecodable(examined.data)
    hint = problem.hint or "Make it a plain text file."
    what = said[place.end() :]
    what = f"the file {what}" if what.startswith(("is ", "has ")) else what
    return Problem(int(place[1] or 1), what, hint, column, about=what)


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
