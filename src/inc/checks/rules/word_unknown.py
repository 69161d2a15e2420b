"""A severity, a status, a role or a kind of entry that nobody knows.

What: the front matter or a timeline entry says a word that is none of those `inc` reads, or spells
a known one in a way that other programs do not know (`sev-1`, `ic`). A role of your own, such as
`liaison`, is fine; one that looks like a misspelt one of ours is not.

Why: an incident with an unknown severity has no deadlines, one with an unknown status counts as
open for ever, and an entry of an unknown kind is only a note.

Bad:
    severity: critical
    status: monitorng
    roles:
      comander: alice

Good:
    severity: SEV1
    status: monitoring
    roles:
      commander: alice
"""

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from inc.checks.examined import Examined
from inc.checks.finding import Fix, Level, Problem, Sort
from inc.checks.rule import RECORDS, Rule
from inc.domain import vocabulary
from inc.domain.operations.visibility import RESTRICTED
from inc.domain.postmortem import Stage
from inc.domain.text import shortened
from inc.domain.timeline import Entry, check_text
from inc.domain.vocabulary import Kind, Role, Severity, Status
from inc.errors import UsageError
from inc.store.entries import Placed

_SEVERITIES: Final = tuple(Severity)
_STATUSES: Final = tuple(Status)
_ROLES: Final = tuple(role.value for role in Role)
_VISIBLE: Final = ("public", "open", RESTRICTED)
_LOOKS_ALIKE: Final = 0.8
_MOST: Final = 300  # words that are compared with those we know, which takes its time
_KIND: Final = re.compile(r"\*\*([A-Za-z-]{2,20})\*\*")


def _find(examined: Examined) -> Iterator[Problem]:
    if examined.sort is Sort.POSTMORTEM:
        yield from _stated(examined, "status", _stage, list(Stage))
        return
    yield from _stated(examined, "severity", vocabulary.severity, _SEVERITIES)
    yield from _stated(examined, "status", vocabulary.status, _STATUSES)
    yield from _stated(examined, "visibility", _visibility, _VISIBLE)
    yield from _roles(examined)
    unusual = (placed for placed in examined.placed if not _is_usual(placed.entry))
    wrong = (_entry(placed) for placed in islice(unusual, _MOST))
    yield from (problem for problem in wrong if problem)


# ------------------------------------------------------------------ front matter


def _stated(
    examined: Examined, name: str, read: Callable[[str], str], usual: Sequence[str]
) -> Iterator[Problem]:
    value = examined.fields.get(name)
    if value in (None, "", *usual) or isinstance(value, (list, dict, bool)):
        return
    try:
        right = read(str(value))
    except UsageError as error:
        yield _unknown(examined, name, f"{name}: {error.what}", error.hint)
        return
    if right != value:
        what = f"{name}: “{value}” is written {right}"
        yield _misspelt(examined, (name,), what, f"Write {name}: {right}", right)


def _stage(text: str) -> str:
    tidy = re.sub(r"[\s_-]+", "-", text.strip().lower())
    if tidy in list(Stage):
        return tidy
    raise UsageError(
        f"'{shortened(text, 40)}' is not a status of a postmortem",
        hint=f"{_guess(tidy, list(Stage))}One of: {', '.join(Stage)}.",
    )


def _visibility(text: str) -> str:
    if text.strip().lower() in _VISIBLE:
        return text.strip().lower()
    raise UsageError(
        f"'{shortened(text, 40)}' is no word that inc knows, so it counts as {RESTRICTED}",
        hint=f"{_guess(text, _VISIBLE)}One of: {', '.join(_VISIBLE)}.",
    )


def _roles(examined: Examined) -> Iterator[Problem]:
    stated = examined.fields.get("roles")
    roles: Mapping[str, object] = stated if isinstance(stated, dict) else {}
    for word in islice((word for word in roles if word not in _ROLES), _MOST):
        role = vocabulary.role_name(word)
        if role != word:
            what = f"the role “{word}” is written {role}"
            line = examined.line_of("roles", word)
            fix = None if role in roles else _renamed(examined, line, word, role)
            hint = f"Write {role} in its place."
            yield Problem(line, what, hint, about=f"roles {word}", fix=fix)
        elif guess := _guess(word, _ROLES):
            what = f"“{shortened(word, 40)}” looks like a role, and is none that inc knows"
            hint = f"{guess}The roles are: {', '.join(_ROLES)}."
            yield Problem(examined.line_of("roles", word), what, hint, about=f"roles {word}")


def _renamed(examined: Examined, line: int, word: str, role: str) -> Fix | None:
    key = re.compile(rf"([ \t]+)(['\"]?){re.escape(word)}\2(?=[ \t]*:)")
    old = examined.lines[line - 1]
    new = key.sub(rf"\g<1>{role}", old, count=1)
    return Fix(line - 1, line, [new]) if key.match(old) else None


def _unknown(examined: Examined, name: str, what: str, hint: str) -> Problem:
    placed = examined.value(name)
    column = placed.column if placed else 1
    return Problem(examined.line_of(name), what, hint, column, about=what)


def _misspelt(
    examined: Examined, path: tuple[str, ...], what: str, hint: str, right: str
) -> Problem:
    placed = examined.value(*path)
    fix = placed.become(examined.lines, right) if placed else None
    column = placed.column if placed else 1
    return Problem(examined.line_of(*path), what, hint, column, about=what, fix=fix)


def _guess(word: str, words: Sequence[str]) -> str:
    near = difflib.get_close_matches(word[:40].lower(), words, n=1, cutoff=_LOOKS_ALIKE)
    return f"Did you mean {near[0]}? " if near else ""


# ------------------------------------------------------------------ timeline


_CARRY_A_VALUE: Final = frozenset(
    {
        *(Kind.DECLARED, Kind.SEVERITY, Kind.STATUS, Kind.ROLE),
        *(Kind.HANDOFF, Kind.MERGED, Kind.CORRECTED),
    }
)
_SAY_ONE_WORD: Final = {
    **dict.fromkeys((Kind.DECLARED, Kind.SEVERITY), frozenset(Severity)),
    Kind.STATUS: frozenset(Status),
}


def _is_usual(entry: Entry) -> bool:
    """Whether an entry is worth no second look, without the price of reading its value."""
    if entry.kind not in _CARRY_A_VALUE:
        return entry.kind is not Kind.NOTE or not entry.text.startswith("**")
    value = entry.text.partition(":")[0]
    if entry.kind is Kind.ROLE:
        words = value.split()
        return len(words) == 2 and words[0] in _ROLES
    return value in _SAY_ONE_WORD.get(entry.kind, ())


def _entry(placed: Placed) -> Problem | None:
    entry = placed.entry
    if entry.kind is Kind.NOTE:
        return _kind(placed)
    try:
        check_text(entry.kind, entry.text)
    except UsageError as error:
        return Problem(placed.start + 1, error.what, error.hint, about=entry.id)
    return None


def _kind(placed: Placed) -> Problem | None:
    """What stands where the kind of an entry does; emphasis that resembles none is emphasis."""
    match = _KIND.match(placed.entry.text)
    guess = _guess(match[1], tuple(Kind)) if match else ""
    if match is None or not guess:
        return None
    what = f"“{match[1]}” is no kind of entry, so this is only a note"
    return Problem(placed.start + 1, what, f"{guess}Write it between the stars.")


RULE = Rule("INC105", __name__, __doc__, Level.ERROR, RECORDS, _find)
