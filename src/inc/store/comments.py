"""The comments of a text, and what the program generates between two of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

BEGINS: Final = "<!--"
_ENDS: Final = "-->"
_BLOCK_BEGINS: Final = "<!-- inc:begin "
_BLOCK_ENDS: Final = "<!-- inc:end "


def found(text: str) -> Iterator[tuple[int, int]]:
    """Where the comments and the generated blocks of a text begin and end.

    A pattern would look for the end of each comment that never ends, anew.
    """
    at, has_ends = 0, True
    while (begin := text.find(BEGINS, at)) >= 0:
        inner = begin + len(BEGINS)
        if has_ends and text.startswith(_BLOCK_BEGINS, begin):
            last = text.find(_BLOCK_ENDS, begin)
            has_ends = last >= 0
            inner = max(inner, last)
        end = text.find(_ENDS, inner)
        if end < 0:
            return
        at = end + len(_ENDS)
        yield begin, at


def without(text: str) -> str:
    """A text without them."""
    if BEGINS not in text:
        return text
    parts, at = list[str](), 0
    for begin, end in found(text):
        parts.append(text[at:begin])
        at = end
    return "".join([*parts, text[at:]])
