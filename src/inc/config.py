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
    """One setting: where it lives, what it is when nobody set it, and what it means."""

    name: str
    home: str
    default: str
    meaning: str

    @property
    def is_shared(self) -> bool:
        """Whether it is the team's (`inc.toml`) and not one person's."""
        return self.home == FILE


SETTINGS: Final = (
    Setting("timezone", FILE, "UTC", "zone of times that are typed and shown without one"),
    Setting("preset", FILE, "default", "the packaged policy that this file's words stand on"),
    Setting("author", "git config", "", "your name in the record; else that of user.email"),
    Setting("incident", "git config", "", "the incident to use when a command names none"),
    Setting("lockWait", "git config", "30", "seconds to wait for another inc in this clone"),
)


def setting(name: str) -> Setting:
    """The setting of that name, letter case aside."""
    for known in SETTINGS:
        if known.name.lower() == name.lower():
            return known
    raise UsageError(
        f"there is no setting '{name}'",
        hint="One of: " + ", ".join(known.name for known in SETTINGS) + ".",
    )


def load(root: Path) -> Policy:
    """Read `inc.toml`; UsageError with file, line and what is allowed where it is wrong."""
    try:
        text = (root / FILE).read_text(encoding="utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UsageError(
            f"{FILE}:{line}: the file is not UTF-8", hint="Save it as UTF-8 in an editor."
        ) from None
    if not text.strip():
        return Policy()
    return _policy(_parse(text), text)


def _parse(text: str) -> dict[str, Any]:
    lines = [line for line in map(str.strip, text.split("\n")) if line and line[0] != "#"]
    if all(re.fullmatch(_PLAIN, line) for line in lines):
        # Plain lines mean the same to every reader, and tomllib takes 5 ms to import.
        pairs = [line.split(" = ", 1) for line in lines]
        if len({key for key, _ in pairs}) == len(pairs):
            return {key: _plain_value(value) for key, value in pairs}
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        where = f"{FILE}:{line[1]}" if line else FILE
        raise UsageError(f"{where}: {error}", hint=f"Mend {FILE}; it is TOML.") from None


_PLAIN: Final = r'[a-z_]+ = (?:"[A-Za-z0-9/_+-]*"|[1-9][0-9]{0,3})'


def _plain_value(text: str) -> str | int:
    return text[1:-1] if text[0] == '"' else int(text)


def _policy(table: Mapping[str, Any], text: str) -> Policy:
    sections = presets.table(presets.DEFAULT)
    allowed = {"format", *(known.name for known in SETTINGS if known.is_shared), *sections}
    for key, value in table.items():
        if key not in allowed:
            raise UsageError(
                f"{FILE}:{_line_of(text, key)}: unknown setting '{key}'",
                hint=f"Allowed are: {', '.join(sorted(allowed))}.",
            )
        if key == "format" and value != FORMAT:
            raise UsageError(
                f"{FILE}:{_line_of(text, key)}: format {value!r} is not one this inc reads",
                hint=f"This version reads format = {FORMAT}; a newer inc may read yours.",
            )
    for name in ("timezone", "preset"):
        if name in table:
            check(name, table[name], f"{FILE}:{_line_of(text, name)}: ")
    return Policy(table)


def lock_wait(values: Mapping[str, str]) -> float:
    """Seconds to wait for a lock, from git's `inc.*` keys; what cannot be read refuses no note."""
    stated = values.get("inc.lockwait", "")
    return float(stated if stated.isdecimal() else setting("lockWait").default)


def check(name: str, value: object, where: str = "") -> None:
    """Raise UsageError where a value does not suit its setting."""
    if not isinstance(value, str):
        raise UsageError(f"{where}{name} is {value!r}, not a text", hint='Write: name = "value"')
    try:
        if name == "timezone":
            zone_of(value)
        elif name == "author":
            author(value)
        elif name == "preset" and value not in presets.PRESETS:
            raise UsageError(
                f"there is no preset '{value}'", hint=f"One of: {', '.join(presets.PRESETS)}."
            )
    except UsageError as error:
        raise UsageError(where + error.what, hint=error.hint) from None
    if name == "lockWait" and not re.fullmatch(r"\d{1,4}", value):
        raise UsageError(
            f"{where}lockWait is '{value}', not whole seconds",
            hint="Write whole seconds, such as 30.",
        )


def _line_of(text: str, key: str) -> int:
    match = re.search(rf'^[ \t]*["\']?{re.escape(key)}\b', text, re.MULTILINE)
    return text.count("\n", 0, match.start()) + 1 if match else 1
