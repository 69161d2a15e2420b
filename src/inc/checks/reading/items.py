"""How findings speak of action items."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from shlex import quote

from inc.checks.examined import Examined
from inc.checks.finding import Problem
from inc.domain.operations.mitigate import is_removal
from inc.domain.tasks import DROPPED, OPEN, ActionItem
from inc.domain.text import shortened
from inc.store.action_items import PlacedItem
from inc.store.tables import Row


def still_open(examined: Examined) -> Iterator[PlacedItem]:
    """The action items of a document that are neither done nor dropped."""
    return (placed for placed in examined.items if placed.item.state == OPEN)


def kept(examined: Examined) -> list[PlacedItem]:
    """The action items of a document that were not dropped."""
    return [placed for placed in examined.items if placed.item.state != DROPPED]


def learned(examined: Examined) -> list[PlacedItem]:
    """The same without those that only take a temporary mitigation away."""
    return [placed for placed in kept(examined) if not is_removal(placed.item)]


def named(item: ActionItem, examined: Examined) -> str:
    """An item as a command names it: by its id, or by its first words and its incident."""
    if item.id:
        return f"^{item.id}"
    return f"{quote(' '.join(item.text.split()[:4]))} -i {quote(examined.name)}"


def said(item: ActionItem) -> str:
    """An item as a sentence quotes it."""
    return f"“{shortened(item.text, 60)}”"


def problem(placed: PlacedItem, message: str, hint: str) -> Problem:
    """What is wrong with an item; it is the same finding tomorrow, wherever its line stands."""
    item = placed.item
    return Problem(placed.line + 1, message, hint, about=item.id or item.text)


def has_column(row: Row, column: str) -> bool:
    """Whether a table has a column for what an item lacks."""
    return column in row.columns


def guess(stated: str, known: Sequence[str], hint: str, spelt: Callable[[str], str] = str) -> str:
    """The hint with the words that there are, after the one that was probably meant."""
    near = difflib.get_close_matches(stated.lower()[:40], [one.lower() for one in known], n=1)
    meant = next((one for one in known if near and one.lower() == near[0]), "")
    question = f"Did you mean {spelt(meant)}? " if meant else ""
    return question + hint.format(", ".join(map(spelt, known)))
