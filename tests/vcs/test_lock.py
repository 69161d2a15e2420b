"""One writer at a time, across processes, work trees and kills."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from inc.errors import Busy, DiskRefused
from inc.vcs.lock import _acquired, _Patience, lock
from inc.vcs.repository import Repository

Git = Callable[..., str]

HOLD = """
    import sys, subprocess, pathlib
    from inc.vcs.lock import lock
    from inc.vcs.repository import Repository
    with lock(Repository.find(pathlib.Path.cwd()), "log", wait=5, say=print) as fd:
        {body}
"""

COUNT = """
    import pathlib
    from inc.vcs.lock import lock
    from inc.vcs.repository import Repository
    inc, counter = Repository.find(pathlib.Path.cwd()), pathlib.Path("counter")
    for _ in range(25):
        with lock(inc, "count", wait=60, say=print):
            counter.write_text(str(int(counter.read_text()) + 1))
"""


def silent(words: str) -> None:
    raise AssertionError(f"nothing was to be said: {words}")


def holding(body: str, repository: Path) -> tuple[subprocess.Popen[str], str]:
    """Start a process that holds the lock while `body` runs; return it and its first line."""
    script = textwrap.dedent(HOLD).format(body=body)
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=repository,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    return process, process.stdout.readline()


WAIT_FOR_INPUT = "print('held', flush=True); sys.stdin.read()"


def test_held_then_free(repository: Path) -> None:
    inc = Repository.find(repository)
    with lock(inc, "log", wait=0, say=silent) as descriptor:
        assert os.fstat(descriptor).st_ino == (repository / ".git/inc/lock").stat().st_ino
        with pytest.raises(Busy), lock(inc, "sync", wait=0, say=silent):
            pass
    with lock(inc, "log", wait=0, say=silent):
        pass


def test_busy_names_the_holder(repository: Path) -> None:
    holder, _ = holding(WAIT_FOR_INPUT, repository)
    began = time.monotonic()
    with (
        pytest.raises(Busy, match=rf"pid {holder.pid} \(log, since 20\d\d-.*Z\)") as busy,
        lock(Repository.find(repository), "sync", wait=0.2, say=silent),
    ):
        pass
    assert 0.2 <= time.monotonic() - began < 5
    assert "ended but left" not in busy.value.what
    assert busy.value.hint
    holder.communicate()


def test_after_two_seconds_it_says_once_whom_it_waits_for(repository: Path) -> None:
    holder, _ = holding(WAIT_FOR_INPUT, repository)
    said: list[str] = []
    with (
        pytest.raises(Busy),
        lock(Repository.find(repository), "sync", wait=2.3, say=said.append),
    ):
        pass
    assert len(said) == 1
    assert f"pid {holder.pid} (log" in said[0]
    holder.communicate()


def test_waits_until_the_other_is_done(repository: Path) -> None:
    holder, _ = holding("print('held', flush=True); sys.stdin.readline()", repository)
    assert holder.stdin is not None
    holder.stdin.write("\n")
    holder.stdin.flush()
    with lock(Repository.find(repository), "sync", wait=20, say=lambda words: None):
        pass
    holder.communicate()


def test_a_killed_holder_leaves_no_lock(repository: Path) -> None:
    holder, _ = holding(WAIT_FOR_INPUT, repository)
    holder.kill()
    holder.wait()
    with lock(Repository.find(repository), "log", wait=0, say=silent):
        pass


def test_a_commit_that_outlives_its_inc_still_holds_the_lock(repository: Path) -> None:
    body = (
        "child = subprocess.Popen(['sleep', '30'], pass_fds=(fd,), stdout=subprocess.DEVNULL);"
        " print(child.pid, flush=True); sys.stdin.read()"
    )
    holder, child = holding(body, repository)
    holder.kill()
    holder.wait()
    inc = Repository.find(repository)
    with pytest.raises(Busy, match="has ended but left git"), lock(inc, "x", wait=0, say=silent):
        pass
    os.kill(int(child), signal.SIGKILL)
    with lock(inc, "log", wait=10, say=silent):
        pass


def test_a_daemon_with_a_copy_of_the_descriptor_does_not_keep_the_lock(repository: Path) -> None:
    inc = Repository.find(repository)
    with lock(inc, "log", wait=0, say=silent) as descriptor:
        daemon = subprocess.Popen(["sleep", "30"], pass_fds=(descriptor,))
    with lock(inc, "log", wait=0, say=silent):
        pass
    daemon.kill()
    daemon.wait()


def test_released_when_the_body_fails(repository: Path) -> None:
    inc = Repository.find(repository)
    with pytest.raises(ZeroDivisionError), lock(inc, "log", wait=0, say=silent):
        raise ZeroDivisionError
    with lock(inc, "log", wait=0, say=silent):
        pass


def test_linked_work_trees_share_it(repository: Path, tmp_path: Path, git: Git) -> None:
    git("commit", "-q", "--allow-empty", "-m", "first")
    git("worktree", "add", "-q", str(tmp_path / "linked"))
    with (
        lock(Repository.find(repository), "log", wait=0, say=silent),
        pytest.raises(Busy),
        lock(Repository.find(tmp_path / "linked"), "log", wait=0, say=silent),
    ):
        pass


class Intruder(_Patience):
    """Deletes the lock file under the one who waits, and holds the new one for a while."""

    def __init__(self, path: Path) -> None:
        super().__init__(0, silent)
        self.path, self.pauses = path, 0
        self.held = self.open_and_lock()

    def open_and_lock(self) -> int:
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        return descriptor

    def pause(self, descriptor: int) -> None:
        self.pauses += 1
        old = self.held
        if self.pauses == 1:
            self.path.unlink()
            self.held = self.open_and_lock()
        os.close(old)


def test_a_deleted_lock_file_does_not_let_two_in(repository: Path) -> None:
    path = Repository.find(repository).private() / "lock"
    intruder = Intruder(path)
    descriptor = _acquired(path, intruder)
    assert intruder.pauses == 2
    assert os.path.samestat(os.fstat(descriptor), path.stat())
    os.close(descriptor)


def test_eight_processes_lose_no_count(repository: Path) -> None:
    (repository / "counter").write_text("0")
    many = [
        subprocess.Popen([sys.executable, "-c", textwrap.dedent(COUNT)], cwd=repository)
        for _ in range(8)
    ]
    assert [process.wait(120) for process in many] == [0] * 8
    assert (repository / "counter").read_text() == "200"


def test_a_git_directory_that_takes_no_file_is_a_disk_problem(repository: Path) -> None:
    (repository / ".git" / "inc").write_text("in the way")
    with (
        pytest.raises(DiskRefused, match=r"\.git/inc"),
        lock(Repository.find(repository), "log", wait=0, say=silent),
    ):
        pass
