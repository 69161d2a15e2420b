"""Every test has a home, a git configuration and a clock zone of its own."""

from __future__ import annotations

import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from inc.cli.main import main
from inc.cli.session import Session

CONFIG = """\
[user]
\tname = Alice
\temail = alice@example.com
[init]
\tdefaultBranch = main
"""
OURS = ("GIT_", "INC_", "XDG_")
SPEAKS_OF_THE_DEVELOPER = (
    *("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "CI"),
    *("EDITOR", "VISUAL", "PAGER", "EMAIL"),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update` writes what is there now over what golden tests expect."""
    parser.addoption("--update", action="store_true", help="renew golden files and documentation")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what asks more of git than the oldest one can that we support."""
    for mark in item.iter_markers("git"):
        if _git_version() < mark.args:
            pytest.skip(f"needs git {mark.args[0]}.{mark.args[1]}")


@cache
def _git_version() -> tuple[int, ...]:
    told = subprocess.run(["git", "--version"], check=True, text=True, stdout=subprocess.PIPE)
    return tuple(int(number) for number in re.findall(r"\d+", told.stdout)[:2])


@pytest.fixture(autouse=True)
def isolation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Hide the developer's configuration; yields the home folder of the test."""
    home = tmp_path / "home"
    home.mkdir()
    for name in list(os.environ):
        if name.startswith(OURS) or name in SPEAKS_OF_THE_DEVELOPER:
            monkeypatch.delenv(name)
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
    root = empty_repository(tmp_path)
    monkeypatch.chdir(root)
    return root


def empty_repository(folder: Path) -> Path:
    """Make an empty git repository in a folder."""
    root = folder / "repo"
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
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
        return _parsed(self.out)

    @property
    def jsonl(self) -> list[Any]:
        """What it answered, as JSON a line."""
        return [_parsed(line) for line in self.out.split("\n")[:-1]]

    @property
    def rows(self) -> list[list[str]]:
        """What it answered, as lines of tab-separated values."""
        return [line.split("\t") for line in self.out.split("\n")[:-1]]


def _parsed(text: str) -> Any:
    def refuse(word: str) -> None:
        raise ValueError(f"{word} is no JSON")

    return json.loads(text, parse_constant=refuse)


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
    """A workspace at the top of `repository`, in which nothing is refused."""
    inc("init", "--preset", "ungated")
    return repository


@pytest.fixture
def incident(workspace: Path, inc: Inc) -> Path:
    """The document of an open incident, declared a moment ago."""
    declared = inc("declare", "Checkout failures", "-s", "sev1", "--json").json
    return Path(workspace, declared["path"])


class Cli:
    """Runs `inc` in this process, where a process of its own is not the point: 5 times faster.

    The clock moves on by a minute with each run, and the commits have its time; chance is the same
    in each run of a test.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
        self.chance = random.Random(1)

    def __call__(
        self, *args: str, stdin: str | bytes = b"", ok: bool = True, **environment: str
    ) -> Ran:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
        instant = self.now.isoformat()
        dates = {"GIT_AUTHOR_DATE": instant, "GIT_COMMITTER_DATE": instant}
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
            for name, value in (dates | environment).items():
                patch.setenv(name, value)
            code = main(session=self._session(args))
        self.now += timedelta(minutes=1)
        ran = Ran(code, *(_written(stream) for stream in (out, err)))
        assert not ok or ran.code == 0, ran
        return ran

    def _session(self, args: tuple[str, ...]) -> Session:
        return Session(
            args, now=self.now, entropy=lambda: self.chance.getrandbits(24), folder=self.folder
        )


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()


class Beginnings:
    """What many tests begin with is made once and copied: ten times as fast as made again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[tuple[tuple[str, ...], ...], Cli] = {}
        self._empty: dict[str, bytes] = {}

    def begin(self, run: Cli, *commands: tuple[str, ...]) -> Cli:
        """Run some commands, or copy what they make; not where a test prepared anything."""
        if not self._is_untouched(run.folder):
            return _after(run, commands)
        made = self._made.get(commands)
        if made is None:
            folder = self._folder / str(len(self._made))
            folder.mkdir()
            made = _after(Cli(empty_repository(folder)), commands)
            self._made[commands] = made
        shutil.copytree(made.folder, run.folder, symlinks=True, dirs_exist_ok=True)
        run.now = made.now
        run.chance.setstate(made.chance.getstate())
        # Git noted which files it saw, and these are others.
        subprocess.run(["git", "update-index", "-q", "--refresh"], cwd=run.folder, check=True)
        return run

    def _is_untouched(self, root: Path) -> bool:
        names = {name for name in os.environ if name.startswith(OURS)}
        if names != {"GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_GLOBAL"}:
            return False
        if Path(os.environ["HOME"], ".gitconfig").read_text() != CONFIG:
            return False
        self._empty = self._empty or _files(empty_repository(self._folder))
        return _files(root) == self._empty


def _after(run: Cli, commands: Iterable[tuple[str, ...]]) -> Cli:
    for words in commands:
        run(*words)
    return run


def _files(root: Path) -> dict[str, bytes]:
    found = (path for path in root.rglob("*") if path.is_file())
    return {str(path.relative_to(root)): path.read_bytes() for path in found}


@pytest.fixture(scope="session")
def beginnings(tmp_path_factory: pytest.TempPathFactory) -> Beginnings:
    """What many tests begin with."""
    return Beginnings(tmp_path_factory.mktemp("beginnings"))


INIT = ("init", "--preset", "ungated")
DECLARE = ("declare", "Checkout failures", "-s", "sev1")


@pytest.fixture
def cli(repository: Path, beginnings: Beginnings) -> Cli:
    """Run `inc` in this process, in a workspace at the top of `repository` without gates."""
    return beginnings.begin(Cli(repository), INIT)


@pytest.fixture
def guided(repository: Path, beginnings: Beginnings) -> Cli:
    """Run `inc` in this process, in a workspace with the default policy, gates and all."""
    return beginnings.begin(Cli(repository), ("init",))


@pytest.fixture
def declared(repository: Path, beginnings: Beginnings, request: pytest.FixtureRequest) -> Cli:
    """Run `inc` in this process, with one open incident: Checkout failures, SEV1, at 15:31."""
    if "cli" in request.fixturenames:
        return _after(request.getfixturevalue("cli"), [DECLARE])
    return beginnings.begin(Cli(repository), INIT, DECLARE)


@pytest.fixture
def state(repository: Path, git: Callable[..., str]) -> Callable[[], object]:
    """Read all that a command could change: the files, the staging area, the branch."""

    def read() -> object:
        files = [path for path in repository.rglob("*") if ".git" not in path.parts]
        contents = {path: path.read_bytes() for path in files if path.is_file()}
        return contents, git("ls-files", "--stage"), git("log", "--all", "--format=%H")

    return read


@pytest.fixture
def editor(tmp_path: Path) -> Callable[[str], str]:
    """Make an editor that copies what it is given to `tmp_path / "seen"` and saves a text."""

    def make(text: str) -> str:
        script = tmp_path / "editor"
        (tmp_path / "saved").write_bytes(text.encode())
        script.write_text(f'#!/bin/sh\ncp "$1" {tmp_path}/seen\ncp {tmp_path}/saved "$1"\n')
        script.chmod(0o755)
        return str(script)

    return make
