"""Who may read a document of several versions: what its entries say, and never more by accident."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from inc.domain.incident import is_closed_word
from inc.domain.operations.visibility import RESTRICTED, last_stated, stated_by
from inc.domain.timeline import Entry, Path
from inc.store import front_matter
from inc.store.three_way.choices import Choice, contradiction

FIELD: Final[Path] = ("visibility",)
_PUBLIC: Final = "public"


class Stated(NamedTuple):
    """What a version says in its front matter, and its entries."""

    value: Any
    entries: Sequence[Entry]


def put(
    block: str,
    base: Stated,
    sides: Sequence[Stated],
    entries: Sequence[Entry],
    choices: list[Choice],
) -> str:
    """A front matter that says of its readers what the latest of the entries says.

    Where a hand changed it as no entry says, it stays restricted if any side has it so.
    """
    closed = sorted((str(one.value) for one in sides if is_closed_word(one.value)), key=_length)
    now, said = front_matter.read(block).get(*FIELD), last_stated(entries)
    by_hand = [one.value for one in sides if _is_by_hand(base, one)]
    stated = bool(closed) if said is None or by_hand else said
    by_hand += [_PUBLIC] if by_hand and stated and said is False else []
    value = now if is_closed_word(now) is stated else [RESTRICTED, *closed][-1] if stated else None
    choices[:] = [one for one in choices if one.path != FIELD[0]]
    choices += contradiction(FIELD[0], value, by_hand)
    return block if now == value else front_matter.put(block, FIELD, value)


def _is_by_hand(base: Stated, side: Stated) -> bool:
    """Whether a side changed who may read it, or took words of that away, and no entry says so."""
    is_changed = side.value != base.value or _told(side) != _told(base)
    return is_changed and is_closed_word(side.value) is not last_stated(side.entries)


def _told(version: Stated) -> set[tuple[str, bool | None]]:
    told = {(one.id, stated_by(one)) for one in version.entries}
    return {(name, is_closed) for name, is_closed in told if is_closed is not None}


def _length(text: str) -> tuple[int, str]:
    return len(text), text
