"""On which line of a TOML text each value stands; the reader of the standard library does not say.

The text has been read before, so it is TOML: what is found here need only be told apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

Path = tuple[str | int, ...]

_BLANK: Final = r"(?:[ \t\r\n]|#[^\n]*)*"
_STRING: Final = (
    r'"""(?:\\.|[^\\])*?"{3,5}(?!")|\'\'\'.*?\'{3,5}(?!\')'
    r'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\''
)
_NAME: Final = rf"{_STRING}|[A-Za-z0-9_-]+"
_SCALAR: Final = rf"{_STRING}|[^\s,\]}}#]+(?: [0-9][^\s,\]}}#]*)?"  # a date may hold a blank


def lines(text: str) -> dict[Path, int]:
    """The line of each table, key and item of a list, by its path."""
    scanner = _Scanner(text)
    with suppress(ValueError, RecursionError):  # then a line that is near will do
        scanner.scan()
    return scanner.found


def line(found: Mapping[Path, int], path: Path) -> int:
    """The line of a path, or of the nearest thing around it that is in the text."""
    while path and path not in found:
        path = path[:-1]
    return found.get(path, 1)


class _Scanner:
    """One pass over the text, from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Path, int] = {}
        self.lists: dict[Path, int] = {}  # how many tables `[[path]]` has so far

    def scan(self) -> None:
        """Find all there is."""
        table: Path = ()
        self._match(_BLANK)
        while self.at < len(self.text):
            table = self._header() if self.text[self.at] == "[" else self._pair(table)
            self._match(_BLANK)

    def _header(self) -> Path:
        is_item = self._match(r"\[\[?") == "[["
        start = self.at
        path = self._resolved(self._keys())
        self._match(r"[ \t]*\]\]?")
        if is_item:
            number = self.lists.get(path, 0)
            self.lists[path] = number + 1
            path = (*path, number)
        self._note((), path, start)
        return path

    def _resolved(self, keys: list[str]) -> Path:
        """The path that a header names: below a list of tables it means the last of them."""
        path: Path = ()
        for position, key in enumerate(keys, start=1):
            path = (*path, key)
            if path in self.lists and position < len(keys):
                path = (*path, self.lists[path] - 1)
        return path

    def _pair(self, table: Path) -> Path:
        """A key and its value in a table; returns the table, to go on in it."""
        start = self.at
        path = (*table, *self._keys())
        self._note(table, path, start)
        self._match(r"[ \t]*=[ \t]*")
        self._value(path)
        return table

    def _value(self, path: Path) -> None:
        if self._match(r"\["):
            self._items(path)
        elif self._match(r"\{"):
            self._inline(path)
        else:
            self._take(_SCALAR)

    def _items(self, path: Path) -> None:
        number = 0
        self._match(_BLANK)
        while not self._match(r"\]"):
            self._note(path, (*path, number), self.at)
            self._value((*path, number))
            self._match(rf"{_BLANK},?{_BLANK}")
            number += 1

    def _inline(self, path: Path) -> None:
        self._match(_BLANK)
        while not self._match(r"\}"):
            self._pair(path)
            self._match(rf"{_BLANK},?{_BLANK}")

    def _keys(self) -> list[str]:
        keys = [self._key()]
        while self._match(r"[ \t]*\.[ \t]*"):
            keys.append(self._key())
        return keys

    def _key(self) -> str:
        self._match(r"[ \t]*")
        name = self._take(_NAME)
        if name[0] == '"' and "\\" in name:
            import tomllib

            return str(tomllib.loads(f"key = {name}")["key"])
        return name[1:-1] if name[0] in "\"'" else name

    def _note(self, outer: Path, path: Path, start: int) -> None:
        number = self.text.count("\n", 0, start) + 1
        for length in range(len(outer) + 1, len(path) + 1):
            self.found.setdefault(path[:length], number)
        self.found[path] = min(number, self.found.get(path, number))

    def _take(self, pattern: str) -> str:
        """As `_match`, where something has to stand: so no text is read for ever."""
        taken = self._match(pattern)
        if not taken:
            raise ValueError(self.at)
        return taken

    def _match(self, pattern: str) -> str:
        match = re.compile(pattern, re.DOTALL).match(self.text, self.at)
        if match is None:
            return ""
        self.at = match.end()
        return match[0]
