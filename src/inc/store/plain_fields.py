"""The front matter as programs and most people write it, read without a YAML parser.

One key a line; behind it a plain value, one in double quotes, a list of words, or a map of such
lines. That is a twentieth of what YAML is and nearly all there is of it, at a fifth of the price.
Whatever has another form is left to the parser, which also says what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from inc.store.yaml_reading import Value

_LARGEST: Final = 8 * 1024
_NO_TEXTS: Final = frozenset({"null", "true", "false"})
"""Keys of that form which are no texts."""
_LINES: Final = re.compile(
    r"^(  )?([a-z][a-z_]*):( (?:"
    r"([\w~(/+.](?:[\w .,/()'\"%+~&*!?=<>|@;-]*[\w.,/()'\"%+~&*!?=<>|@;-])?)"
    r'|"([^"\\\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]*)"'
    r"|\[((?:[A-Za-z][\w-]*(?:, [A-Za-z][\w-]*)*)?)\]"
    r"))?$",
    re.MULTILINE,
)
"""Of each line: the indent, the key, what is behind it, as plain, in quotes, or as a list."""


def read(block: str, resolve: Callable[[str], Value]) -> dict[str, Value] | None:
    """The fields of a block of that form, None for any other; `resolve` tells a plain value."""
    if len(block) > _LARGEST:
        return None
    lines = _LINES.findall(block)
    if len(lines) != block.count("\n") + (not block.endswith("\n") and block != ""):
        return None
    fields: dict[str, Value] = {}
    inner: dict[str, Value] | None = None  # the map that an indented line belongs to
    parent = ""
    for indent, key, stated, plain, quoted, items in lines:
        into = inner if indent else fields
        if into is None or key in into or key in _NO_TEXTS:
            return None
        if plain:
            into[key] = resolve(plain)
        elif items or stated == " []":
            into[key] = [resolve(item) for item in items.split(", ")] if items else []
        else:
            into[key] = quoted if stated else None
        if indent:
            fields[parent] = inner
        else:
            inner, parent = (None if stated else {}), key
    return fields
