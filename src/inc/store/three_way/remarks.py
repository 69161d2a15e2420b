"""Comments in the text of one key of YAML, behind a value or between its lines.

They are changes of their own: taken out before the versions of a key are united, and put back where
the line that they speak of still stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any, Final, NamedTuple

from inc.store import front_matter
from inc.store.front_matter import FrontMatterError

_SIGN: Final = r"(?:^|(?<=[ \t]))#"


class Remark(NamedTuple):
    """A comment, and the line that it stands behind, or above."""

    text: str
    line: str
    is_behind: bool


def taken_out(text: str, known: Collection[str] = ()) -> tuple[str, frozenset[Remark]]:
    """A text without its comments, but for those that are known; and these."""
    if "#" not in text:
        return text, frozenset()
    lines, value = text.split("\n"), _value(text)
    found: list[tuple[int, str, bool]] = []
    for number, line in enumerate(lines):
        for sign in re.finditer(_SIGN, line):
            shorter = line[: sign.start()].rstrip()
            if _value("\n".join([*lines[:number], shorter, *lines[number + 1 :]])) != value:
                continue  # it is within a value
            if line[sign.start() :].rstrip() not in known:
                found.append((number, line[sign.start() :].rstrip(), bool(shorter)))
                lines[number] = shorter
            break
    remarks = frozenset(
        Remark(told, lines[number].strip() if behind else _next(lines, number), behind)
        for number, told, behind in found
    )
    gone = {number for number, _, behind in found if not behind}
    return "\n".join(line for number, line in enumerate(lines) if number not in gone), remarks


def of(text: str) -> set[str]:
    """The words of all comments of a text."""
    return {one.text for one in taken_out(text)[1]}


def put_back(text: str, remarks: Iterable[Remark]) -> tuple[str, list[str]]:
    """A text with its comments, and those whose line is not there any more."""
    lines, homeless = text.split("\n"), []
    contents = [line.strip() for line in lines]
    above: dict[int, list[str]] = {}
    for one in sorted(remarks):
        number = contents.index(one.line) if contents.count(one.line) == 1 else -1
        is_free = number >= 0 and lines[number].strip() == one.line
        if number >= 0 and not one.is_behind:
            above.setdefault(number, []).append(one.text)
        elif is_free:
            lines[number] += f"  {one.text}"
        else:
            homeless.append(one.text)
    for number in sorted(above, reverse=True):
        indent = lines[number][: len(lines[number]) - len(lines[number].lstrip())]
        lines[number:number] = [indent + told for told in dict.fromkeys(above[number])]
    done = "\n".join(lines)
    if _value(done) != _value(text):
        return text, sorted({one.text for one in remarks})
    return done, homeless


def _next(lines: list[str], number: int) -> str:
    return next((line.strip() for line in lines[number + 1 :] if line.strip()), "")


def _value(text: str) -> Any:
    """What it says; something that equals nothing where it cannot be read."""
    try:
        return front_matter.read(text)
    except FrontMatterError:
        return object()
