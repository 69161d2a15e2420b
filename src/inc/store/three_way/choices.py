"""What a rule chose where two people contradicted each other, so that somebody can look at it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple


class Choice(NamedTuple):
    """Something that several sides set differently: what it says now, and what else was said.

    `path` is a field of the front matter (`vendor.name`), an attribute of an action item
    (`^2aay8 owner`), or the words of a box, an item or a row.
    """

    path: str
    value: Any
    others: tuple[Any, ...]


def contradiction(path: str, value: Any, said: Iterable[Any]) -> list[Choice]:
    """The choice of a value among all that was said; nothing where nothing else was."""
    others = {str(one): one for one in said if type(one) is not type(value) or one != value}
    return [Choice(path, value, tuple(others[text] for text in sorted(others)))] if others else []
