"""Versions of one action item united, attribute by attribute, in either of its two forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from inc.domain.tasks import DONE, DROPPED, OPEN, ActionItem
from inc.store import action_items, tables
from inc.store.three_way.choices import Choice, contradiction

Lines = tuple[str, ...]

_STATES: Final = (OPEN, DROPPED, DONE)
_ENDED: Final = (
    r"(?i)(?P<done>done|closed|complete|finished|fixed|✅|\[x\])|dropped|cancel|obsolete"
)


def united(base: Lines, versions: Sequence[Lines]) -> Lines | None:
    """The lines of an item with what all versions changed; None where they are not understood."""
    firsts = [version[0] for version in versions]
    is_row = action_items.of_line(base[0]) is None
    first = _row(base[0], firsts) if is_row else _line(base[0], firsts)
    if first is None:
        return None
    return (first, *_below(base[1:], [version[1:] for version in versions]))


def _line(base: str, versions: Sequence[str]) -> str | None:
    """A line of a list: its state, owner, day, priority, type and text, each by itself."""
    before = action_items.of_line(base)
    read = [action_items.of_line(version) for version in versions]
    told = [item for item in read if item is not None]
    if before is None or len(told) < len(versions):
        return None
    after = _ended(ActionItem(*(_joined(before, told, name) for name in ActionItem._fields)))
    line = action_items.relined(base, before, after)
    return line if action_items.of_line(line) == after else None


def _joined(before: ActionItem, after: Sequence[ActionItem], name: str) -> str:
    old = getattr(before, name)
    new = {value for item in after if (value := getattr(item, name)) != old}
    if not new:
        return str(old)
    if name == "state":
        return str(max(new, key=_STATES.index))
    if name == "due":
        return str(min(new, key=lambda value: (not value, value)))
    return str(max(new, key=lambda value: (len(value), value)))


def _ended(item: ActionItem) -> ActionItem:
    """An item without what only belongs to another state."""
    if item.state != DONE:
        item = item._replace(done_on="", proof="")
    return item if item.state == DROPPED else item._replace(reason="")


def _row(base: str, versions: Sequence[str]) -> str | None:
    """A row of a table, cell by cell."""
    before = tables.cells(base)
    told = [tables.cells(version) for version in versions]
    if "|" not in base or any(len(cells) != len(before) for cells in told):
        return None
    changed = {}
    for at, old in enumerate(before):
        new = {cells[at] for cells in told} - {old}
        if new:
            changed[at] = max(new, key=_rank)
    line = tables.with_cells(base, changed)
    return (
        line
        if tables.cells(line) == [changed.get(at, old) for at, old in enumerate(before)]
        else None
    )


def _rank(cell: str) -> tuple[int, int, str]:
    """Which of two cells holds: that of an item that was done, or dropped; then the longer one."""
    ended = re.match(_ENDED, cell)
    return (2 if ended and ended["done"] else 1 if ended else 0, len(cell), cell)


def _below(base: Lines, versions: Sequence[Lines]) -> Lines:
    """What stands below an item: what nobody took away, and what anybody added."""
    kept = [line for line in base if all(line in version for version in versions)]
    added = {line for version in versions for line in version} - set(base)
    if len({*versions}) == 1:
        return versions[0]
    return (*kept, *sorted(added))


def chosen(base: Lines, versions: Sequence[Lines], united: Lines) -> list[Choice]:
    """The attributes or cells that several versions set differently, each with what it says now."""
    texts = [base[0], united[0], *(version[0] for version in versions)]
    read = [action_items.of_line(text) for text in texts]
    if all(one is None for one in read):
        return [
            one
            for at, (was, now, *told_here) in enumerate(zip(*map(tables.cells, texts), strict=True))
            for one in contradiction(f"{_which(base[0])} {at + 1}", now, {*told_here} - {was})
        ]
    was, now, *after = (one for one in read if one is not None)
    return [
        choice
        for name in ActionItem._fields
        for choice in contradiction(
            f"{_which(base[0])} {name.replace('_', ' ')}",
            getattr(now, name),
            {getattr(one, name) for one in after} - {getattr(was, name)},
        )
    ]


def _which(line: str) -> str:
    """How people name the item of a line: by its id, or by its words."""
    found = re.search(r"\^\w+", line)
    return found[0] if found else re.sub(r"^[ \t|*+-]*(?:\[.\] )?", "", line)[:60]
