"""Documents on the disk: whole or not at all, and never through a symbolic link.

Paths are POSIX and relative to a root. Every folder on the way is opened from its parent without
following links, so nobody can put a link there between a check and the use.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Self

from inc.errors import DocumentRefused, NotFound
from inc.store.disk_words import a_link, explain, in_plain_words, missing, not_a_file, too_large

LARGEST: Final = 8 * 1024 * 1024
"""Bytes of the largest file that is read or written: seventy thousand entries."""

_AT_ONCE: Final = 1 << 20
_STRANGE: Final = frozenset({"", ".", ".."})
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# O_NONBLOCK: should a named pipe take the place of the file, opening it does not wait.
_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_CREATE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def read(root: Path, relative: str, *, most: int = LARGEST, first: int | None = None) -> bytes:
    """Return the bytes of a regular file of at most so many bytes; with `first`, only its first.

    Raises NotFound, DocumentRefused for a link or anything else that is no file, DiskRefused.
    """
    *folders, name = _parts(relative)
    with in_plain_words(root, relative), _folder(root, folders) as parent:
        return _content(parent, name, relative, most, first)


def _content(parent: int, name: str, relative: str, most: int, first: int | None) -> bytes:
    # Looked at before it is opened: opening a device can already do something.
    if _mode(parent, name, relative) is None:
        raise missing(relative)
    descriptor = os.open(name, _READ, dir_fd=parent)
    try:
        size = os.fstat(descriptor).st_size
        if size > most and first is None:
            raise too_large(relative, "has", size, most)
        if first is not None:
            return os.read(descriptor, first)
        data = os.read(descriptor, size + 1)
        if len(data) == size:
            return data
        return data + _rest(descriptor)  # somebody writes to it
    finally:
        os.close(descriptor)


def _rest(descriptor: int) -> bytes:
    parts = iter(lambda: os.read(descriptor, _AT_ONCE), b"")
    return b"".join(parts)


class Reader:
    """Reads many files as `read` does; neighbours cost half, for their folder is kept open.

    To be used in a `with` statement, which lets go of the folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._open: tuple[list[str], int] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def read(self, relative: str, *, most: int = LARGEST) -> bytes:
        """Return the bytes of a regular file of at most so many bytes."""
        *folders, name = _parts(relative)
        try:
            return _content(self._folder(folders), name, relative, most, None)
        except OSError as error:
            explain(error, self._root, relative)

    def _folder(self, folders: list[str]) -> int:
        if self._open is None or self._open[0] != folders:
            with _folder(self._root, folders) as descriptor:
                mine = os.dup(descriptor)
            self._close()
            self._open = (folders, mine)
        return self._open[1]

    def _close(self) -> None:
        if self._open:
            os.close(self._open[1])
        self._open = None


def replace(
    root: Path,
    relative: str,
    data: bytes,
    *,
    staging: Path | None,
    last_look: Callable[[], None] = lambda: None,
) -> list[Path]:
    """Put `data` at `relative` durably: after a crash there is the old file or the new one.

    Keeps the mode of the file it replaces. Returns the folders it had to make, outermost first.
    The draft lies in `staging` when that is on the same disk: a folder in the git directory, where
    no `git add -A` of somebody else sees it. `last_look` is called when it is ready, and may raise.
    Raises DocumentRefused or DiskRefused.
    """
    *folders, name = _parts(relative)
    if len(data) > LARGEST:
        raise too_large(relative, "would have", len(data), LARGEST)
    made: list[Path] = []
    try:
        with in_plain_words(root, relative):
            _make_folders(root, folders, made)
            with _folder(root, folders) as parent:
                mode = _mode(parent, name, relative)
                _write(parent, name, data, mode, staging, last_look)
    except BaseException:
        _remove_folders(made)
        raise
    return made


def delete(root: Path, relative: str) -> None:
    """Remove a file durably; raises NotFound, DocumentRefused for a link, DiskRefused."""
    *folders, name = _parts(relative)
    with in_plain_words(root, relative), _folder(root, folders) as parent:
        if _mode(parent, name, relative) is None:
            raise missing(relative)
        os.unlink(name, dir_fd=parent)
        os.fsync(parent)


@contextmanager
def kept(root: Path, relative: str, staging: Path) -> Iterator[Path | None]:
    """Give a file a second name in `staging` for a while, from where it is put back without room.

    Yields None where there is no such file, or where the disk cannot do that.
    """
    *folders, name = _parts(relative)
    path = staging / f".inc-{os.urandom(8).hex()}.kept"
    has_second_name = True
    try:
        staging.mkdir(parents=True, exist_ok=True)
        with _folder(root, folders) as parent:
            os.link(name, path, src_dir_fd=parent, follow_symlinks=False)
    except OSError:
        has_second_name = False
    try:
        yield path if has_second_name else None
    finally:
        if has_second_name:
            path.unlink(missing_ok=True)


