"""Every test has a home, a git configuration and a clock zone of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

CONFIG = """\
[user]
\tname = Alice
\temail = alice@example.com
[init]
\tdefaultBranch = main
"""
SPEAKS_OF_THE_DEVELOPER = ("NO_COLOR", "FORCE_COLOR", "CI", "EDITOR", "VISUAL", "PAGER", "EMAIL")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update` writes what is there now over what golden tests expect."""
    parser.addoption("--update", action="store_true", help="renew golden files and documentation")


@pytest.fixture(autouse=True)
def isolation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Hide the developer's configuration; yields the home folder of the test."""
    for name in list(os.environ):
        if name.startswith(("GIT_", "INC_", "XDG_")) or name in SPEAKS_OF_THE_DEVELOPER:
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(CONFIG)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / ".gitconfig"))
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield home
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make an empty git repository and go there."""
    root = tmp_path / "repo"
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def git(repository: Path) -> Callable[..., str]:
    """Run git as a person would, in `repository` or in `cwd`, and return what it prints."""

    def run(*args: str, cwd: Path = repository, stdin: str | None = None) -> str:
        done = subprocess.run(
            ["git", *args], cwd=cwd, input=stdin, check=True, text=True, stdout=subprocess.PIPE
        )
        return done.stdout

    return run


@dataclass(frozen=True)
class Ran:
    """How a run of `inc` ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it answered, as JSON."""
        return json.loads(self.out)


Inc = Callable[..., Ran]


@pytest.fixture
def inc(repository: Path) -> Inc:
    """Run `inc` as a process of its own, in `repository` or in `cwd`."""

    def run(
        *args: str,
        stdin: str | bytes = b"",
        cwd: Path = repository,
        ok: bool = True,
        **environment: str,
    ) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "inc", *args],
            cwd=cwd,
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            env={**os.environ, **environment},
            capture_output=True,
            check=False,
        )
        ran = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert "Traceback" not in ran.err, ran.err
        if ok:
            assert ran.code == 0, ran
        return ran

    return run


@pytest.fixture
def workspace(repository: Path, inc: Inc) -> Path:
    """A workspace at the top of `repository`."""
    inc("init")
    return repository


@pytest.fixture
def incident(workspace: Path, inc: Inc) -> Path:
    """The document of an open incident, declared a moment ago."""
    declared = inc("declare", "Checkout failures", "-s", "sev1", "--json").json
    return workspace / declared["path"]
