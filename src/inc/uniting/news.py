"""What came from others: which documents are another now, and whose entries are in them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Final, NamedTuple

from inc.domain.timeline import Entry
from inc.errors import IncError
from inc.store import layout
from inc.store.document import Document
from inc.uniting.commits import Place
from inc.vcs import ancestry
from inc.vcs.repository import Repository

_MOST: Final = 200  # documents that are read for it; of the others only the names are told


class News(NamedTuple):
    """A document that changed: its folder, its name, how many entries are new, and by whom."""

    path: str
    folder: str
    name: str
    is_new: bool
    is_gone: bool
    entries: int = 0
    people: Sequence[str] = ()


def between(repository: Repository, place: Place, before: str, after: str) -> list[News]:
    """What the documents of one commit have that those of another had not."""
    if before == after:
        return []
    every = ancestry.pairs(repository, before, after, place.folders)
    found = [one for one in every if place.is_document(one.path)]
    read = [side.oid for one in found[:_MOST] for side in one[1:] if side]
    told = ancestry.contents(repository, list(dict.fromkeys(read)))
    news = []
    for one in found:
        old = _entries(told.get(one.own.oid) if one.own else None, one.path)
        new = _entries(told.get(one.other.oid) if one.other else None, one.path)
        added = [entry for name, entry in new.items() if name not in old]
        inner = place.inner(one.path)
        folder, name = layout.placed(inner) or (inner.split("/", 1)[0], inner)
        people = sorted({entry.author for entry in added if entry.author})
        is_new, is_gone = one.own is None, one.other is None
        news.append(News(inner, folder, name, is_new, is_gone, len(added), people))
    return news


def _entries(data: bytes | None, path: str) -> dict[str, Entry]:
    if data is not None:
        with suppress(IncError, UnicodeDecodeError):
            return {one.id: one for one in Document.parse(data, path).entries if one.id}
    return {}
