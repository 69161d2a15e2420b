"""How git is told to have on the disk what it says it made: other words for gits before 2.36.

Those can sync objects and no refs, so a branch that a commit of ours moved is synced here.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Final

from inc.errors import IncError
from inc.vcs.repository import Repository

SYNCS_ALL: Final = (2, 36)
"""The git that syncs refs and the staging area where it is told to."""

_ALL: Final = ("-c", "core.fsync=all")
_BATCH: Final = ("-c", "core.fsyncMethod=batch")
_OBJECTS: Final = ("-c", "core.fsyncObjectFiles=true")  # newer ones complain about it each time
_LASTS: Final = 86_400.0  # seconds; where `git` only starts another one, that may be a newer one


def durably(repository: Repository) -> tuple[str, ...]:
    """Options of git by which what it makes is on the disk when it says so."""
    return _ALL if _syncs_all(repository) else _OBJECTS


def many_durably(repository: Repository) -> tuple[str, ...]:
    """The same at little cost for many objects."""
    return (*_ALL, *_BATCH) if _syncs_all(repository) else _OBJECTS


def sync_branch(repository: Repository) -> None:
    """Have what is checked out on the disk, with its log, where git itself does not see to it."""
    if _syncs_all(repository):
        return
    git_dir, common = repository.git_dir, repository.common_dir
    ref = repository.head().ref
    names = [common / ref, common / "logs" / ref] if ref else [git_dir / "HEAD"]
    for path in (*names, git_dir / "logs" / "HEAD"):
        sync(path)


def sync(path: Path) -> None:
    """Have a file on the disk; nothing where it is not there."""
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _syncs_all(repository: Repository) -> bool:
    """Whether git is a newer one."""
    return _known(repository, os.environ.get("PATH", ""))


@lru_cache(maxsize=8)
def _known(repository: Repository, _path: str) -> bool:
    """The same, asked once a day: a process of git costs as much as the rest of a command."""
    program = _program()
    with suppress(OSError, ValueError, IncError):
        memo = repository.private() / "git"
        *known, syncs, asked = memo.read_text("utf-8", "surrogateescape").split("\n")
        if known == program and 0 <= time.time() - float(asked) < _LASTS:
            return syncs == "all"
    return _asked(repository, program)


def _asked(repository: Repository, program: list[str]) -> bool:
    from inc.vcs.asking import version

    syncs = version(repository.worktree) >= SYNCS_ALL
    words = [*program, "all" if syncs else "objects", str(time.time())]
    with suppress(OSError, IncError):
        memo = repository.private() / "git"
        draft = memo.with_name(f"{memo.name}.{os.getpid()}")
        draft.write_text("\n".join(words), "utf-8", "surrogateescape")
        draft.replace(memo)
    return syncs


def _program() -> list[str]:
    """Which git runs, and what is another once another one is installed there."""
    for folder in os.get_exec_path():
        path = f"{folder}/git"
        try:
            found = os.stat(path)  # noqa: PTH116 - on the way of every command
        except (OSError, ValueError):
            continue
        return [path, f"{found.st_mtime_ns} {found.st_size} {found.st_ino}"]
    return ["", ""]
