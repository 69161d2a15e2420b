"""Documents as the index takes them: those of a commit, and those on the disk."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import accumulate
from pathlib import Path

from inc.errors import IncError, NotFound
from inc.indexing.place import Place, Progress
from inc.sharing import streamed
from inc.store import files
from inc.store.disk_words import a_link
from inc.store.excerpts import Gathered, broken, gathered
from inc.vcs import memo, trees
from inc.vcs.trees import Blob

_FILES = ("100644", "100755")
_LINK = "120000"
_AT_ONCE = 2_000  # documents that git is asked for; all of them are too many to hold


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
