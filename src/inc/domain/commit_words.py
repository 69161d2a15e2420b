"""What the message of a commit says of the record: which command made it, and of which entries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_TRAILER: Final = r"[ \t]*(?P<key>[A-Za-z0-9][A-Za-z0-9-]*)[ \t]*:[ \t]*(?P<value>.*?)[ \t]*"
_BY_GIT: Final = "(cherry picked from commit "
_REVERTS: Final = r"This reverts commit ([0-9a-f]{40,64})"
_OID: Final = "[0-9a-f]{40,64}"
_RECORDED: Final = "Inc-Event"
_DROPPED: Final = "Inc-Dropped"
_NAME_ENTRIES: Final = (_RECORDED, "Inc-Amended", _DROPPED)


class Words(NamedTuple):
    """The commands that a commit says it is, and the incidents and the entries that it names.

    `recorded` are the entries that it says are in its documents, `dropped` those that it says are
    not any more; `entries` are all that it names. `undoes` are the commits it takes back.
    """

    operations: frozenset[str] = frozenset()
    incidents: frozenset[str] = frozenset()
    entries: frozenset[str] = frozenset()
    recorded: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()
    undoes: tuple[str, ...] = ()


def read(message: str) -> Words:
    """What a message says.

    All of it is read, for a squash puts the messages of many commits into one. But trailers are a
    paragraph of their own, as git has it, and never the first: words in a sentence say nothing.
    """
    pairs = list(_trailers(message)) if ":" in message else []

    def values(*keys: str) -> frozenset[str]:
        return frozenset(value for key, value in pairs if key in keys and value)

    taken_back = [value for key, value in pairs if key == "Inc-Undoes"]
    taken_back += re.findall(_REVERTS, message)
    return Words(
        values("Inc-Operation"),
        values("Incident"),
        values(*_NAME_ENTRIES),
        values(_RECORDED),
        values(_DROPPED),
        tuple(oid for oid in dict.fromkeys(taken_back) if re.fullmatch(_OID, oid)),
    )


def _trailers(message: str) -> Iterator[tuple[str, str]]:
    for paragraph in re.split(r"\n[ \t]*\n", message.strip("\n"))[1:]:
        lines = [line for line in paragraph.split("\n") if line.strip()]
        found = [re.fullmatch(_TRAILER, line) for line in lines]
        for line, match in zip(lines, found, strict=True):
            if not match and not line.strip().startswith(_BY_GIT):
                break
        else:
            yield from ((match["key"], match["value"]) for match in found if match)
