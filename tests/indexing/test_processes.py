"""Many processes read the index, move it on and are killed over it: every answer is right."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import brute
import pytest

from inc.store.excerpts import gathered

Git = Callable[..., str]
Inc = Callable[..., Any]
COUNT = 24
PATH = "incidents/2026/03/2026-03-{day:02}-checkout-{day}.md"
TEXT = """\
---
title: Checkout fails {day}
severity: SEV2
status: investigating
declared_at: "2026-03-{day:02}T15:30:00Z"
services: [checkout, pool]
---

## Timeline

- `2026-03-{day:02}T15:30:00Z` **declared** @bob — it fails {word} ^0j4hpr5gz5s7
"""
READER = """
import json, sys
sys.path.insert(0, {here!r})
import brute
from pathlib import Path
root, stop = Path(sys.argv[1]), Path(sys.argv[2])
last = False
while not last:
    last = stop.exists()
    found = brute.answered(root)
    print(json.dumps([found["words"], found["documents"]]), flush=True)
"""


def put(root: Path, day: int, word: str = "alpha") -> None:
    path = root / PATH.format(day=day)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TEXT.format(day=day, word=word))


@pytest.fixture
def filled(workspace: Path, git: Git) -> Path:
    """A workspace with some incidents, and no index."""
    for day in range(1, COUNT + 1):
        put(workspace, day)
    git("add", "--all")
    git("commit", "--quiet", "--message", "x")
    return workspace


def folder(root: Path) -> Path:
    return root / ".git" / "inc" / "index"


def leftovers(root: Path) -> list[str]:
    """What is in the folder of the index beside one file, its note and the lock."""
    names = sorted(path.name for path in folder(root).iterdir())
    assert sum(name.endswith(".sqlite") for name in names) == 1, names
    return [name for name in names if not name.endswith((".sqlite", ".current", "lock"))]


# ------------------------------------------------------------------ reading while others write


class Readers:
    """Processes that ask again and again, and tell all they are answered."""

    def __init__(self, root: Path, stop: Path, count: int) -> None:
        script = READER.format(here=str(Path(__file__).parent))
        self._stop = stop
        self._out = [stop.with_name(f"answers{number}") for number in range(count)]
        self._running = [
            subprocess.Popen(
                [sys.executable, "-c", script, str(root), str(stop)],
                stdout=out.open("wb"),
                stderr=subprocess.PIPE,
            )
            for out in self._out
        ]

    def wait_for_answers(self) -> None:
        """Until each has been answered once."""
        while not all(out.stat().st_size for out in self._out):
            assert all(one.poll() is None for one in self._running)
            time.sleep(0.01)

    def answers(self) -> Iterator[list[Any]]:
        """All they were answered, once they have ended."""
        self._stop.touch()
        for one, out in zip(self._running, self._out, strict=True):
            _, err = one.communicate()
            assert (one.returncode, err) == (0, b"")
            yield from (json.loads(line) for line in out.read_bytes().splitlines())


def states(root: Path, git: Git) -> Iterator[dict[str, list[str]]]:
    """The words of all documents in each commit there ever was."""
    known: dict[str, list[str]] = {}
    for commit in git("rev-list", "--all", "--reflog").split():
        found = {}
        for line in git("ls-tree", "-r", commit, "incidents", cwd=root).splitlines():
            about, _, path = line.partition("\t")
            if not path.endswith(".md"):
                continue
            oid = about.split()[2]
            if oid not in known:
                known[oid] = list(gathered(path, git("cat-file", "blob", oid).encode()).words)
            found[path] = known[oid]
        yield found


def mark(found: object) -> str:
    return hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()


def write(root: Path, days: range, extra: str) -> None:
    for day in days:
        name = Path(PATH.format(day=day)).stem
        words = ["log", "-i", name, f"{extra} of {day}"]
        done = subprocess.run(
            [sys.executable, "-m", "inc", *words], cwd=root, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr


def in_threads(*jobs: Callable[[], None]) -> None:
    """Do some things at the same time; raises what one of them raises."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(len(jobs)) as pool:
        for job in [pool.submit(job) for job in jobs]:
            job.result()


