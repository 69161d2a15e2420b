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
_LINE: Final = re.compile(
    r"(?P<indent>  )?(?P<key>[a-z][a-z_]*):(?: (?:"
    r"(?P<plain>[\w~(/+.](?:[\w .,/()'\"%+~&*!?=<>|@;-]*[\w.,/()'\"%+~&*!?=<>|@;-])?)"
    r'|"(?P<quoted>[^"\\\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]*)"'
    r"|\[(?P<list>(?:[A-Za-z][\w-]*(?:, [A-Za-z][\w-]*)*)?)\]"
    r"))?"
)


def read(block: str, resolve: Callable[[str], Value]) -> dict[str, Value] | None:
    """The fields of a block of that form, None for any other; `resolve` tells a plain value."""
    if len(block) > _LARGEST:
        return None
    fields: dict[str, Value] = {}
    inner: dict[str, Value] | None = None  # the map that an indented line belongs to
    parent = ""
    for line in block.removesuffix("\n").split("\n") if block else ():
        match = _LINE.fullmatch(line)
        if match is None:
            return None
        indent, key, plain, quoted, items = match.groups()
        into = inner if indent else fields
        if into is None or key in into or key in _NO_TEXTS:
            return None
        if plain is not None:
            into[key] = resolve(plain)
        elif quoted is not None:
            into[key] = quoted
        elif items is not None:
            into[key] = [resolve(item) for item in items.split(", ")] if items else []
        else:
            into[key] = None
        if indent:
            fields[parent] = inner
        else:
            has_value = plain is not None or quoted is not None or items is not None
            inner, parent = (None if has_value else {}), key
    return fields
