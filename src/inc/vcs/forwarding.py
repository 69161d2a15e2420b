"""A branch moved on to another commit, with the files; what the person edited and staged stays.

A note in the git directory lasts as long as that takes. Who finds one under the lock ends what
somebody who was killed began.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Final

from inc.errors import IncError
from inc.faults import point
from inc.vcs import cut_off, stale
from inc.vcs.ancestry import pairs
from inc.vcs.composing import run_hook
from inc.vcs.lasting import many_durably, sync_branch
from inc.vcs.lock import jitter
from inc.vcs.process import Completed, git
from inc.vcs.refusals import is_lock_contention, last_words
from inc.vcs.repository import Repository

_SHORTEST, _LONGEST = 0.005, 0.250
_LATER: Final = "inc, as it was begun before"


def in_the_way(repository: Repository, old: str, new: str) -> list[str]:
    """The paths that moving on would change, and that the person has changed meanwhile.

    One of a file that stands where a folder comes is among them.
    """
    found = pairs(repository, old, new, ())
    wanted = {one.path for one in found}
    if not wanted:
        return []
    arguments = ["status", "--porcelain", "-z", "--no-renames", "--untracked-files=no"]
    told = git(arguments, cwd=repository.worktree).out.decode("utf-8", "surrogateescape")
    dirty = wanted & {record[3:] for record in told.split("\0") if record}
    coming = [one.path for one in found if one.own is None]
    there = {path for path in coming if os.path.lexists(repository.worktree / path)}
    folders = {parent.as_posix() for path in coming for parent in PurePosixPath(path).parents}
    files = {one for one in folders - wanted if _is_no_folder(repository.worktree / one)}
    return sorted(dirty | there | files)


def _is_no_folder(path: Path) -> bool:
    return os.path.lexists(path) and (path.is_symlink() or not path.is_dir())


def forward(
    repository: Repository, old: str, new: str, lock_fd: int, patience: float, *, reason: str
) -> str:
    """Move the branch that is checked out from one commit to another; nothing once it is there.

    Else why not, and all is as it was. Who calls holds the lock. The reflog has the reason.
    """
    note = repository.forward_note
    note.parent.mkdir(exist_ok=True)
    note.write_text(f"{old} {new} {reason}\n")
    point("forwarding")
    trouble = _forwarded(repository, old, new, lock_fd, patience, reason)
    point("forwarded")
    note.unlink(missing_ok=True)
    if not trouble:
        run_hook(repository, "post-merge", ("0",))  # as after a merge, whatever it says
    return trouble


def settle(repository: Repository, lock_fd: int, patience: float) -> None:
    """Move on where somebody was killed while moving on; else be where one was before."""
    note = repository.forward_note
    try:
        old, new, *words = note.read_text().split()
        since = note.stat().st_mtime
    except (OSError, ValueError):
        note.unlink(missing_ok=True)
        return
    reason = " ".join(words) or _LATER
    if repository.head().oid == old:
        stale.clear(repository, since)
        if _forwarded(repository, old, new, lock_fd, patience, reason):
            with suppress(IncError):
                cut_off.take_back(repository, new, lock_fd)
            _forwarded(repository, old, new, lock_fd, patience, reason)
    note.unlink(missing_ok=True)


def _forwarded(
    repository: Repository, old: str, new: str, lock_fd: int, patience: float, reason: str
) -> str:
    durable = many_durably(repository)

    def run(arguments: Sequence[str]) -> Completed:
        return _patiently(repository, [*durable, *arguments], lock_fd, patience)

    run(["update-index", "-q", "--refresh"])
    moved = run(["read-tree", "-m", "-u", old, new])
    if moved.code != 0:
        return last_words(moved) or "git read-tree failed"
    point("files-forwarded")
    made = run(["update-ref", "-m", reason, "HEAD", new, old])
    if made.code != 0:
        run(["read-tree", "-m", "-u", new, old])  # somebody has committed at this very moment
        return last_words(made) or "git update-ref failed"
    sync_branch(repository)
    return ""


def _patiently(
    repository: Repository, arguments: Sequence[str], lock_fd: int, patience: float
) -> Completed:
    began, tries = time.monotonic(), 0
    while True:
        done = git(arguments, cwd=repository.worktree, write=True, hooks=True, pass_fds=(lock_fd,))
        held = done.code != 0 and "File exists" in done.err and is_lock_contention(done.err)
        if not held or time.monotonic() - began >= patience:
            return done
        tries += 1
        time.sleep(jitter(tries, _SHORTEST, _LONGEST))
