"""Versions of documents as the commits have them, and what they say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from sys import intern
from typing import Final

from inc.errors import IncError
from inc.store import additions, layout
from inc.store.additions import Added
from inc.store.amending import Said, Version
from inc.store.document import Document
from inc.vcs.proving import Change
from inc.vcs.versions import Versions

_KEPT: Final = 500  # versions that were read; the next commit asks for the last one again
_MARKS: Final = (b"<<<<<<< ", b"=======", b">>>>>>> ", b"|||||||")


@lru_cache(maxsize=4096)
def is_incident(path: str) -> bool:
    """Whether a path below the workspace is that of an incident, be it in the wrong folder."""
    folder, _, rest = path.partition("/")
    return folder == layout.INCIDENTS and rest.endswith(".md") and layout.is_id(name_of(path))


def name_of(path: str) -> str:
    """The name of the incident whose document a path is."""
    return path.rpartition("/")[2].removesuffix(".md")


def front_of(data: bytes) -> bytes:
    """The front matter of a document as it stands there, up to its last line; all, if none ends."""
    end = data.find(b"\n---", 3)
    return data[:end] if end >= 0 else data


class Library:
    """The incidents of a workspace, as they were in any commit.

    `prefix` is where the workspace is in its repository: nothing, or a path that ends in a slash.
    """

    def __init__(self, versions: Versions, prefix: str) -> None:
        self._versions = versions
        self._prefix = prefix
        self._said: dict[tuple[str, str], Said] = {}
        self.illegible: set[str] = set()
        """The paths of documents of which a version cannot be read."""

    def incidents(self, changes: Sequence[Change]) -> list[Change]:
        """The changes of incidents, by their paths below the workspace."""
        below = (intern(one.path.removeprefix(self._prefix)) for one in changes)
        found = zip(changes, below, strict=True)
        return [one._replace(path=path) for one, path in found if is_incident(path)]

    def load(self, changes: Iterable[Change], *, later: bool = False) -> None:
        """Read the contents of changes, in few questions; `later` while something else is done."""
        self._versions.forget()
        oids = (oid for one in changes for oid in (one.before, one.after))
        self._versions.ask(oids) if later else self._versions.load(oids)

    def added(self, change: Change) -> Sequence[Added] | None:
        """The entries that a change adds; None where it may have done anything else."""
        if not change.after:
            return None
        after = self._versions.content(change.after)
        if not change.before:
            return additions.first_version(after)
        return additions.added(self._versions.content(change.before), after)

    def has_other_front(self, change: Change) -> bool:
        """Whether a change made anything of the front matter, be it by a new document."""
        before, after = (self._versions.content(oid) for oid in (change.before, change.after))
        return bool(change.after) and (not change.before or front_of(before) != front_of(after))

    def content(self, oid: str) -> bytes:
        """The bytes of a version."""
        return self._versions.content(oid)

    def has(self, change: Change, name: str) -> bool:
        """Whether an id stands anywhere in a document after a change."""
        return f"^{name}".encode() in self._versions.content(change.after)

    def said(self, path: str, oid: str) -> Said:
        """What a version of a document says."""
        key = (path, oid)
        if key not in self._said:
            if len(self._said) >= _KEPT:
                self._said.pop(next(iter(self._said)))
            self._said[key] = Said(self._legible(path, oid), path)
        return self._said[key]

    def said_in(self, commit: str, path: str) -> Said:
        """What a commit has at a path; nothing where git cannot be asked for it by that name."""
        if not f"{self._prefix}{path}".isprintable():
            self.illegible.add(path)
            return Said(b"", path)
        return self.said(path, f"{commit}:{self._prefix}{path}")

    def version(self, was: Change, now: Change) -> Version:
        """A document before and after a commit, which may have given it another name."""
        return Version(
            was.path,
            now.path,
            self._legible(was.path, was.before),
            self._legible(now.path, now.after),
        )

    def _legible(self, path: str, oid: str) -> bytes:
        """The bytes of a version; where those cannot be read, what is left without conflicts.

        Lines that a bad merge left between markers are entries all the same: they are not lost.
        """
        data = self._versions.content(oid)
        if oid in self._versions.too_large or (":" not in oid and oid in self._versions.missing):
            self.illegible.add(path)
        if not data or _is_read(data, path):
            return data
        text = data.decode("utf-8", "replace").encode()
        lines = [line for line in text.split(b"\n") if not line.startswith(_MARKS)]
        left = b"\n".join(lines)
        if not _is_read(left, path):
            self.illegible.add(path)
        return left


def _is_read(data: bytes, path: str) -> bool:
    try:
        Document.parse(data, path).placed  # noqa: B018 - to meet what is wrong with it here
    except IncError:
        return False
    return True


def paired(library: Library, changes: Sequence[Change]) -> list[tuple[Change, Change]]:
    """Each change with itself; the end of a document with the beginning of the one it became.

    That one has all of its entries, under whatever name.
    """
    ended = [one for one in changes if not one.after]
    begun = [one for one in changes if not one.before]
    pairs = [(one, one) for one in changes if one.before and one.after]
    for old in ended:
        was = library.said(old.path, old.before)
        fits = (new for new in begun if _has_most(was, library.said(new.path, new.after)))
        new = next(fits, None)
        if new is None:
            pairs.append((old, old))
        else:
            begun.remove(new)
            pairs.append((old, new))
    return [*pairs, *((one, one) for one in begun)]


def _has_most(was: Said, now: Said) -> bool:
    keys, there = set(was.keys), set(now.keys)
    return bool(keys) and 2 * len(keys & there) > len(keys)
