"""The contents of objects, asked for in bulk and kept while they are likely to be needed again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from inc.vcs.repository import Repository
from inc.vcs.streaming import MOST, Batch

LARGEST: Final = 8 << 20
"""Bytes of a version of a document that is looked at."""

_KEPT: Final = 24 << 20  # bytes of versions that are kept, for the next commit needs them again


class Versions:
    """The contents of objects; the newest of them are kept, for they are asked for again."""

    def __init__(self, repository: Repository) -> None:
        self._batch = Batch(repository)
        self._held: dict[str, bytes] = {}
        self._asked: Sequence[str] = ()
        self._size = 0
        self.missing: set[str] = set()
        """Those that are not in this clone."""
        self.too_large: set[str] = set()
        """Those with more bytes than are looked at."""

    def __enter__(self) -> Versions:
        return self

    def __exit__(self, *_: object) -> None:
        self._batch.__exit__()

    def ask(self, oids: Iterable[str]) -> None:
        """Have git read what is not at hand, while something else is done."""
        self._receive()
        wanted = [oid for oid in dict.fromkeys(oids) if oid and oid not in self._held]
        for at in range(0, len(wanted), MOST):
            self._receive()
            self._asked = wanted[at : at + MOST]
            self._batch.ask(self._asked)

    def _receive(self) -> None:
        asked, self._asked = self._asked, []
        for oid, kind, data in self._batch.told(asked):
            self._keep(oid, kind, data)

    def load(self, oids: Iterable[str]) -> None:
        """Read what is not at hand, in few questions."""
        self.ask(oids)
        self._receive()

    def _keep(self, oid: str, kind: str, data: bytes | None) -> None:
        if data is None or kind != "blob":
            self.missing.add(oid)
            data = b""
        elif len(data) > LARGEST:
            self.too_large.add(oid)
            data = b""
        self._held[oid] = data
        self._size += len(data)

    def forget(self) -> None:
        """Let go of the oldest where there is too much."""
        while self._size > _KEPT:
            self._size -= len(self._held.pop(next(iter(self._held))))

    def content(self, oid: str) -> bytes:
        """What an object holds; nothing for "", and for one that cannot be read."""
        if not oid:
            return b""
        if oid not in self._held:
            self.load([oid])  # which receives what was asked for before
        return self._held[oid]
