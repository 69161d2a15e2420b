"""Incidents that git has and a sparse checkout leaves out: who looks back needs no disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from inc.documents import Documents
from inc.durable import in_repository
from inc.store import layout
from inc.store.disk_words import too_large
from inc.unseen import elsewhere
from inc.vcs import past
from inc.vcs.past import TooLarge


class Elsewhere(Mapping[str, bytes]):
    """The documents of incidents that a sparse checkout leaves out, by id, the newest first.

    Each is as it would stand on the disk. DocumentRefused for one that is too large.
    """

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._held: dict[str, bytes | TooLarge | None] = {}

    @cached_property
    def _paths(self) -> Mapping[str, str]:
        """Where git has them."""
        root, repository = self._documents.root, self._documents.repository
        placed = map(layout.placed, elsewhere(root, repository, [layout.INCIDENTS]))
        names = sorted((one[1] for one in placed if one), reverse=True)
        paths = {name: layout.incident_path(name) for name in names}
        return {name: in_repository(root, repository, path) for name, path in paths.items()}

    def __contains__(self, name: object) -> bool:
        return name in self._paths

    def __len__(self) -> int:
        return len(self._paths)

    def __iter__(self) -> Iterator[str]:
        """Their ids; whoever goes through them all reads them, so that git is asked once."""
        self._read([*self._paths])
        return iter(self._paths)

    def __getitem__(self, name: str) -> bytes:
        if name not in self._held:
            self._read([name])
        data = self._held[name]
        if isinstance(data, TooLarge):
            raise too_large(layout.incident_path(name), "has", data.size, past.LARGEST)
        if data is None:
            raise KeyError(name)
        return data

    def _read(self, names: Sequence[str]) -> None:
        staged = [f":{self._paths[name]}" for name in names]
        found = past.contents(self._documents.repository, staged)
        self._held.update(zip(names, found, strict=True))
