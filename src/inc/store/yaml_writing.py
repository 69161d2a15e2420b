"""How values are written as YAML: plain where every reader agrees on the text, else quoted.

Rules rather than a round trip through PyYAML, so that writing imports nothing. What YAML 1.1 takes
for a number, a time or a truth (`NO`, `14:22`, `0042`) is quoted although we read 1.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

Writable: TypeAlias = (
    "str | int | float | bool | Sequence[Writable] | Mapping[str, Writable] | None"
)

_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]+Z")
_WORD = re.compile(r"y|n|yes|no|on|off|true|false|null|~|=|<<|\+?\.(?:inf|nan)", re.IGNORECASE)
_NUMBER_OR_TIME = re.compile(
    r"[+.0-9][0-9a-fA-FoOxX_.,:+-]*"  # every base, sexagesimals, a bare date
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[Tt\s].*"
)
_UNSAFE_START = re.compile(r"[-?:,\[\]{}#&*!|>'\"%@`\s]|\.\.\.")
_UNSAFE_INSIDE = re.compile(r":(?:\s|$)|\s#|\s$")
_UNSAFE_IN_FLOW = re.compile(r"[,\[\]{}:?]")

# What must not stand raw in the file: control characters, line ends other than \n, marks that
# reorder what a reviewer sees (bidirectional), and code points that are no characters.
_UNPRINTABLE = "\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff"
_NEEDS_ESCAPE = re.compile(f"[{_UNPRINTABLE}]")
_ESCAPED = re.compile(rf'[{_UNPRINTABLE}"\\]')
_SURROGATE = re.compile("[\ud800-\udfff]")
_SHORT_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


def scalar(text: str, *, flow: bool = False, style: str = "") -> str:
    """Return one string as YAML on one line.

    `flow` is inside `[ ]` or `{ }`; `style` is the quote to keep where it can hold the text.
    Raises ValueError for a lone surrogate, which no UTF-8 file can hold.
    """
    if _SURROGATE.search(text):
        raise ValueError("a lone surrogate cannot be written as UTF-8")
    if _NEEDS_ESCAPE.search(text) or style == '"':
        return _double_quoted(text)
    if not style and _INSTANT.fullmatch(text):
        return _double_quoted(text)
    if not style and _is_safe_plain(text, flow=flow):
        return text
    return "'" + text.replace("'", "''") + "'"


def inline(value: Writable, *, flow: bool = False, style: str = "") -> str:
    """Return a value on one line, collections in flow style; `style` quotes its strings."""
    if isinstance(value, str):
        return scalar(value, flow=flow, style=style)
    if isinstance(value, Mapping):
        pairs = (
            f"{scalar(key, flow=True)}: {inline(item, flow=True)}" for key, item in value.items()
        )
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(inline(item, flow=True, style=style) for item in value) + "]"
    return "null" if value is None else repr(value).lower()


def entry(key: str, value: Writable, *, flow: bool = False) -> str:
    """Return `key: value` on one line."""
    return f"{scalar(key, flow=flow)}: {inline(value, flow=flow)}"


def entries(fields: Mapping[str, Writable], indent: int = 0) -> Iterator[str]:
    """Yield the lines of a map in block style, without newlines, its maps two spaces deeper."""
    for key, value in fields.items():
        if isinstance(value, Mapping) and value:
            yield " " * indent + scalar(key) + ":"
            yield from entries(value, indent + 2)
        else:
            yield " " * indent + entry(key, value)


def dump(fields: Mapping[str, Writable]) -> str:
    """Return the block of a new document, in the order of `fields`, each line ending in LF."""
    return "".join(line + "\n" for line in entries(fields))


def _is_safe_plain(text: str, *, flow: bool) -> bool:
    if not text or _WORD.fullmatch(text) or _NUMBER_OR_TIME.fullmatch(text):
        return False
    if _UNSAFE_START.match(text) or _UNSAFE_INSIDE.search(text):
        return False
    return not (flow and _UNSAFE_IN_FLOW.search(text))


def _double_quoted(text: str) -> str:
    return '"' + _ESCAPED.sub(_escape, text) + '"'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    return _SHORT_ESCAPES.get(character) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")
