"""Documents as the index takes them: those of a commit, and those on the disk."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

from inc.errors import IncError, NotFound
from inc.indexing.place import Place, Progress
from inc.sharing import streamed
from inc.store import files
from inc.store.excerpts import broken, gathered
from inc.vcs import memo
from inc.vcs.trees import Blob

Row = tuple[Any, ...]
"""A document as `gathered` has it, in a plain tuple: a process sends it in half the time."""

_FILES: Final = ("100644", "100755")
_MANY: Final = 500  # documents for which OpenSSL is loaded


def readied() -> None:
    """Import what the reading of many documents needs; else each process does that shares it."""
    import hashlib

    from inc.domain import postmortem
    from inc.store import item_words

    del hashlib, postmortem, item_words


# ------------------------------------------------------------------ of a commit


def committed(
    place: Place, blobs: Sequence[Blob], apart: list[Blob], progress: Progress | None = None
) -> Iterator[list[Row]]:
    """What a commit has at some paths, a few documents at a time, each as `gathered` has it.

    Only files on the disk that have the bytes of the commit are of it. The others (dirty ones,
    links, what filters write otherwise, what a sparse checkout leaves out) are put into `apart`.
    """
    wanted = [(path, one) for one in blobs if (path := place.document(one.path))]
    work = partial(_from_disk, place, is_many=len(wanted) >= _MANY)
    done = 0
    for found, others in streamed(work, wanted):
        apart += others
        yield found
        done += len(found) + len(others)
        if progress:
            progress(done, len(wanted))


def _from_disk(
    place: Place, wanted: Sequence[tuple[str, Blob]], *, is_many: bool
) -> tuple[list[Row], list[Blob]]:
    """The documents that stand on the disk as they were committed, and the other ones."""
    found, others = list[Row](), list[Blob]()
    with files.Reader(place.root) as reader:
        for path, one in wanted:
            data = None
            if one.mode in _FILES:
                try:
                    data = reader.read(path)
                except IncError:
                    data = None
            if data is not None and _is_committed(data, one.oid, is_one_of_many=is_many):
                found.append(tuple(gathered(path, data)))
            else:
                others.append(one)
    return found, others


def _is_committed(data: bytes, oid: str, *, is_one_of_many: bool) -> bool:
    """Whether a file has the bytes of an object, with the newlines of the one or the other."""
    if memo.is_object(data, oid, is_one_of_many=is_one_of_many):
        return True
    plain = data.replace(b"\r\n", b"\n")
    return plain != data and memo.is_object(plain, oid, is_one_of_many=is_one_of_many)


# ------------------------------------------------------------------ on the disk


def on_disk(place: Place, paths: Sequence[str]) -> Iterator[list[Row]]:
    """What stands on the disk at some paths now, a few documents at a time."""
    yield from streamed(partial(_read, place), paths)


def _read(place: Place, paths: Sequence[str]) -> list[Row]:
    found = list[Row]()
    with files.Reader(place.root) as reader:
        for path in paths:
            try:
                found.append(tuple(gathered(path, reader.read(path))))
            except NotFound:
                continue
            except IncError as error:
                if _stands(place.root, path):
                    found.append(tuple(broken(path, error.what, error.hint)))
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
