"""What a version of a document adds to another one, told from the bytes where that is plain.

Nearly every commit adds whole entries and changes the front matter. That is told here without
reading the document, and nothing that is not certain: then somebody has to read both versions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from inc.domain.identifiers import ENTRY_ID
from inc.domain.vocabulary import Kind

_ENTRY: Final = re.compile(
    rb"- `(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)` \*\*(?:%s)\*\* [^\n\r]*\xe2\x80\x94[^\n\r]* "
    rb"\^(%s)\n(?:  (?:- )?[A-Za-z0-9][^\n\r]*\n)*"
    % ("|".join(kind.value for kind in Kind).encode(), ENTRY_ID.encode())
)
"""An entry as we write it, whose further lines open no code, comment, list or HTML."""

_ID: Final = re.compile(rb" \^%s[ \t\r]*$" % ENTRY_ID.encode(), re.MULTILINE)
_ENDS: Final = re.compile(rb"- |\n*\Z|\n+[^\s]")
"""What can stand below an entry without being a part of it."""

_OPENS_OR_ENDS: Final = re.compile(rb"<[!/?]|-->|\?>|]]>")
"""What may end a comment or HTML in which entries do not count, or begin one."""

_FENCE: Final = b"\n---\n"


class Added(NamedTuple):
    """An entry as its lines have it: its id, its time (ISO 8601, UTC), and all of its bytes."""

    id: str
    at: str
    lines: bytes


def added(before: bytes, after: bytes) -> Sequence[Added] | None:
    """The entries that `after` has more than `before`; None where more may have changed.

    What is returned says that each entry of `before` is in `after` as it was.
    """
    was, now = _body(before), _body(after)
    if was is None or now is None:
        return None
    new = _inserted(was, now)
    if new is None:
        return None
    lines, below = new
    if not lines:
        return ()
    return _whole(lines) if _ENDS.match(below) else None


def first_version(data: bytes) -> Sequence[Added] | None:
    """The entries of a new document; None where an id stands behind anything else."""
    found = [_entry(match) for match in _ENTRY.finditer(data)]
    return found if len(found) == len(_ID.findall(data)) else None


def _body(data: bytes) -> bytes | None:
    """What stands below the front matter; None where it does not begin or end as we write it."""
    if not data.startswith(b"---\n"):
        return None
    end = data.find(b"\n---", 3)
    if end < 0 or data[end : end + 5] != _FENCE or data.find(b"\n...", 3, end) >= 0:
        return None
    return data[end + 5 :]


def _inserted(was: bytes, now: bytes) -> tuple[bytes, bytes] | None:
    """Whole lines that `now` has more than `was` at one place, and what stands below them."""
    more = len(now) - len(was)
    if more < 0:
        return None
    if was == now:
        return b"", b""
    start = was.rfind(b"\n", 0, _common(was, now)) + 1
    if was[start:] != now[start + more :]:
        return None
    return now[start : start + more], was[start:]


def _common(one: bytes, other: bytes) -> int:
    """How many bytes two texts begin with that are the same."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _whole(lines: bytes) -> list[Added] | None:
    """The entries that make up lines; None where there is anything else among them."""
    if _OPENS_OR_ENDS.search(lines):
        return None
    found, at = [], 0
    while at < len(lines):
        match = _ENTRY.match(lines, at)
        if match is None:
            return None
        found.append(_entry(match))
        at = match.end()
    return found


def _entry(match: re.Match[bytes]) -> Added:
    return Added(match[2].decode(), match[1].decode(), match[0])
