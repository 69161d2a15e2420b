"""Why the disk does not give or take a document, in plain words with the way out."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NoReturn

from inc.errors import DiskRefused, DocumentRefused, IncError, NotFound

_WORDS: Final = {
    errno.ENOSPC: ("the disk is full", "Make room (`df -h` shows where), then run it again."),
    errno.EDQUOT: ("your disk quota is used up", "Make room, then run it again."),
    errno.EROFS: ("the file system is read-only", "Remount it writable or work in another clone."),
    errno.EACCES: ("permission denied", "`ls -ld` on the folder and the file shows who may"),
    errno.EPERM: ("not permitted", "`ls -ld` and `lsattr` on the folder and the file show why"),
    errno.EIO: (
        "the disk reports an error",
        "Copy the clone to another disk before anything else.",
    ),
    errno.EFBIG: ("the file would be too large", "`ulimit -f` shows the limit"),
}


@contextmanager
def in_plain_words(root: Path, relative: str) -> Iterator[None]:
    """Have an OSError in the block explained."""
    try:
        yield
    except OSError as error:
        explain(error, root, relative)


def explain(error: OSError, root: Path, relative: str) -> NoReturn:
    """Raise what an OSError means."""
    raise _explained(error, root, relative) from error


def _explained(error: OSError, root: Path, relative: str) -> IncError:
    if error.errno in (errno.ELOOP, errno.ENOTDIR):
        return _in_the_way(root, relative)
    if error.errno == errno.ENOENT:
        return missing(relative)
    what, hint = _WORDS.get(error.errno or 0, (error.strerror or str(error), ""))
    return DiskRefused(f"{root / relative}: {what}", hint=hint)


def missing(relative: str) -> NotFound:
    """There is no such file."""
    return NotFound(f"{relative} does not exist", hint="See what there is: inc list --all")


def too_large(relative: str, has: str, size: int, most: int) -> DocumentRefused:
    """The file has, or would have, more bytes than a document may."""
    return DocumentRefused(
        f"{relative} {has} {size} bytes; {most} are the limit",
        hint="Move attachments out of the document and link them.",
    )


def _in_the_way(root: Path, relative: str) -> DocumentRefused:
    path = root
    for part in relative.split("/"):
        path = path / part
        if path.is_symlink():
            return a_link(path.relative_to(root).as_posix())
    return DocumentRefused(f"a part of {relative} is a file and not a folder", hint="Move it away.")


def a_link(relative: str) -> DocumentRefused:
    """It is, or is below, a symbolic link."""
    return DocumentRefused(
        f"{relative} is a symbolic link, and documents are never read or written through one",
        hint="Put the real file or folder there.",
    )


def not_a_file(relative: str) -> DocumentRefused:
    """It is a folder, a device or a pipe."""
    return DocumentRefused(f"{relative} is not a regular file", hint="Move it away.")
