"""Lock files that a killed git left: removed where it is proven that nobody is at work there.

The proof is that of whoever holds our own lock and found what a killed command left: it was
committing, and git, which inherits our lock, has ended as well. It counts for files that are not
older than that commit, that stay as they are, that no process holds open, and only where no git
runs in the work tree: one that waits for an editor holds its lock with no descriptor.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Final, NamedTuple

from inc.errors import GitRefused
from inc.vcs.repository import Repository

GRACE: Final = 1.0
"""Seconds for which a lock has to stay as it is."""

_PATIENCE: Final = 2.0
_PAUSE: Final = 0.02
_PROCESSES: Final = Path("/proc")
_NAMES: Final = ("index.lock", "HEAD.lock", "packed-refs.lock")


class _Seen(NamedTuple):
    """A lock file as it was when it was looked at."""

    path: Path
    inode: int
    size: int
    since: float


def left(repository: Repository) -> list[Path]:
    """The lock files of git that are there now, those of live ones among them."""
    return [one.path for one in _seen(repository)]


def age(path: Path) -> timedelta | None:
    """For how long a file has been as it is; None where it is gone."""
    try:
        return timedelta(seconds=max(0.0, time.time() - path.lstat().st_mtime))
    except OSError:
        return None


def clear(repository: Repository, since: float) -> None:
    """Remove what the git of a killed command left; who calls holds the lock.

    `since` is when that command began, in seconds. Raises GitRefused where a lock that is not
    older may be that of a git at work.
    """
    found = [one for one in _seen(repository) if one.since >= since]
    if not found:
        return
    if _is_quiet(repository):
        time.sleep(min(GRACE, max(0.0, GRACE - _youngest(found))))
        found = [one for one in found if _looked_at(one.path)]
        same = all(_looked_at(one.path) == one for one in found)
        if same and not _held_open({one.path for one in found}) and not works_here(repository):
            for one in found:
                one.path.unlink(missing_ok=True)
            return
    raise GitRefused(
        f"{found[0].path} is there since a command was cut off, and a git may be at work here",
        hint="Wait until it has ended, then run the command again; `inc doctor` tells.",
    )


def _is_quiet(repository: Repository) -> bool:
    """Whether no git runs here; one that only looks, such as that of a prompt, is waited for."""
    end = time.monotonic() + _PATIENCE
    while works_here(repository):
        if time.monotonic() > end:
            return False
        time.sleep(_PAUSE)
    return True


def works_here(repository: Repository) -> bool:
    """Whether a git runs in the work tree, or may do so: nobody can look into all processes."""
    if not (_PROCESSES / "self").exists():
        return True
    places = (repository.worktree, repository.common_dir)
    return any(_is_below(folder, places) for folder in _folders_of_git())


def _seen(repository: Repository) -> list[_Seen]:
    return [one for path in _candidates(repository) if (one := _looked_at(path))]


def _candidates(repository: Repository) -> Iterator[Path]:
    for folder in dict.fromkeys((repository.git_dir, repository.common_dir)):
        yield from (folder / name for name in _NAMES)
    yield from repository.git_dir.glob("next-index-*.lock")
    yield from (repository.common_dir / "refs" / "heads").rglob("*.lock")


def _looked_at(path: Path) -> _Seen | None:
    try:
        made = path.lstat()
    except OSError:
        return None
    return _Seen(path, made.st_ino, made.st_size, made.st_mtime)


def _youngest(found: list[_Seen]) -> float:
    return time.time() - max(one.since for one in found)


def _held_open(paths: set[Path]) -> bool:
    names = {str(path) for path in paths}
    for process in _numbers():
        with suppress(OSError):
            for descriptor in (process / "fd").iterdir():
                with suppress(OSError):
                    if str(descriptor.readlink()) in names:
                        return True
    return False


def _folders_of_git() -> Iterator[Path | None]:
    """The folder that each git works in; None where this person may not know."""
    for process in _numbers():
        with suppress(FileNotFoundError, ProcessLookupError):
            name = (process / "comm").read_text("utf-8", "replace").strip()
            if name == "git" or name.startswith("git-"):
                try:
                    if _is_alive(process):
                        yield (process / "cwd").readlink()
                except PermissionError:
                    yield None


def _is_alive(process: Path) -> bool:
    status = (process / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    return status[0] not in ("Z", "X")


def _numbers() -> Iterator[Path]:
    with suppress(OSError):
        yield from (_PROCESSES / name for name in os.listdir(_PROCESSES) if name.isdigit())


def _is_below(folder: Path | None, places: tuple[Path, ...]) -> bool:
    return folder is None or any(folder == place or place in folder.parents for place in places)
