"""Values as TOML: for a person to read and to paste, for a program to read back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

_WIDEST: Final = 80


def inline(value: object) -> str:
    """A value in one line: `"15m"`, `["mon", "tue"]`, `{text = "…"}`."""
    import json  # its texts are those of TOML

    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)} = {inline(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(inline, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return str(value).lower() if isinstance(value, bool) else str(value)


def document(values: Iterable[tuple[tuple[str, ...], object]]) -> Iterator[str]:
    """The lines of a document with these values, each path in the table that it belongs to."""
    tables: dict[tuple[str, ...], list[str]] = {}
    for path, value in values:
        tables.setdefault(path[:-1], []).extend(_pair(path[-1], value))
    for table, lines in tables.items():
        yield from ("", f"[{'.'.join(map(_key, table))}]") if table else ()
        yield from lines


def _pair(key: str, value: object) -> Iterator[str]:
    line = f"{_key(key)} = {inline(value)}"
    if len(line) <= _WIDEST or not isinstance(value, list | tuple):
        yield line
        return
    yield f"{_key(key)} = ["
    for item in value:
        yield f"    {inline(item)},"
    yield "]"


def _key(name: str) -> str:
    """A key, in quotation marks where TOML wants them: `"should have"`."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else inline(name)