def test_what_is_read_while_two_write_is_a_state_that_there_was(
    filled: Path, git: Git, tmp_path: Path
) -> None:
    readers = Readers(filled, tmp_path / "stop", 8)
    readers.wait_for_answers()
    in_threads(
        lambda: write(filled, range(1, 7), "left"),
        lambda: write(filled, range(4, 10), "right"),
    )
    found = list(readers.answers())
    seen = {mark({path: words for path, *words in answer[0]}) for answer in found}
    assert seen <= {mark(state) for state in states(filled, git)}
    assert len(seen) > 2
    brute.check(filled)
    assert leftovers(filled) == []


def test_what_is_read_while_one_also_switches_branches_is_of_some_commit(
    filled: Path, git: Git, tmp_path: Path
) -> None:
    """A branch is written file by file; so each document is looked at for itself."""
    git("branch", "other")
    git("rm", "--quiet", PATH.format(day=COUNT))
    git("commit", "--quiet", "--message", "y")
    readers = Readers(filled, tmp_path / "stop", 6)
    readers.wait_for_answers()

    def switch() -> None:
        for number in range(12):
            command = ["git", "switch", "--quiet", ("other", "main")[number % 2]]
            subprocess.run(command, cwd=filled, capture_output=True)

    def log() -> None:
        name = Path(PATH.format(day=1)).stem
        for number in range(6):
            command = [sys.executable, "-m", "inc", "log", "-i", name, f"note {number}"]
            done = subprocess.run(command, cwd=filled, capture_output=True, text=True)
            assert "Traceback" not in done.stderr

    in_threads(switch, log)
    known: dict[str, list[list[str]]] = {}
    for state in states(filled, git):
        for path, words in state.items():
            known.setdefault(path, []).append(words)
    for words, documents in readers.answers():
        assert len(documents) in (COUNT - 1, COUNT)
        assert not any(problem for _, _, _, problem, _ in documents)
        # A note that git refuses, for the branch is switched, is on the disk for a moment; and a
        # file that git makes is empty before git writes it.
        assert all(
            one in known[path] or not one[-1] for path, *one in words if path != PATH.format(day=1)
        )
    brute.check(filled)


class Meanwhile:
    """Has something done at the n-th line of the modules of the index that we come to."""

    def __init__(self, line: int, act: Callable[[], object]) -> None:
        self.left = line
        self._act = act

    def __call__(self, frame: FrameType, event: str, _: object) -> Meanwhile | None:
        if not re.search("/inc/index|/vcs/trees|/vcs/ahead", frame.f_code.co_filename):
            return None
        if event == "line":
            self.left -= 1
            if self.left == 0:
                sys.settrace(None)
                self._act()
        return self


@pytest.mark.parametrize(
    "command",
    [
        ["commit", "--quiet", "--all", "--message", "y"],
        ["reset", "--quiet", "--soft", "HEAD~1"],
        ["reset", "--quiet", "HEAD~1"],
        ["checkout", "--quiet", "--orphan", "other"],
    ],
    ids=" ".join,
)
def test_whatever_git_does_at_any_line_documents_are_told_as_they_are(
    filled: Path, git: Git, command: list[str]
) -> None:
    """The disk stays as it is, so there is one right answer."""

    def act() -> None:
        git(*command)

    line, tries = 1, 0
    while True:
        git("checkout", "--quiet", "-B", "main")
        put(filled, 1, f"word{tries}")
        git("commit", "--quiet", "--all", "--message", "x")
        put(filled, 2, f"dirty{tries}")
        if tries % 3:
            brute.check(filled)
        meanwhile = Meanwhile(line, act)
        sys.settrace(meanwhile)
        try:
            brute.check(filled)
        finally:
            sys.settrace(None)
        if meanwhile.left > 0:
            break
        tries += 1
        line += 1 + line // 10
        brute.check(filled)
        assert leftovers(filled) == []
    assert tries > 20


# ------------------------------------------------------------------ killed


