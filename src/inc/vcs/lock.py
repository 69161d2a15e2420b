"""One writer a repository: an advisory lock that dies with its holders, never with a file."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from inc.errors import Busy, DiskRefused
from inc.vcs.repository import Repository

_NOTICE_AFTER: Final = 2.0
_SHORTEST, _LONGEST = 0.002, 0.040


@contextmanager
def lock(
    repository: Repository, purpose: str, *, wait: float, say: Callable[[str], None]
) -> Iterator[int]:
    """Hold the lock of all work trees, and yield its descriptor for `pass_fds` of git.

    The child holds the lock too: when only this process is killed in a slow hook, nobody writes
    before that commit has ended. After two seconds `say` is told once who holds it; after `wait`
    seconds Busy is raised. DiskRefused when the git directory is not writable.
    """
    path = repository.private() / "lock"
    descriptor = _acquired(path, _Patience(wait, say))
    try:
        _sign(descriptor, purpose)
        yield descriptor
    finally:
        _sign(descriptor, None)
        # Closing is not enough: a daemon that a hook started may keep a copy of the descriptor.
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)


@contextmanager
def of_file(path: Path, purpose: str, *, wait: float, say: Callable[[str], None]) -> Iterator[None]:
    """Hold a lock of another kind, by a file of its own; raises as `lock` does."""
    descriptor = _acquired(path, _Patience(wait, say))
    try:
        _sign(descriptor, purpose)
        yield
    finally:
        _sign(descriptor, None)
        os.close(descriptor)


class _Patience:
    """Waits a little longer each time, says so once, and gives up."""

    def __init__(self, wait: float, say: Callable[[str], None]) -> None:
        self._began = time.monotonic()
        self._wait = wait
        self._say: Callable[[str], None] | None = say
        self._tries = 0

    def pause(self, descriptor: int) -> None:
        """Sleep 2 to 40 ms; raise Busy when the time is over."""
        waited = time.monotonic() - self._began
        if waited >= self._wait:
            raise Busy(
                f"another inc is writing here: {_holder(descriptor)}; waited {waited:.0f} s",
                hint="wait for it or end it, then run the command again",
            )
        if self._say and waited >= _NOTICE_AFTER:
            self._say(f"waiting for another inc: {_holder(descriptor)}")
            self._say = None
        self._tries += 1
        time.sleep(jitter(self._tries, _SHORTEST, _LONGEST))


def jitter(tries: int, shortest: float, longest: float) -> float:
    """Return seconds to sleep before the next try: growing, and different in every process."""
    # os.urandom, because importing random costs more than the sleep.
    return min(longest, shortest * tries) * (0.5 + os.urandom(1)[0] / 512)


def _acquired(path: Path, patience: _Patience) -> int:
    while True:
        descriptor = _opened(path)
        try:
            _wait_for(descriptor, path, patience)
            if _is_still(path, descriptor):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
    except OSError as error:
        raise _no_lock(path, error) from error


def _wait_for(descriptor: int, path: Path, patience: _Patience) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            patience.pause(descriptor)
        except OSError as error:
            raise _no_lock(path, error) from error
        else:
            return


def _is_still(path: Path, descriptor: int) -> bool:
    """Tell whether the locked file is the one others will open: somebody may have deleted it."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _sign(descriptor: int, purpose: str | None) -> None:
    line = ""
    if purpose is not None:
        since = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        line = f"{os.getpid()} {since} {purpose}\n"
    # The name is a courtesy to those who wait; on a full disk the lock holds without it.
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, line.encode(), 0)


def _holder(descriptor: int) -> str:
    words = os.pread(descriptor, 512, 0).decode("utf-8", "replace").split(maxsplit=2)
    if len(words) < 3 or not words[0].isdigit():
        return "a process that has not given its name"
    pid, since, purpose = words
    left = "" if _is_running(int(pid)) else ", which has ended but left git or a hook running"
    return f"pid {pid} ({purpose.strip()}, since {since}){left}"


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _no_lock(path: Path, error: OSError) -> DiskRefused:
    return DiskRefused(
        f"{path} cannot be locked: {error.strerror}",
        hint="the git directory must be on a writable disk that knows file locks",
    )
