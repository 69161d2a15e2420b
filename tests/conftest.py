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
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from inc.cli import app
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
ALWAYS_SET = {"GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_GLOBAL", "GIT_TEMPLATE_DIR"}
MEMORY = Path("/dev/shm")
ROOM = 2 << 30  # bytes that have to be free in memory: a few hundred MiB are used at a time
SPEAKS_OF_THE_DEVELOPER = (
    *("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "CI"),
    *("EDITOR", "VISUAL", "PAGER", "EMAIL"),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update` writes what is there now over what golden tests expect."""
    parser.addoption("--update", action="store_true", help="renew golden files and documentation")


def pytest_configure() -> None:
    """The folders of tests are in memory where there is room: all is synced, and disks are slow."""
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    # Typer puts a command together anew for each run, which is a quarter of what one takes here.
    vars(app)["load"] = cache(app.load)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what asks more of git than the oldest one can that we support."""
    for mark in item.iter_markers("git"):
        if _git_version() < mark.args:
            pytest.skip(f"needs git {mark.args[0]}.{mark.args[1]}")


@cache
def _git_version() -> tuple[int, ...]:
    told = subprocess.run(["git", "--version"], check=True, text=True, stdout=subprocess.PIPE)
    return tuple(int(number) for number in re.findall(r"\d+", told.stdout)[:2])


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What git begins a repository with, but for its examples of hooks."""
    folder = tmp_path_factory.mktemp("template")
    for name in ("hooks", "info"):
        (folder / name).mkdir()
    return folder


@pytest.fixture(autouse=True)
def isolation(tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
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
    monkeypatch.setenv("GIT_TEMPLATE_DIR", str(template))
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


INIT = ("init", "--preset", "ungated")
DECLARE = ("declare", "Checkout failures", "-s", "sev1")


def _begin_today(run: Cli) -> None:
    """Most commands on a workspace are processes of their own, which have the clock of the day."""
    run.now = datetime.now(UTC)
    run(*INIT)


@pytest.fixture
def workspace(repository: Path, beginnings: Beginnings) -> Path:
    """A workspace at the top of `repository`, in which nothing is refused."""
    run = Cli(repository)
    run.begun = ()
    return beginnings.grown(run, _begin_today).folder


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
        self.begun: Key | None = None

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
        self.begun = None
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


Key = tuple[object, ...]


class Beginnings:
    """What many tests begin with is made once and copied: ten times as fast as made again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[Key, Cli] = {}
        self._left: dict[Key, dict[str, bytes]] = {}

    def begin(self, run: Cli, *commands: tuple[str, ...]) -> Cli:
        """Run some commands in an empty repository, or copy what they make there."""
        run.begun = ()
        return self._grown(run, commands, lambda cli: _after(cli, commands))

    def grown(self, run: Cli, make: Callable[[Cli], object]) -> Cli:
        """Let a function go on from a beginning, or copy what it makes of that alone."""
        return self._grown(run, make, make)

    def _grown(self, run: Cli, name: object, make: Callable[[Cli], object]) -> Cli:
        if not self._is_untouched(run):
            make(run)
            return run
        assert run.begun is not None
        key = (*run.begun, name)
        if key not in self._made:
            made = self._empty()
            _copy(self._of(run.begun), made)
            make(made)
            self._made[key] = made
        _copy(self._made[key], run)
        run.begun = key
        # Git noted which files it saw, and these are others.
        subprocess.run(["git", "update-index", "-q", "--refresh"], cwd=run.folder, check=True)
        return run

    def _of(self, key: Key) -> Cli:
        if key not in self._made:  # only nothing was not made by a name
            self._made[key] = self._empty()
        return self._made[key]

    def _empty(self) -> Cli:
        return Cli(empty_repository(Path(tempfile.mkdtemp(dir=self._folder))))

    def _is_untouched(self, run: Cli) -> bool:
        """Whether a test prepared nothing: neither in the environment nor in the repository."""
        names = {name for name in os.environ if name.startswith(OURS)}
        if run.begun is None or names != ALWAYS_SET:
            return False
        if Path(os.environ["HOME"], ".gitconfig").read_text() != CONFIG:
            return False
        if run.begun not in self._left:
            self._left[run.begun] = _files(self._of(run.begun).folder)
        return _files(run.folder) == self._left[run.begun]


def _copy(made: Cli, run: Cli) -> None:
    for path in run.folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(made.folder, run.folder, symlinks=True, dirs_exist_ok=True)
    run.now = made.now
    run.chance.setstate(made.chance.getstate())


def _after(run: Cli, commands: Iterable[tuple[str, ...]]) -> Cli:
    for words in commands:
        run(*words)
    return run


def _files(root: Path) -> dict[str, bytes]:
    """What is in the files of a repository; the staging area notes their times, too."""
    found = (path for path in root.rglob("*") if path.is_file() and path.name != "index")
    return {str(path.relative_to(root)): path.read_bytes() for path in found}


@pytest.fixture(scope="session")
def beginnings(tmp_path_factory: pytest.TempPathFactory) -> Beginnings:
    """What many tests begin with."""
    return Beginnings(tmp_path_factory.mktemp("beginnings"))


@pytest.fixture
def cli(repository: Path, beginnings: Beginnings) -> Cli:
    """Run `inc` in this process, in a workspace at the top of `repository` without gates."""
    return beginnings.begin(Cli(repository), INIT)


@pytest.fixture
def guided(repository: Path, beginnings: Beginnings) -> Cli:
    """Run `inc` in this process, in a workspace with the default policy, gates and all."""
    return beginnings.begin(Cli(repository), ("init",))


def _declare(run: Cli) -> None:
    run(*DECLARE)


@pytest.fixture
def declared(repository: Path, beginnings: Beginnings, request: pytest.FixtureRequest) -> Cli:
    """Run `inc` in this process, with one open incident: Checkout failures, SEV1, at 15:31."""
    if "cli" in request.fixturenames:
        return beginnings.grown(request.getfixturevalue("cli"), _declare)
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
