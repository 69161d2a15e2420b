"""Many people and programs at one repository at the same time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

Git = Callable[..., str]
WRITERS, EACH = 16, 25
WRITE = """\
i=0
while [ $i -lt {each} ]; do
  said=$("$PYTHON" -m inc log "writer {writer} note $i" 2>&1) || echo "$said" >>{failures}
  i=$((i + 1))
done
"""
STRANGER = """\
while :; do
  date +%N >>{name}-1.txt
  date +%N >>{name}-2.txt
  git add {name}-1.txt
  git status >/dev/null
  git commit --quiet --message "{name}" -- {name}-1.txt
  sleep 0.05
done
"""


# Each commit names its path. One without does not keep git's own lock all the time, and so may take
# the staging area or the message of another git for its own; see `put back` in test_git_situations.
@contextmanager
def stranger(name: str, folder: Path) -> Iterator[None]:
    """Somebody who adds and commits files of their own all the time."""
    quiet = subprocess.DEVNULL
    script = ["sh", "-c", STRANGER.format(name=name)]
    process = subprocess.Popen(
        script, cwd=folder, stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.slow
def test_sixteen_writers_beside_two_strangers(
    incident: Path, workspace: Path, tmp_path: Path, git: Git, inc: Any
) -> None:
    failures = tmp_path / "failures"
    environment = {**os.environ, "PYTHON": sys.executable, "INC_INCIDENT": incident.stem}
    with stranger("one", workspace), stranger("two", workspace):
        writers = [
            subprocess.Popen(
                ["sh", "-c", WRITE.format(each=EACH, writer=writer, failures=failures)],
                cwd=workspace,
                env=environment,
            )
            for writer in range(WRITERS)
        ]
        assert [writer.wait() for writer in writers] == [0] * WRITERS
    assert not failures.exists(), failures.read_text()
    (workspace / ".git" / "index.lock").unlink(missing_ok=True)  # of a stranger that was killed
    everything_is_there_once(incident, inc)
    nobody_took_what_is_of_others(incident, git)
    assert git("show", f"HEAD:{path_of(incident)}") == incident.read_text(encoding="utf-8")
    assert git("status", "--porcelain", "--", "incidents") == ""
    assert inc("retry", "--list", "--json").json["waiting"] == []


def path_of(incident: Path) -> str:
    """The path of a document as git names it."""
    return str(Path(*incident.parts[-4:]))


def everything_is_there_once(incident: Path, inc: Any) -> None:
    texts = [f"writer {writer} note {note}" for writer in range(WRITERS) for note in range(EACH)]
    entries = inc("show", incident.stem, "--json").json["incident"]["entries"]
    noted = Counter(entry["text"] for entry in entries if entry["kind"] == "note")
    assert noted == Counter(texts)
    assert len({entry["id"] for entry in entries}) == len(entries)
    lines = incident.read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if line.startswith("- `")]) == len(entries)


def nobody_took_what_is_of_others(incident: Path, git: Git) -> None:
    """One commit an entry, nothing of a stranger in it, and nothing of ours in theirs."""
    log = git("log", "--format=%x01%s%x02%(trailers:key=Inc-Event,valueonly)", "--name-only")
    commits = [commit for commit in log.split("\x01")[1:] if "inc: workspace" not in commit]
    paths = {commit: commit.split("\n\n")[-1].split() for commit in commits}
    ours = [commit for commit in commits if commit.startswith(incident.stem)]
    assert all(paths[commit] == [path_of(incident)] for commit in ours)
    notes = [commit for commit in ours if ": note\x02" in commit]
    assert len(set(notes)) == len(notes) == len(ours) - 1 == WRITERS * EACH
    theirs = [commit for commit in commits if commit not in ours]
    assert len(theirs) > 20
    assert {name for commit in theirs for name in paths[commit]} == {"one-1.txt", "two-1.txt"}