def restore(
    root: Path,
    relative: str,
    before: bytes | None,
    written: bytes | None,
    made: Sequence[Path],
    staging: Path | None,
    kept: Path | None = None,
) -> bool:
    """Put back what was there `before` a change: its bytes, or None for no file.

    Only if the disk still has what was `written` (None: deleted): when somebody has saved in
    between, returns False and leaves everything. `made` is what `replace` returned: those folders
    that are empty again are removed. From its `kept` name a file comes back even to a full disk.
    Raises DiskRefused.
    """
    if not _still_has(root, relative, written):
        return False
    if kept is not None:
        _move_back(root, relative, kept)
    elif before is not None:
        replace(root, relative, before, staging=staging)
    elif written is not None:
        delete(root, relative)
    _remove_folders(made)
    return True


def _move_back(root: Path, relative: str, kept: Path) -> None:
    *folders, name = _parts(relative)
    with in_plain_words(root, relative), _folder(root, folders) as parent:
        os.rename(kept, name, dst_dir_fd=parent)
        os.fsync(parent)


def _still_has(root: Path, relative: str, written: bytes | None) -> bool:
    try:
        return read(root, relative) == written
    except NotFound:
        return written is None
    except DocumentRefused:
        return False


def _parts(relative: str) -> list[str]:
    """Return the components of a clean path, so that nothing outside of root can be meant."""
    parts = relative.split("/")
    strange = not _STRANGE.isdisjoint(parts) or ".git" in relative.lower().split("/")
    if strange or not _is_name(relative):
        raise DocumentRefused(
            f"{relative!r} is not a plain path inside of the workspace",
            hint="Name a file below the workspace, without `..` and without a leading `/`.",
        )
    return parts


def _is_name(text: str) -> bool:
    try:
        return b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        return False


@contextmanager
def _folder(root: Path, folders: Sequence[str]) -> Iterator[int]:
    """Open the folder below root, link by link refused; root itself may be reached by links."""
    descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for name in folders:
            inner = os.open(name, _FOLDER, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = inner
        yield descriptor
    finally:
        os.close(descriptor)


def _make_folders(root: Path, folders: Sequence[str], made: list[Path]) -> None:
    for depth, name in enumerate(folders):
        with _folder(root, folders[:depth]) as parent, suppress(FileExistsError):
            os.mkdir(name, dir_fd=parent)
            made.append(root.joinpath(*folders[: depth + 1]))
            os.fsync(parent)


def _remove_folders(made: Sequence[Path]) -> None:
    for folder in reversed(made):
        # Somebody else may have put a file there.
        with suppress(OSError):
            folder.rmdir()


def _mode(parent: int, name: str, relative: str) -> int | None:
    """Return the permissions of the file, None when there is none; refuse what is not a file."""
    try:
        mode = os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(mode):
        raise a_link(relative)
    if not stat.S_ISREG(mode):
        raise not_a_file(relative)
    return stat.S_IMODE(mode)


def _write(
    parent: int,
    name: str,
    data: bytes,
    mode: int | None,
    staging: Path | None,
    last_look: Callable[[], None],
) -> None:
    with _drafts(parent, staging) as drafts:
        try:
            _write_in(drafts, parent, name, data, mode, last_look)
        except OSError as error:
            # Tried and not compared: one device number may mean two mounts.
            if error.errno != errno.EXDEV:
                raise
            _write_in(parent, parent, name, data, mode, last_look)


@contextmanager
def _drafts(parent: int, staging: Path | None) -> Iterator[int]:
    """Open the folder for the draft: `staging`, or without one that of the file."""
    if staging is None:
        yield parent
        return
    staging.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(staging, _FOLDER)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _write_in(
    drafts: int,
    parent: int,
    name: str,
    data: bytes,
    mode: int | None,
    last_look: Callable[[], None],
) -> None:
    draft = f".inc-{os.urandom(8).hex()}.tmp"
    descriptor = os.open(draft, _CREATE, 0o666, dir_fd=drafts)
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor
            file.write(data)
            file.flush()
            if mode is not None:
                os.fchmod(descriptor, mode)
            os.fsync(descriptor)
        last_look()
        os.rename(draft, name, src_dir_fd=drafts, dst_dir_fd=parent)
    except BaseException:
        with suppress(OSError):
            os.unlink(draft, dir_fd=drafts)
        raise
    os.fsync(parent)
