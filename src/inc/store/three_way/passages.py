"""A passage of which two people wrote different versions: both stay, quoted, until one is chosen.

> **2 versions of this passage.** Keep what is right … <!-- inc:versions -->
>
> The pool leaked.
>
> **or** <!-- inc:or -->
>
> A query timed out.
>
> <!-- inc:end versions -->
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Final

BEGIN: Final = "<!-- inc:versions -->"
"""By this a passage with several versions is found."""

_OR: Final = "<!-- inc:or -->"
_END: Final = "<!-- inc:end versions -->"
_NOTHING: Final = "*(nothing)* <!-- inc:nothing -->"
_SAYS: Final = "Keep what is right, without the `>`, and delete the rest."


def write(versions: Sequence[str]) -> tuple[str, ...]:
    """The lines of a passage with all its versions, in one order whoever writes it."""
    ordered = sorted(set(versions))
    lines = [f"**{len(ordered)} versions of this passage.** {_SAYS} {BEGIN}", ""]
    for number, version in enumerate(ordered):
        if number:
            lines += ["", f"**or** {_OR}", ""]
        lines += version.split("\n") if version else [_NOTHING]
    lines += ["", _END]
    return tuple(f"> {line}" if line else ">" for line in lines)


def read(lines: Sequence[str]) -> list[str] | None:
    """The versions of a passage; None for lines that are no such passage, or no whole one."""
    if not lines or not (lines[0].startswith("> ") and lines[0].endswith(BEGIN)):
        return None
    inner = [line[2:] if line.startswith("> ") else line.removeprefix(">") for line in lines]
    if not all(line.startswith(">") for line in lines) or inner[-1] != _END:
        return None
    versions: list[list[str]] = [[]]
    for line in inner[1:-1]:
        if line.endswith(_OR) and line == f"**or** {_OR}":
            versions.append([])
        else:
            versions[-1].append(line)
    return [_unframed(version) for version in versions]


def within(text: str) -> set[tuple[str, ...]]:
    """The passages of a text that have several versions."""
    if BEGIN not in text:
        return set()
    found = set()
    lines = [line.rstrip("\r") for line in text.split("\n")]
    for number, line in enumerate(lines):
        if line.endswith(BEGIN):
            quoted = itertools.takewhile(lambda one: one.startswith(">"), lines[number:])
            found.add(tuple(quoted))
    return found


def _unframed(lines: Sequence[str]) -> str:
    """A version without the blank lines that frame it."""
    text = "\n".join(lines).strip("\n")
    return "" if text == _NOTHING else text