@pytest.fixture
def copying(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies of the process read documents, though there are few."""
    monkeypatch.setattr("inc.sharing._WORTH_A_PROCESS", 8)
    monkeypatch.setattr("inc.sharing._AT_ONCE", 3)
    monkeypatch.setattr("inc.sharing._processors", lambda: 2)


def forked(work: Callable[[], object]) -> int:
    """Do something in a copy of this process; its id."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.setpgid(0, 0)
        work()
        code = 0
    finally:
        os._exit(code)


def ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


class Deadline:
    """Kills the process at the n-th line of the modules of the index that it comes to."""

    def __init__(self, line: int) -> None:
        self._left = line

    def __call__(self, frame: FrameType, event: str, _: object) -> Deadline | None:
        if "/inc/index" not in frame.f_code.co_filename:
            return None
        if event == "line":
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return self


def killed_at(root: Path, line: int) -> bool:
    """Whether somebody who asks comes to that line, where it is killed."""

    def work() -> None:
        sys.settrace(Deadline(line))
        brute.answered(root)

    return ended(forked(work)) == -signal.SIGKILL


@pytest.mark.usefixtures("copying")
@pytest.mark.parametrize("is_new", [True, False])
def test_whoever_is_killed_at_any_line_leaves_nothing_that_is_believed(
    filled: Path, git: Git, is_new: bool
) -> None:
    """While a new index is made, and while one is moved on to another commit."""
    line, kills = 1, 0
    brute.check(filled)
    while True:
        put(filled, 1 + kills % COUNT, f"word{kills}")
        git("commit", "--quiet", "--all", "--message", "y")
        put(filled, 2, "dirty" if kills % 2 else "alpha")
        if is_new:
            next(folder(filled).glob("*.current")).unlink()
        if not killed_at(filled, line):
            break
        kills += 1
        line += 1 + line // 12
        brute.check(filled)
        assert leftovers(filled) == []
    assert kills > 30


@pytest.mark.usefixtures("copying")
def test_whoever_is_killed_at_any_moment_leaves_nothing_that_is_believed(
    filled: Path, git: Git
) -> None:
    chance = random.Random(7)
    began = time.perf_counter()
    assert ended(forked(lambda: brute.answered(filled))) == 0
    lasts = time.perf_counter() - began
    for number in range(40):
        if number % 2:
            next(folder(filled).glob("*.sqlite")).unlink()
        put(filled, 1 + number % COUNT, f"word{number}")
        git("commit", "--quiet", "--all", "--message", "y")
        child = forked(lambda: brute.answered(filled))
        time.sleep(chance.random() * lasts)
        os.kill(child, signal.SIGKILL)
        ended(child)
        brute.check(filled)
        assert leftovers(filled) == []


# ------------------------------------------------------------------ at the same time


@pytest.mark.usefixtures("copying")
def test_those_who_need_a_new_index_at_the_same_time_make_one(filled: Path, git: Git) -> None:
    for number in range(4):
        put(filled, 1, f"word{number}")
        children = [forked(lambda: brute.check(filled)) for _ in range(5)]
        assert [ended(child) for child in children] == [0] * 5
        assert leftovers(filled) == []
        git("commit", "--quiet", "--all", "--message", "y")
        if number % 2:
            next(folder(filled).glob("*.current")).unlink()


def test_who_reads_for_long_holds_nobody_up_for_ever(
    filled: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index cannot be moved on while somebody reads it, so there is another one then."""
    monkeypatch.setattr("inc.index.database._PATIENCE", 0.05)
    from inc.documents import Documents
    from inc.indexing.fresh import fresh
    from inc.vcs.repository import Repository

    def asked() -> Any:
        return fresh(Documents(filled, Repository.find(filled)))

    with asked() as slow:
        before = brute.values(slow)
        put(filled, 1, "beta")
        git("commit", "--quiet", "--all", "--message", "y")
        assert brute.check(filled) != before
        assert brute.values(slow) == before
    put(filled, 2, "beta")
    with asked():
        brute.check(filled)  # laid over a copy, for the file is held
        put(filled, 3, "beta")
        git("commit", "--quiet", "--all", "--message", "z")
        brute.check(filled)
    brute.check(filled)
    assert leftovers(filled) == []
