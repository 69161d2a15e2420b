"""People with a clone each of one repository, and what they do there, in processes of their own."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

from inc import faults
from inc.cli.main import main
from inc.cli.session import Session

START: Final = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
NAME: Final = "2026-03-04-checkout-failures"
DOCUMENT: Final = f"incidents/2026/03/{NAME}.md"
KILLED: Final = 137


class Ended(NamedTuple):
    """How a run ended: its code, and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it answered."""
        return json.loads(self.out)


class Desk:
    """One person's clone; the clock there is in seconds after 15:30, and moves on with each run."""

    def __init__(self, folder: Path, person: str, second: float = 0) -> None:
        self.folder, self.person, self.second = folder, person, second
        self._said = folder.parent / f"said-{person}"

    def __call__(self, *args: str, ok: bool = True, die: str = "", **environment: str) -> Ended:
        """Run `inc` in a fork, and let it die at a point if one is named."""
        child = os.fork()
        if not child:
            os._exit(self._forked(args, die, environment))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        self.second += 60
        told = json.loads(self._said.read_text()) if code != KILLED else ["", ""]
        ended = Ended(code, *told)
        assert "Traceback" not in ended.err and "a bug in inc" not in ended.err, ended.err
        assert not ok or ended.code == 0, (args, ended)
        return ended

    def _forked(self, args: tuple[str, ...], die: str, environment: dict[str, str]) -> int:
        try:
            vars(faults)["_WANTED"] = die or "none"
            os.environ.update(environment)
            ended = self.here(*args)
            self._said.write_text(json.dumps([ended.out, ended.err]))
            return ended.code
        except BaseException:
            self._said.write_text(json.dumps(["", traceback.format_exc()]))
            return 99

    def here(self, *args: str) -> Ended:
        """Run `inc` in this process, which belongs to nobody else."""
        now = START + timedelta(seconds=self.second)
        os.environ["GIT_AUTHOR_DATE"] = os.environ["GIT_COMMITTER_DATE"] = now.isoformat()
        os.chdir(self.folder)
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
        chance = random.Random(f"{self.person} {self.second}")
        session = Session(
            args,
            now=now.replace(microsecond=0),
            entropy=lambda: chance.getrandbits(24),
            folder=self.folder,
        )
        with redirect_stdout(out), redirect_stderr(err):
            code = main(session=session)
        said = []
        for stream in (out, err):
            stream.flush()
            stream.seek(0)
            said.append(stream.read())
        return Ended(code, *said)

    def git(self, *args: str, ok: bool = True) -> str:
        """Run git as that person."""
        done = subprocess.run(
            ["git", *args], cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert not ok or done.returncode == 0, (args, done.stderr)
        return done.stdout.rstrip("\n")

    # ------------------------------------------------------------------ what is there

    @property
    def head(self) -> str:
        return self.git("rev-parse", "HEAD")

    @property
    def document(self) -> Path:
        return self.folder / DOCUMENT

    @property
    def text(self) -> str:
        return self.document.read_text()

    def write(self, path: str, text: str) -> None:
        """Save a file by hand."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def commit(self, path: str, text: str) -> None:
        """Save a file and commit it with git alone."""
        self.write(path, text)
        self.git("add", "--", path)
        self.git("commit", "-qm", f"change {path}", "--", path)

    def replace(self, old: str, new: str) -> None:
        """Edit the document by hand."""
        assert old in self.text, self.text
        self.document.write_text(self.text.replace(old, new))

    def hook(self, name: str, script: str, folder: str = ".git/hooks") -> None:
        """Have a hook."""
        make_hook(self.folder / folder, name, script)

    def state(self) -> object:
        """All that a refusal must not change."""
        files = [path for path in self.folder.rglob("*") if ".git" not in path.parts]
        contents = {path: path.read_bytes() for path in files if path.is_file()}
        return contents, self.git("ls-files", "--stage"), self.head

    def merges(self) -> int:
        """How many merge commits the history has."""
        return len(self.git("rev-list", "--merges", "HEAD").split())

    def has_no_fault(self) -> None:
        """Git finds nothing wrong, and nothing of ours is left over."""
        found = self.git("fsck", "--no-dangling", "--no-progress")
        assert found == "", found
        ours = self.folder / ".git" / "inc"
        left = [path.name for path in ours.iterdir() if "joining" in path.name]
        assert [*left, *(self.folder / ".git").rglob("*.lock")] == []
        assert not (ours / "forwarding").exists()


def make_hook(folder: Path, name: str, script: str) -> None:
    """Write a hook of a repository."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


class Office:
    """A bare repository that all share, and the desks at which they sit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.hub = folder / "hub.git"
        _git(folder, "init", "--quiet", "--bare", str(self.hub))
        shutil.rmtree(self.hub / "hooks")

    def first(self, person: str = "alice", *, preset: str = "ungated") -> Desk:
        """The one who made the workspace and declared the incident; nothing is at the hub yet."""
        folder = self.folder / person
        _git(self.folder, "clone", "--quiet", str(self.hub), str(folder))
        desk = self._desk(folder, person)
        desk("init", "--preset", preset)
        desk("declare", "Checkout failures", "-s", "sev1")
        return desk

    def desk(self, person: str, address: str = "", *options: str) -> Desk:
        """Somebody who clones what is there."""
        folder = self.folder / person
        _git(self.folder, "clone", "--quiet", *options, address or str(self.hub), str(folder))
        return self._desk(folder, person)

    def _desk(self, folder: Path, person: str) -> Desk:
        shutil.rmtree(folder / ".git" / "hooks", ignore_errors=True)
        _git(folder, "config", "user.name", person.title())
        _git(folder, "config", "user.email", f"{person}@example.com")
        return Desk(folder, person)

    @property
    def tip(self) -> str:
        """What the hub has."""
        return _git(self.hub, "rev-parse", "refs/heads/main")

    def hook(self, name: str, script: str) -> None:
        """Have a hook at the hub."""
        make_hook(self.hub / "hooks", name, script)


def _git(folder: Path, *args: str) -> str:
    done = subprocess.run(["git", *args], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.rstrip("\n")


def together(work: list[Callable[[], None]]) -> None:
    """Do all of it at the same time, each in a process of its own; AssertionError if one fails."""
    children = []
    for one in work:
        child = os.fork()
        if not child:
            code = 1
            try:
                one()
                code = 0
            except BaseException:
                traceback.print_exc()
                sys.stderr.flush()
            os._exit(code)
        children.append(child)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert codes == [0] * len(codes), codes
