"""Documents as the index takes them: those of a commit, and those on the disk."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from inc.errors import IncError, NotFound
from inc.sharing import streamed
from inc.store import files, layout
from inc.store.disk_words import a_link
from inc.store.excerpts import Gathered, broken, gathered
from inc.vcs import memo, trees
from inc.vcs.repository import Repository
from inc.vcs.trees import Blob

FOLDERS = (layout.INCIDENTS, layout.POSTMORTEMS, layout.RUNBOOKS)
_FILES = ("100644", "100755")
_LINK = "120000"
_AT_ONCE = 2_000  # documents that git is asked for; all of them are too many to hold

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

        A name that is no text, which git knows nothing against, is none of a document.
        """
        below = path.removeprefix(self.prefix)
        is_here = path.startswith(self.prefix)
        return below if is_here and layout.placed(below) and _is_text(below) else ""


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


# ------------------------------------------------------------------ of a commit


def committed(
    place: Place, blobs: Sequence[Blob], progress: Progress | None = None
) -> Iterator[list[Gathered]]:
    """What a commit has at some paths, a few documents at a time.

    A file on the disk that has the bytes of the commit is read there; git is asked for the others.
    """
    wanted = [one for one in blobs if place.document(one.path)]
    done, missing = 0, list[Blob]()
    for found, absent in streamed(partial(_from_disk, place), wanted):
        missing += absent
        yield found
        done += len(found) + len(absent)
        if progress:
            progress(done, len(wanted))
    for at in range(0, len(missing), _AT_ONCE):
        yield _from_git(place, missing[at : at + _AT_ONCE])


def _from_disk(place: Place, blobs: Sequence[Blob]) -> tuple[list[Gathered], list[Blob]]:
    """The documents that stand on the disk as they were committed, and the other ones."""
    reader, found, absent = files.Reader(place.root), list[Gathered](), list[Blob]()
    for one in blobs:
        path = place.document(one.path)
        data = None
        if one.mode in _FILES:
            try:
                data = reader.read(path)
            except IncError:
                data = None
        if data is not None and memo.is_object(data, one.oid):
            found.append(gathered(path, data))
        else:
            absent.append(one)
    reader.close()
    return found, absent


def _from_git(place: Place, blobs: Sequence[Blob]) -> list[Gathered]:
    files_ = [one for one in blobs if one.mode in _FILES]
    found = [
        gathered(place.document(one.path), data)
        for one, data in trees.contents(place.repository, files_)
    ]
    had = {one.path for one in found}
    for blob in blobs:
        path = place.document(blob.path)
        if path not in had and blob.mode == _LINK:
            error = a_link(path)
            found.append(broken(path, error.what, error.hint))
        elif path not in had and blob.mode in _FILES:
            found.append(broken(path, f"{path}: git does not have its content", "git fetch"))
    return found


# ------------------------------------------------------------------ on the disk


def on_disk(place: Place, paths: Sequence[str]) -> Iterator[list[Gathered]]:
    """What stands on the disk at some paths now, a few documents at a time."""
    yield from streamed(partial(_read, place), paths)


def _read(place: Place, paths: Sequence[str]) -> list[Gathered]:
    reader, found = files.Reader(place.root), list[Gathered]()
    for path in paths:
        try:
            found.append(gathered(path, reader.read(path)))
        except NotFound:
            continue
        except IncError as error:
            if _stands(place.root, path):
                found.append(broken(path, error.what, error.hint))
    reader.close()
    return found


def _stands(root: Path, path: str) -> bool:
    """Whether a walk meets a document there: a file or a link, in folders that are no links."""
    *folders, _ = accumulate(path.split("/"), "{}/{}".format)
    try:
        in_folders = all(stat.S_ISDIR(os.lstat(root / folder).st_mode) for folder in folders)
        mode = os.lstat(root / path).st_mode
    except OSError:
        return False
    return in_folders and (stat.S_ISREG(mode) or stat.S_ISLNK(mode))


def everything(place: Place) -> list[str]:
    """The paths of all documents on the disk."""
    return [path for folder in FOLDERS for path in below(place, folder)]


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
    """The documents among what git calls dirty, folders as the documents that stand in them."""
    found: dict[str, None] = {}
    for path in told:
        if not path.endswith("/"):
            found[place.document(path)] = None
            continue
        for folder in place.folders:
            if path.startswith(f"{folder}/") or f"{folder}/".startswith(path):
                inner = path if path.startswith(f"{folder}/") else f"{folder}/"
                inner = inner.removeprefix(place.prefix).rstrip("/")
                found |= dict.fromkeys(below(place, inner))
    found.pop("", None)
    return list(found)
