"""Locks that a killed git left: removed with proof only."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from inc.errors import GitRefused
from inc.vcs import stale
from inc.vcs.repository import Repository

Git = Callable[..., str]

pytestmark = pytest.mark.skipif(
    not Path("/proc/self").exists(), reason="where nothing tells of processes nothing is proven"
)


@pytest.fixture
def inc(repository: Path) -> Repository:
    return Repository.find(repository)


def left(inc: Repository, name: str = "index.lock", *, age: float = 60) -> Path:
    path = inc.git_dir / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    os.utime(path, (time.time() - age,) * 2)
    return path


@pytest.mark.parametrize(
    "name",
    [
        *("index.lock", "HEAD.lock", "next-index-12.lock", "packed-refs.lock"),
        *("refs/heads/main.lock", "refs/heads/postmortem/2026-03-04-x.lock"),
    ],
)
def test_what_a_killed_git_left(name: str, inc: Repository) -> None:
    lock = left(inc, name)
    assert stale.left(inc) == [lock]
    stale.clear(inc, time.time() - 61)
    assert stale.left(inc) == []


def test_what_is_older_is_of_somebody_else(inc: Repository) -> None:
    lock = left(inc)
    stale.clear(inc, time.time() - 59)
    assert lock.exists()


def test_a_lock_that_somebody_holds_open(inc: Repository) -> None:
    lock = left(inc)
    with lock.open(), pytest.raises(GitRefused, match="a git may be at work here"):
        stale.clear(inc, 0)
    assert lock.exists()


def test_a_git_that_waits_for_an_editor(inc: Repository, git: Git, tmp_path: Path) -> None:
    """It holds its lock with no descriptor."""
    (inc.worktree / "a").write_text("x")
    git("add", "a")
    command = ["git", "-c", f"core.editor=touch {tmp_path}/open; exec sleep 60 #", "commit", "-a"]
    person = subprocess.Popen(command, cwd=inc.worktree, stderr=subprocess.DEVNULL)
    while not (tmp_path / "open").exists():
        time.sleep(0.01)
    try:
        lock = inc.git_dir / "index.lock"
        assert lock.exists() and stale.works_here(inc)
        with pytest.raises(GitRefused):
            stale.clear(inc, 0)
        assert lock.exists()
    finally:
        person.kill()
        person.wait()
    stale.clear(inc, 0)
    assert not lock.exists()


def test_a_git_elsewhere_does_not_matter(inc: Repository, tmp_path: Path) -> None:
    other = tmp_path / "other"
    subprocess.run(["git", "init", "-q", str(other)], check=True)
    person = subprocess.Popen(
        ["git", "cat-file", "--batch"], cwd=other, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    try:
        lock = left(inc)
        stale.clear(inc, 0)
        assert not lock.exists()
    finally:
        person.kill()
        person.wait()
        assert person.stdin
        person.stdin.close()


def test_a_lock_that_is_touched_meanwhile(inc: Repository) -> None:
    """One second has to pass in which it stays as it is."""
    lock = left(inc, age=0)
    script = f"import os, time; time.sleep(0.3); os.utime({str(lock)!r})"
    with subprocess.Popen([sys.executable, "-c", script]), pytest.raises(GitRefused):
        stale.clear(inc, 0)
    assert lock.exists()
