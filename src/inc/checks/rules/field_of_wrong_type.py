"""A field that holds something else than it should.

What: a field that `inc` knows holds a list where one text belongs, a number where a time belongs,
a word where people by role belong, and so on. Fields of your own may hold what you like.

Why: lists and reminders read these fields. `drill: no` is the text "no", so the incident would
count as a drill; a title that is a list is shown as nobody wrote it.

Bad:
    title: [Checkout, failures]
    roles: alice
    drill: no

Good:
    title: Checkout failures
    roles:
      commander: alice
    drill: false
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from inc.checks.examined import Examined
from inc.checks.finding import Fix, Level, Problem
from inc.checks.reading.fields import Form, known
from inc.checks.rule import EVERY, Rule


def _find(examined: Examined) -> Iterator[Problem]:
    for name, form, value in known(examined.sort, examined.fields):
        if _SUITS[form](value):
            continue
        yield Problem(
            examined.line_of(name),
            f"{name} is {form.value}, and here it is {_said(value)}",
            _hint(name, form),
            about=name,
            fix=_fix(examined, name, value) if form is Form.FLAG else None,
        )


def _is_word(value: object) -> bool:
    return isinstance(value, (str, int, float)) and not isinstance(value, bool)


def _is_words(value: object) -> bool:
    items = value if isinstance(value, list) else [value]
    return all(item is None or _is_word(item) for item in items)


def _is_roles(value: object) -> bool:
    return isinstance(value, Mapping) and all(map(_is_words, value.values()))


_SUITS: Final[dict[Form, Callable[[object], bool]]] = {
    Form.TEXT: _is_word,
    Form.TIME: lambda value: isinstance(value, str),
    Form.DAY: lambda value: isinstance(value, str),
    Form.WORDS: _is_words,
    Form.ROLES: _is_roles,
    Form.FLAG: lambda value: isinstance(value, bool),
}


def _said(value: object) -> str:
    if isinstance(value, Mapping):
        return (
            "a map of maps" if any(isinstance(one, Mapping) for one in value.values()) else "a map"
        )
    if isinstance(value, list):
        return "a list" if _is_words(value) else "a list of lists or maps"
    if isinstance(value, bool):
        return str(value).lower()
    return "a number" if isinstance(value, (int, float)) else f"the text “{str(value)[:40]}”"


def _hint(name: str, form: Form) -> str:
    written = {
        Form.TEXT: f'{name}: "…" on one line',
        Form.TIME: f'{name}: "2026-03-04T15:30:00Z"',
        Form.DAY: f'{name}: "2026-03-04"',
        Form.WORDS: f"{name}: [one, another]",
        Form.ROLES: f"{name}: and below it, indented, a line such as commander: alice",
        Form.FLAG: f"{name}: true, or take the line away",
    }
    return f"Write {written[form]}"


_TRUTHS: Final = {
    **dict.fromkeys(("yes", "y", "on", "true"), "true"),
    **dict.fromkeys(("no", "n", "off", "false"), "false"),
}


def _fix(examined: Examined, name: str, value: object) -> Fix | None:
    """A yes or no of other programs, as this field has it."""
    meant, placed = _TRUTHS.get(str(value).strip().lower()), examined.value(name)
    return placed.become(examined.lines, meant) if meant and placed else None


RULE = Rule("INC102", __name__, __doc__, Level.ERROR, EVERY, _find)
