"""An id or an alias that two incidents have.

What: two files have the same id when letter case and the forms of accented letters do not count, an
alias belongs to two incidents, or an alias of one is the id of another.

Why: a command that is given that name cannot know which is meant. On disks that do not tell capital
letters from small ones two such files are one, and a checkout loses the other.

Bad:
    aliases: [PAY-481]   # in 2026-03-04-checkout-failures
    aliases: [pay-481]   # in 2026-03-05-slow-checkout

Good:
    aliases: [PAY-481]
    aliases: [PAY-482]
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from shlex import quote

from inc.checks.finding import Level, Problem, Sort
from inc.checks.rule import INCIDENTS, Rule
from inc.checks.survey import Excerpt, Survey
from inc.domain.text import shortened


def _find(survey: Survey) -> Iterator[tuple[str, Problem]]:
    incidents = [one for one in survey.excerpts.values() if one.sort is Sort.INCIDENT]
    files: dict[str, list[Excerpt]] = defaultdict(list)
    for one in incidents:
        files[_folded(one.name)].append(one)
    for same in files.values():
        yield from _same_file(same) if len(same) > 1 else ()
    yield from _same_alias([one for one in incidents if one.aliases], files)


def _folded(name: str) -> str:
    """A name as disks compare it that tell neither letter case nor forms of accents apart."""
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold()


def _same_file(same: list[Excerpt]) -> Iterator[tuple[str, Problem]]:
    for one in same:
        other = next(another for another in same if another is not one)
        what = f"{other.path} has the same id, letter case aside"
        hint = f"Give one of them another name: git mv {quote(one.path)} …"
        yield one.path, Problem(1, what, hint, about=f"id {other.path}")


def _same_alias(
    named: list[Excerpt], files: dict[str, list[Excerpt]]
) -> Iterator[tuple[str, Problem]]:
    holders: dict[str, list[Excerpt]] = defaultdict(list)
    for one in named:
        for alias in {_folded(alias) for alias in one.aliases}:
            holders[alias].append(one)
    for one in named:
        for alias in dict.fromkeys(one.aliases):
            others = holders[_folded(alias)] + files.get(_folded(alias), [])
            other = next((other for other in others if other.path != one.path), None)
            if other is not None:
                yield one.path, _problem(one, other, alias)


def _problem(one: Excerpt, other: Excerpt, alias: str) -> Problem:
    told = shortened(alias, 60)
    is_id = _folded(alias) == _folded(other.name)
    what = f"“{told}” is {'the id' if is_id else 'an alias'} of {other.name} as well"
    hint = "Take it out of one of the two, or make them one: inc merge"
    return Problem(one.aliases_line, what, hint, about=f"alias {alias} {other.name}")


RULE = Rule("INC107", __name__, __doc__, Level.ERROR, INCIDENTS, find_all=_find)
