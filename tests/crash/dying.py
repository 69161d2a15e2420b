"""Runs of `inc` that die on the way, and what is in the repositories they leave."""

from __future__ import annotations

import importlib
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from inc import faults, journal
from inc.cli import app
from inc.cli.main import main
from inc.cli.session import Session
from inc.vcs.repository import Repository

KILLED: Final = 137
START: Final = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
NOTHING: Final[Mapping[str, str]] = {}
STAGED, CHANGED, LOOSE = "staged.txt", "changed.txt", "loose.txt"

vars(app)["load"] = cache(app.load)  # put together once and for all children


class Ended(NamedTuple):
    """How a run ended: its code, what it said, and the points that it passed."""

    code: int
    out: str
    err: str
    passed: Sequence[str]

    @property
    def json(self) -> Any:
        """What it answered."""
        return json.loads(self.out)


class Clone:
    """A repository on which commands run in processes of their own, with a clock of its own.

    Chance is the same in each run at the same minute, so that two histories can be compared.
    """

    def __init__(self, folder: Path, minute: int = 0) -> None:
        self.folder = folder
        self.minute = minute

    def copy(self, to: Path) -> Clone:
        """Another repository with the same bytes and times."""
        shutil.copytree(self.folder, to, symlinks=True)
        for path in to.glob(".git/inc/spool/*.json"):
            path.write_text(path.read_text().replace(str(self.folder), str(to)))
        return Clone(to, self.minute)

    def ok(self, *args: str, environment: Mapping[str, str] = NOTHING) -> Ended:
        """Run a command that has to succeed."""
        ended = self.run(*args, environment=environment)
        assert ended.code == 0, (args, ended)
        return ended

    def run(
        self,
        *args: str,
        die: str = "",
        live: float = 0,
        begin: Callable[[], None] = lambda: None,
        environment: Mapping[str, str] = NOTHING,
    ) -> Ended:
        """Run a command, let it die at a point, and move the clock on by a minute.

        With `live` it and its git and hooks are killed after so many seconds; `begin` is called in
        the process right before the command.
        """
        said = self.folder.parent / f"{self.folder.name}-said-{os.getpid()}"
        if args[0] in app.COMMANDS:
            app.load(args[0])
        child = os.fork()
        if not child:  # a fork starts in a tenth of the time of a new interpreter
            os.setsid()
            os._exit(self._child(args, die, environment, said, begin))
        if live:
            time.sleep(live)
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        self.minute += 1
        out, err, passed = "", "", list[str]()
        with suppress(FileNotFoundError, ValueError):  # killed before, or while it was written
            out, err, passed, modules = json.loads(said.read_text())
            _import(modules)
        said.unlink(missing_ok=True)
        assert "Traceback" not in err and "a bug in inc" not in err, err
        return Ended(code, out, err, passed)

    def _child(
        self,
        args: Sequence[str],
        die: str,
        environment: Mapping[str, str],
        said: Path,
        begin: Callable[[], None],
    ) -> int:
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
        try:
            now = START + timedelta(minutes=self.minute)
            dates = {"GIT_AUTHOR_DATE": now.isoformat(), "GIT_COMMITTER_DATE": now.isoformat()}
            os.environ.update({**dates, **environment})
            os.chdir(self.folder)
            sys.stdin = io.TextIOWrapper(io.BytesIO())
            chance = random.Random(self.minute)
            session = Session(
                args, now=now, entropy=lambda: chance.getrandbits(24), folder=self.folder
            )
            vars(faults)["_WANTED"] = die or "none"
            begin()
            with redirect_stdout(out), redirect_stderr(err):
                code = main(session=session)
            for stream in (out, err):
                stream.flush()
                stream.seek(0)
            passed, modules = vars(faults)["_passed"], list(sys.modules)
            said.write_text(json.dumps([out.read(), err.read(), passed, modules]))
            return code
        except BaseException:
            said.write_text(json.dumps(["", traceback.format_exc(), [], []]))
            return 99

    def age(self) -> None:
        """Let five seconds pass for what a killed command left: nobody waits for that in a test."""
        ours = self.folder / ".git" / "inc"
        for path in (*(self.folder / ".git").rglob("*.lock"), ours / "journal", ours / "visit"):
            with suppress(FileNotFoundError):
                made = path.stat()
                os.utime(path, ns=(made.st_atime_ns, made.st_mtime_ns - 5_000_000_000))

    def git(self, *args: str, ok: bool = True) -> str:
        """Run git as a person would."""
        done = subprocess.run(
            ["git", *args], cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert not ok or done.returncode == 0, (args, done.stderr)
        return done.stdout

    # ------------------------------------------------------------------ what is in it

    def add_strangers(self) -> None:
        """What a person has at hand: a staged file, an edited one, one that git does not know."""
        for name in (STAGED, CHANGED):
            (self.folder / name).write_text("first\n")
        self.git("add", CHANGED)
        self.git("commit", "-qm", "a file of somebody")
        self.git("add", STAGED)
        (self.folder / CHANGED).write_text("second\n")
        (self.folder / LOOSE).write_text("loose\n")

    def recorded(self) -> dict[str, str]:
        """What is checked out, and what each branch holds."""
        refs = self.git("for-each-ref", "--format=%(refname) %(tree)", "refs/heads").splitlines()
        return {"HEAD": self.git("symbolic-ref", "HEAD").strip()} | dict(
            line.split(" ") for line in refs
        )

    def of_person(self) -> tuple[str, str]:
        """What git says of what is not committed: all of it is the person's."""
        return self.git("status", "--porcelain"), self.git("diff", "--cached", "--raw")

    def waiting(self) -> list[str]:
        """The commands whose words are kept."""
        found = json.loads(self.run("retry", "--list", "--json").out)["waiting"]
        return [one["command"] for one in found]

    def has_journal(self) -> bool:
        """Whether a change of a document was under way."""
        record = journal.read(Repository.find(self.folder))
        return record is not None and not record.is_sweep

    def leftovers(self) -> list[str]:
        """Files of ours and locks of git that should not outlive a command."""
        ours = self.folder / ".git" / "inc"
        found = [*(self.folder / ".git").rglob("*.lock"), *ours.glob("staging/*")]
        found += [path for path in ours.iterdir() if re.match(r"\.?(journal|visit|tmp)", path.name)]
        found += self.folder.rglob(".inc-*")
        return sorted(str(path.relative_to(self.folder)) for path in set(found))

    def has_no_fault(self) -> None:
        """Git finds nothing wrong, every entry stands once, and nothing is left over."""
        found = self.git("fsck", "--no-dangling", "--no-progress")
        assert found == "", found
        for path in self.folder.glob("incidents/*/*/*.md"):
            ids = re.findall(r"^- `.*?\^(\w{12})$", path.read_text(), re.MULTILINE)
            assert len(ids) == len(set(ids)), path.read_text()
        assert self.leftovers() == [], self.leftovers()


def _import(modules: Sequence[str]) -> None:
    """Import what a child did, so that the next ones have it: it was most of their time."""
    for name in modules:
        if name not in sys.modules:
            with suppress(ImportError):
                importlib.import_module(name)
