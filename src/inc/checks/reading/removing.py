"""What people owed in the base and nobody finds any more: action items, and postmortems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from inc.checks.examined import MOST_ITEMS
from inc.checks.finding import Sort
from inc.checks.places import sort_of
from inc.checks.surroundings import Base, Surroundings
from inc.domain.tasks import OPEN, ActionItem, folded
from inc.errors import IncError
from inc.store import action_items, files
from inc.store.document import Document

_HOLD_ITEMS = (Sort.INCIDENT, Sort.POSTMORTEM)


class Removed(NamedTuple):
    """An action item that was open in the base; where it stood, and the line (from 1) there now."""

    item: ActionItem
    path: str
    line: int


def items(around: Surroundings) -> Iterator[Removed]:
    """The action items that were open in the base and stand in no document any more.

    One that moved stands in a document that changed, so no other has to be read. One without an id
    is known by its words; where a document has as many new ones, it may have been put otherwise.
    """
    base = around.base
    if base is None:
        return
    changed = {path: data for path, data in base.before.items() if sort_of(path) in _HOLD_ITEMS}
    if not any(data and action_items.may_stand_in(data) for data in changed.values()):
        return
    now = {path: _items(_bytes_now(around, path), path) for path in changed}
    names = {(_name(path), one.id) for path, found in now.items() for one in found if one.id}
    words = {folded(one.text) for found in now.values() for one in found}
    for path, data in changed.items():
        was = _items(data or b"", path)
        gone = [
            one
            for one in was
            if one.state == OPEN
            and not (one.id and (_name(path), one.id) in names)
            and folded(one.text) not in words
            and not base.amendments.takes_back_text(path, one.text)
        ]
        for one in _not_reworded(gone, was, now[path]):
            yield Removed(one, path, _line(around, path))


def _not_reworded(
    gone: Sequence[ActionItem], was: Sequence[ActionItem], now: Sequence[ActionItem]
) -> Iterator[ActionItem]:
    known = Counter(folded(one.text) for one in was)
    ids = {one.id for one in was if one.id}
    new = sum(not known[folded(one.text)] and not (one.id and one.id in ids) for one in now)
    for one in gone:
        if not one.id and new:
            new -= 1
        else:
            yield one


def _line(around: Surroundings, path: str) -> int:
    """The heading below which items stood, in the document as it is; else its first line."""
    try:
        document = Document.parse(_bytes_now(around, path), path)
        parts = action_items.within(document)
    except IncError:
        return 1
    return parts[0].heading + 1 if parts else 1


def postmortems(around: Surroundings) -> Iterator[str]:
    """The paths of postmortems of the base that are gone; one that moved keeps its name."""
    base = around.base
    before: Mapping[str, bytes | None] = base.before if base else {}
    there = {_name(path) for path in before if _is_postmortem(path) and around.exists(path)}
    for path, data in before.items():
        if data is None or not _is_postmortem(path) or around.exists(path):
            continue
        if _name(path) not in there and not _is_taken_back(base, path):
            yield path


def _is_taken_back(base: Base | None, path: str) -> bool:
    return base is not None and base.amendments.takes_back(path)


def _is_postmortem(path: str) -> bool:
    return sort_of(path) is Sort.POSTMORTEM


def _items(data: bytes, path: str) -> Sequence[ActionItem]:
    if not action_items.may_stand_in(data):
        return ()
    try:
        placed = action_items.read(Document.parse(data, path), most=MOST_ITEMS)
    except IncError:
        return ()
    return [one.item for one in placed]


def _bytes_now(around: Surroundings, path: str) -> bytes:
    try:
        return files.read(around.root, path)
    except IncError:
        return b""


def _name(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".md")
