"""Rules for values of a policy: what each takes, and the words for what it does not take.

A rule gets the path of a value and the value, and raises `Wrong` where it does not suit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from inc.domain.text import clean_line, visible
from inc.errors import UsageError

Path = tuple[str | int, ...]
Rule = Callable[[Path, object], object]


class Wrong(UsageError):
    """What is wrong with the value at a path, and what is allowed there."""

    def __init__(self, path: Path, what: str, hint: str) -> None:
        super().__init__(what, hint=hint)
        self.path = path


def words(path: Path) -> str:
    """A path as people write it: `cadence.SEV1.customer`, `apart.SEV1, number 2`."""
    said = ""
    for key in path:
        said += f", number {key + 1}" if isinstance(key, int) else f".{key}" if said else key
    return said


def wrong(path: Path, value: object, what: str, hint: str) -> Wrong:
    """What is wrong with a value, its path and the value itself said first."""
    return Wrong(path, f"{words(path)} is {_shown(value)}, {what}", hint)


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    return visible(repr(value) if isinstance(value, str) else str(value).lower())[:60]


def text(path: Path, value: object) -> str:
    """One line of printable text, or none."""
    if not isinstance(value, str):
        raise wrong(path, value, "not a text", f'Write it in quotation marks: "{_plain(value)}"')
    if visible(value) != value or value != " ".join(value.split()):
        hint = "A text is one line without control characters, and no blanks around it."
        raise wrong(path, value, "which is not one line of text", hint)
    return value


def _plain(value: object) -> str:
    return "text" if isinstance(value, Mapping | list) else str(value)


def some_text(path: Path, value: object) -> str:
    """One line of printable text."""
    if not text(path, value):
        raise Wrong(path, f"{words(path)} is empty", "Write what it is to say.")
    return str(value)


def flag(path: Path, value: object) -> None:
    """True or false."""
    if not isinstance(value, bool):
        raise wrong(path, value, "neither true nor false", "Write it without quotation marks.")


def matches(pattern: str, what: str, hint: str) -> Rule:
    """A text of a certain form."""

    def rule(path: Path, value: object) -> None:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise wrong(path, value, what, hint)

    return rule


def one_of(choices: Iterable[str], what: str) -> Rule:
    """One of these words."""
    known = list(choices)

    def rule(path: Path, value: object) -> None:
        if value not in known:
            raise wrong(path, value, f"not {what}", allowed(value, known))

    return rule


def allowed(value: object, choices: Sequence[str]) -> str:
    """What may be written, and which of it was perhaps meant."""
    import difflib  # only on the way to an error

    folded = {choice.lower(): choice for choice in choices}
    near = difflib.get_close_matches(str(value).lower(), folded, n=1)
    guess = f"Did you mean {folded[near[0]]}? " if near else ""
    return f"{guess}Allowed are: {', '.join(choices)}."


def list_of(rule: Rule, *, empty: str = "") -> Rule:
    """A list whose items follow a rule; `empty` says why it may not be empty."""

    def check_list(path: Path, value: object) -> None:
        if not isinstance(value, list):
            raise wrong(path, value, "not a list", 'A list is written as ["one", "two"].')
        if empty and not value:
            raise Wrong(path, f"{words(path)} is an empty list", empty)
        for position, item in enumerate(value):
            rule((*path, position), item)

    return check_list


def table(rules: Mapping[str, Rule], own: Rule | None = None) -> Rule:
    """A table with these keys; with `own`, also with keys that a team makes up."""

    def check_table(path: Path, value: object) -> None:
        if not isinstance(value, Mapping):
            hint = f"Its keys are: {', '.join(rules)}."
            raise wrong(path, value, "not a table", hint)
        for key, inner in value.items():
            rule = rules.get(key) or own
            if rule is None:
                what = f"unknown setting '{clean_line(words((*path, key)))}'"
                raise Wrong((*path, key), what, allowed(key, list(rules)))
            if key not in rules:
                _own_name((*path, key), key)
            rule((*path, key), inner)

    return check_table


def _own_name(path: Path, name: str) -> None:
    if not re.fullmatch(r"[a-z0-9]+(?:[_-][a-z0-9]+)*", name):
        hint = "A name of your own has small letters, digits and dashes, as in dns-failover."
        raise Wrong(path, f"{clean_line(words(path))} cannot be a name", hint)


def named(rule: Rule, pattern: str, form: str) -> Rule:
    """A table whose keys a team makes up in a certain form, all of one rule."""

    def check_named(path: Path, value: object) -> None:
        if not isinstance(value, Mapping):
            raise wrong(path, value, "not a table", f"Its keys are {form}.")
        for key, inner in value.items():
            if not re.fullmatch(pattern, key):
                where = (*path, key)
                what = f"{clean_line(words(where))} cannot be a key there"
                raise Wrong(where, what, f"Write {form}.")
            rule((*path, key), inner)

    return check_named


def keyed(names: Iterable[str], rule: Rule) -> Rule:
    """A table whose keys are these names, all of one rule."""
    return table(dict.fromkeys(names, rule))


def either(plain: Rule, table: Rule) -> Rule:
    """One value for all severities, or a table with one for each."""
    return lambda path, value: (table if isinstance(value, Mapping) else plain)(path, value)
