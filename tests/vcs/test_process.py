"""One run of git: what it is given, what comes back, and that nothing else is waited for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inc.errors import GitRefused
from inc.vcs.process import git


def test_returns_code_bytes_and_decoded_messages(repository: Path) -> None:
    good = git(["hash-object", "--stdin"], cwd=repository, stdin=b"\xff\x00")
    assert (good.code, len(good.out), good.err) == (0, 41, "")
    bad = git(["rev-parse", "no-such"], cwd=repository)
    assert bad.code == 128
    assert "unknown revision" in bad.err


def test_text_on_standard_input_is_utf8(repository: Path) -> None:
    done = git(["stripspace"], cwd=repository, stdin="Zahlung gestört\n")
    assert done.out.decode() == "Zahlung gestört\n"


def test_standard_input_of_ours_is_never_read(repository: Path) -> None:
    read, write = os.pipe()
    saved = os.dup(0)
    os.dup2(read, 0)
    try:
        assert git(["hash-object", "--stdin"], cwd=repository).out.startswith(b"e69de29bb2d1d64")
    finally:
        os.dup2(saved, 0)
        for descriptor in (read, write, saved):
            os.close(descriptor)


def test_missing_git_is_told_apart_from_a_missing_folder(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(GitRefused, match="gone") as gone:
        git(["status"], cwd=repository / "gone")
    assert "not installed" not in gone.value.what
    monkeypatch.setenv("PATH", str(repository))
    with pytest.raises(GitRefused, match="git is not installed or not on PATH") as missing:
        git(["status"], cwd=repository)
    assert "install git" in missing.value.hint


def test_reads_take_no_optional_locks_and_writes_may(repository: Path) -> None:
    shown = ["-c", "alias.shown=!echo ${GIT_OPTIONAL_LOCKS:-any}", "shown"]
    assert git(shown, cwd=repository).out == b"0\n"
    assert git(shown, cwd=repository, write=True).out == b"any\n"


def test_hooks_keep_the_locale_and_the_pathspecs_of_the_person(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    shown = ["-c", "alias.shown=!echo $LC_ALL ${GIT_LITERAL_PATHSPECS:-magic}", "shown"]
    assert git(shown, cwd=repository).out == b"C 1\n"
    assert git(shown, cwd=repository, hooks=True).out == b"C.UTF-8 magic\n"


def test_a_background_job_with_our_output_is_not_waited_for(repository: Path) -> None:
    began = time.monotonic()
    done = git(["-c", "alias.job=!sleep 30 & echo $!", "job"], cwd=repository)
    assert time.monotonic() - began < 20
    os.kill(int(done.out), signal.SIGKILL)


COMMIT = """
import pathlib
from inc.vcs.process import git
arguments = ["commit", "-F", "-", "--only", "--", ":(literal)f"]
git(arguments, cwd=pathlib.Path.cwd(), stdin="m", write=True, hooks=True)
"""


def test_an_interrupt_ends_git_gently_so_that_its_locks_go(repository: Path) -> None:
    (repository / "f").write_text("text\n")
    git(["add", "f"], cwd=repository, write=True)
    os.mkfifo(repository / "started")
    hook = repository / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\n(ls .git/index.lock; echo $$) >started\nexec sleep 20\n")
    hook.chmod(0o755)
    python = subprocess.Popen(
        [sys.executable, "-c", COMMIT], cwd=repository, stderr=subprocess.DEVNULL
    )
    locked, hook_pid = (repository / "started").read_text().split()
    python.send_signal(signal.SIGINT)
    assert python.wait(15) != 0
    os.kill(int(hook_pid), signal.SIGKILL)
    assert locked == ".git/index.lock"
    assert not (repository / ".git" / "index.lock").exists()
