"""Settings: what a team agrees on in `inc.toml`, and what a person has in git's configuration."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from inc.domain import presets
from inc.domain.identifiers import author
from inc.domain.policy import Policy
from inc.domain.times import zone_of
from inc.errors import UsageError

FILE: Final = "inc.toml"
FORMAT: Final = 1


class Setting(NamedTuple):
    """One setting beside the policy: where it lives, and what it is when nobody set it."""

    name: str
    home: str
    default: str

    @property
    def is_shared(self) -> bool:
        """Whether it is the team's (`inc.toml`) and not one person's."""
        return self.home == FILE


SETTINGS: Final = (
    Setting("timezone", FILE, "UTC"),
    Setting("preset", FILE, presets.DEFAULT),
    Setting("author", "git config", ""),
    Setting("incident", "git config", ""),
    Setting("lockWait", "git config", "30"),
)


def setting(name: str) -> Setting | None:
    """The setting of that name, letter case aside; None where a name is not one of them."""
    return next((known for known in SETTINGS if known.name.lower() == name.lower()), None)


def load(root: Path) -> Policy:
    """Read `inc.toml`; UsageError with file, line and what is allowed where it is wrong."""
    return read_policy(read(root))


def read_policy(text: str) -> Policy:
    """The policy that a text of `inc.toml` is; UsageError as in `load`."""
    table = parse(text)
    if table.keys() <= _PLAIN_KEYS:
        _check_plain(table, text)
    else:
        from inc.config import schema  # 2 ms, for the teams that have a policy of their own

        schema.check(table, text)
    return Policy(table)


def read(root: Path) -> str:
    """The text of `inc.toml`."""
    try:
        return (root / FILE).read_text(encoding="utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UsageError(
            f"{FILE}:{line}: the file is not UTF-8", hint="Save it as UTF-8 in an editor."
        ) from None


def parse(text: str) -> dict[str, Any]:
    """The table that a text of `inc.toml` is; UsageError with the line where it is not TOML."""
    lines = [line for line in map(str.strip, text.split("\n")) if line and line[0] != "#"]
    if all(re.fullmatch(_PLAIN, line) for line in lines):
        # Plain lines mean the same to every reader, and tomllib takes 5 ms to import.
        pairs = [line.split(" = ", 1) for line in lines]
        if len({key for key, _ in pairs}) == len(pairs):
            return {key: _plain_value(value) for key, value in pairs}
    import tomllib

    try:
        return tomllib.loads(text)
    except ValueError as error:
        raise _not_toml(str(error), text) from None
    except RecursionError:
        raise _not_toml("Nested too deeply (at line 1, column 1)", text) from None


def read_value(text: str) -> object:
    """A value as people type it in a shell: a text, true or false, a list or table of TOML."""
    if text in ("true", "false"):
        return text == "true"
    if text[:1] not in ("[", "{"):
        return text
    try:
        return parse(f"value = {text}")["value"]
    except UsageError:
        raise UsageError(
            f"{text} is not a list of TOML", hint="""Write it so: '["one", "two"]'"""
        ) from None


def _not_toml(problem: str, text: str) -> UsageError:
    reason, _, place = problem.partition(" (at ")
    stated = re.search(r"line (\d+)", place)
    line = stated[1] if stated else text.rstrip().count("\n") + 1
    return UsageError(
        f"{FILE}:{line}: this is not TOML: {reason[:1].lower()}{reason[1:]}",
        hint='A value is written as name = "text" below its [section].',
    )


_PLAIN: Final = r'[a-z_]+ = (?:"[A-Za-z0-9/_+-]*"|[1-9][0-9]{0,3})'
_PLAIN_KEYS: Final = frozenset({"format", "timezone", "preset"})


def _plain_value(text: str) -> str | int:
    return text[1:-1] if text[0] == '"' else int(text)


def _check_plain(table: Mapping[str, object], text: str) -> None:
    for name, value in table.items():
        try:
            check(name, value)
        except UsageError as error:
            raise located(error, text, (name,)) from None


def located(error: UsageError, text: str, path: tuple[str | int, ...]) -> UsageError:
    """The error with the file and the line that a path has in its text."""
    from inc.config import positions  # only on the way to an error

    line = positions.line(positions.lines(text), path)
    return UsageError(f"{FILE}:{line}: {error.what}", hint=error.hint)


def lock_wait(values: Mapping[str, str]) -> float:
    """Seconds to wait for a lock, from git's `inc.*` keys; what cannot be read refuses no note."""
    stated = values.get("inc.lockwait", "")
    return float(stated if stated.isdecimal() else "30")


def check(name: str, value: object) -> None:
    """Raise UsageError where a value does not suit its setting."""
    if name == "format":
        _check_format(value)
    elif not isinstance(value, str):
        raise UsageError(f"{name} is {value!r}, not a text", hint=f'Write: {name} = "value"')
    elif name == "timezone":
        zone_of(value)
    elif name == "author":
        author(value)
    elif name == "preset" and value not in presets.PRESETS:
        raise UsageError(
            f"there is no preset '{value}'", hint=f"One of: {', '.join(presets.PRESETS)}."
        )
    elif name == "lockWait" and not re.fullmatch(r"(?a)\d{1,4}", value):
        raise UsageError(
            f"lockWait is '{value}', not whole seconds", hint="Write whole seconds, such as 30."
        )


def _check_format(value: object) -> None:
    if value is True or value != FORMAT:
        raise UsageError(
            f"format {value!r} is not one this inc reads",
            hint=f"This version reads format = {FORMAT}; a newer inc may read yours.",
        )
