"""The note of a visit: which branch is checked out for a moment, and which one was before.

It stands in the git directory of the work tree, because a visitor may be killed, and then nothing
else tells that the branch that is checked out is not the one that people work on.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

from inc.errors import DiskRefused
from inc.faults import point
from inc.vcs.repository import Repository

MARK: Final = "INC_VISITING"
"""What the hooks of a visitor find in their environment: the `inc` they run need not wait."""


class Note(NamedTuple):
    """The branch that is visited, where one was before, and the process of the visitor.

    `ref` is empty where no branch was checked out, `old` where the visit made the branch.
    """

    branch: str
    ref: str
    oid: str
    old: str
    pid: str


def write(repository: Repository, note: Note) -> None:
    """Have the note on the disk before anything is checked out; DiskRefused where it cannot be."""
    path = repository.visit_note
    try:
        path.parent.mkdir(exist_ok=True)
        # In its place at once: one that is cut off says nothing, and then nothing was checked out.
        with path.open("w", encoding="utf-8", errors="surrogateescape") as file:
            file.write("\n".join(note))
            file.flush()
            os.fsync(file.fileno())
        _sync(path.parent)
        point("visit-noted")
    except OSError as error:
        with suppress(OSError):
            path.unlink()
        raise DiskRefused(
            f"{path} cannot be written: {error.strerror}", hint="`df -h .` shows how full it is"
        ) from error


def read(repository: Repository) -> Note | None:
    """The note of a visit; None where there is none, or none that says anything."""
    try:
        lines = repository.visit_note.read_text("utf-8", "surrogateescape").split("\n")
    except OSError:
        return None
    return Note(*lines) if len(lines) == len(Note._fields) else None


def since(repository: Repository) -> float:
    """When the visit was noted, in seconds; never, where there is none."""
    try:
        return repository.visit_note.stat().st_mtime
    except OSError:
        return float("inf")


def settle(repository: Repository, paths: Sequence[str]) -> None:
    """Have on the disk what git checked out and does not sync: HEAD, and those paths."""
    for path in (repository.git_dir / "HEAD", *(repository.worktree / one for one in paths)):
        with suppress(OSError):
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def forget(repository: Repository) -> None:
    """The visit has ended."""
    with suppress(OSError):
        repository.visit_note.unlink(missing_ok=True)
        _sync(repository.visit_note.parent)


def is_guest(note: Note) -> bool:
    """Whether this process was started by the visitor, such as by a hook of its commit."""
    return os.environ.get(MARK) == note.pid


@contextmanager
def marked(pid: str) -> Iterator[None]:
    """Let what is started in this block know that it runs during the visit of that process."""
    outer = os.environ.get(MARK)
    os.environ[MARK] = pid
    try:
        yield
    finally:
        if outer is None:
            os.environ.pop(MARK, None)
        else:
            os.environ[MARK] = outer


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
