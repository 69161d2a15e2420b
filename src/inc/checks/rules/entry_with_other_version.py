"""An entry of which a note keeps another version.

What: two people amended one entry, and a merge kept what the other one wrote as a note, “another
version of ^…”. Or the note is still there, and its entry is not.

Why: the record says two things of one moment. Whoever was there knows which one is true, and later
nobody does.

Bad:
    - `2026-03-04T15:38:00Z` **note** @bob — restarted the pods ^0j4hr71getpj
    - `2026-03-04T15:38:00Z` **note** @carol — another version of ^0j4hr71getpj: … ^0j4hr71gk3mx

Good:
    inc amend 0j4hr71getpj --keep
    inc amend 0j4hr71getpj --version 0j4hr71gk3mx
"""

from collections.abc import Iterator

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.rule import INCIDENTS, Rule
from inc.domain import versions
from inc.domain.text import shortened
from inc.store.entries import Placed


def _find(examined: Examined) -> Iterator[Problem]:
    if versions.VERSION_OF.encode() not in examined.data:
        return
    ids = {placed.entry.id for placed in examined.placed}
    for placed in examined.placed:
        if about := versions.version_of(placed.entry):
            yield _problem(examined, placed, about, is_there=about in ids)


def _problem(examined: Examined, placed: Placed, about: str, *, is_there: bool) -> Problem:
    name = placed.entry.id
    said = shortened(versions.kept_in(placed.entry).first_line, 50)
    what = f"^{shortened(about, 20)} has another version: “{said}”"
    which = f"{about} -i {examined.name}"
    hint = f"What ^{about} says is right: inc amend {which} --keep"
    hint += f"; what this says: inc amend {which} --version {name}"
    if not is_there:
        what, hint = f"{what}, and is not there", f"inc redact {name} -i {examined.name}"
    return Problem(placed.start + 1, what, hint, about=name)


RULE = Rule("INC122", __name__, __doc__, Level.WARNING, INCIDENTS, _find)
