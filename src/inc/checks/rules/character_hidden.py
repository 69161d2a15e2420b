"""A character that hides or reorders what a reviewer reads.

What: a document holds a control character, a bidirectional mark, or a character without a width.
The place of the first of a line is named, and what it is.

Why: a reviewer sees another text than the one that is there: a reversed name, a link that leads
elsewhere, words that a terminal wipes out. Nobody types these; they come with a paste, or on
purpose.

Bad:
    the pods were <U+202E>detratser

Good:
    the pods were restarted
"""

import re
from collections.abc import Iterator
from typing import Final

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.rule import EVERY, Rule
from inc.domain.text import visible

_ORDINARY: Final = bytes([*b"\t\n", *range(0x20, 0x7F)])


def _find(examined: Examined) -> Iterator[Problem]:
    if b"\0" in examined.data or not _may_hide(examined.data):
        return
    for number, line in enumerate(examined.lines, 1):
        text = line.removesuffix("\n").removesuffix("\r")
        text = text.removeprefix("\ufeff") if number == 1 else text
        if not text.isprintable() and (shown := visible(text)) != text:
            yield _problem(number, text, shown)


def _may_hide(data: bytes) -> bool:
    """A quick look at what is not plain ASCII; most documents have a few dashes there."""
    rest = data.replace(b"\r\n", b"\n").translate(None, _ORDINARY)
    return bool(rest) and not rest.decode("utf-8", "replace").isprintable()


def _problem(number: int, text: str, shown: str) -> Problem:
    letters = enumerate(zip(text, shown, strict=False))
    at = next(number for number, (one, other) in letters if one != other)
    around = visible(text[max(at - 16, 0) : at + 16])
    what = f"{_name(text[at])} hides here: “{around}”"
    hint = "Delete it, or write the sign that is shown in its place if it belongs there."
    return Problem(number, what, hint, at + 1, about=shown[:200])


_REORDERS: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def _name(character: str) -> str:
    if _REORDERS.match(character):
        return "a bidirectional mark"
    if ord(character) < 0xA0:
        return "a control character"
    return "an invisible character"


RULE = Rule("INC120", __name__, __doc__, Level.ERROR, EVERY, _find)
