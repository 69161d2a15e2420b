"""Where the documents of a workspace stand: in its repository, and on the disk."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from inc.store import layout
from inc.vcs.repository import Repository

FOLDERS: Final = (layout.INCIDENTS, layout.POSTMORTEMS, layout.RUNBOOKS)

Progress = Callable[[int, int], None]
"""Told how many documents are done, and of how many."""


class Place(NamedTuple):
    """A workspace in the repository around it; `prefix` is its path there, `a/b/` or nothing."""

    root: Path
    repository: Repository
    prefix: str

    @classmethod
    def of(cls, root: Path, repository: Repository) -> Place:
        """The place of the workspace in a folder."""
        inner = root.resolve().relative_to(repository.worktree.resolve()).as_posix()
        return cls(root, repository, "" if inner == "." else f"{inner}/")

    @property
    def folders(self) -> list[str]:
        """Where documents stand, as git names it."""
        return [self.prefix + folder for folder in FOLDERS]

    def document(self, path: str) -> str:
        """The path below the workspace of a document at a path of git; nothing for no document.

        One that no id leads to is one, so that it can be told. A name that is no text, which git
        knows nothing against, is none of a document.
        """
        below = path.removeprefix(self.prefix)
        is_here = path.startswith(self.prefix)
        is_one = is_here and (layout.placed(below) or layout.is_stray(below))
        return below if is_one and is_text(below) else ""


def is_text(path: str) -> bool:
    """Whether a path can be kept and shown: to git it is any bytes."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def everything(place: Place) -> Iterator[str]:
    """The paths of all documents on the disk."""
    for folder in FOLDERS:
        yield from below(place, folder)


def below(place: Place, folder: str) -> Iterator[str]:
    """The paths of the documents in a folder of the workspace; links are named, not followed."""
    try:
        if stat.S_ISLNK(os.lstat(place.root / folder).st_mode):
            return
        with os.scandir(place.root / folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in found:
        path = f"{folder}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield from below(place, path)
        elif (entry.is_symlink() or entry.is_file()) and place.document(place.prefix + path):
            yield path


def dirty(place: Place, told: Sequence[str]) -> list[str]:
    """The documents among what git calls dirty, folders as the documents that stand in them.

    Of a folder where a file was git tells only that the file is gone; so each may be a folder.
    """
    found: dict[str, None] = {}
    for path in told:
        found[place.document(path)] = None
        slashed = f"{path.rstrip('/')}/"
        for folder in place.folders:
            if slashed.startswith(f"{folder}/") or f"{folder}/".startswith(slashed):
                inner = max(slashed, f"{folder}/", key=len).removeprefix(place.prefix)
                found |= dict.fromkeys(below(place, inner.rstrip("/")))
    found.pop("", None)
    return list(found)
