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
  "$PYTHON" -m inc log "writer {writer} note $i" >/dev/null 2>{said}-{writer} || echo "{writer} $i failed: $(cat {said}-{writer})" >>{failures}
  i=$((i + 1))
done
"""
STRANGER = """\
while :; do
  date +%N >>{name}-1.txt
  date +%N >>{name}-2.txt
  git add {name}-1.txt
  git status >/dev/null
  git commit --quiet --message "{name}"
done
"""


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
    before = git("rev-parse", "HEAD").strip()
    failures, said = tmp_path / "failures", tmp_path / "said"
    environment = {**os.environ, "PYTHON": sys.executable, "INC_INCIDENT": incident.stem}
    with stranger("one", workspace), stranger("two", workspace):
        writers = [
            subprocess.Popen(
                ["sh", "-c", WRITE.format(each=EACH, writer=writer, said=said, failures=failures)],
                cwd=workspace,
                env=environment,
            )
            for writer in range(WRITERS)
        ]
        assert [writer.wait() for writer in writers] == [0] * WRITERS
    assert not failures.exists(), failures.read_text()
    (workspace / ".git" / "index.lock").unlink(missing_ok=True)  # of a stranger that was killed
    everything_is_there_once(incident, inc)
    nobody_took_what_is_of_others(incident, before, git)
    path = str(incident.relative_to(workspace))
    assert git("show", f"HEAD:{path}") == incident.read_text(encoding="utf-8")
    assert git("status", "--porcelain", "--", "incidents") == ""
    assert inc("retry", "--list", "--json").json["waiting"] == []


def everything_is_there_once(incident: Path, inc: Any) -> None:
    texts = [f"writer {writer} note {note}" for writer in range(WRITERS) for note in range(EACH)]
    entries = inc("show", incident.stem, "--json").json["incident"]["entries"]
    noted = Counter(entry["text"] for entry in entries if entry["kind"] == "note")
    assert noted == Counter(texts)
    assert len({entry["id"] for entry in entries}) == len(entries) == len(texts) + 1
    lines = incident.read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if line.startswith("- `")]) == len(entries)


def nobody_took_what_is_of_others(incident: Path, before: str, git: Git) -> None:
    log = git("log", "--format=%x01%s", "--name-only", f"{before}..HEAD", "--")
    ours, theirs = [], []
    for commit in log.split("\x01")[1:]:
        subject, *paths = commit.split()[:1] + commit.split("\n")[1:]
        (ours if subject == f"{incident.stem}:" else theirs).append(
            [path for path in paths if path]
        )
    assert len(ours) == WRITERS * EACH
    assert {name for paths in ours for name in paths} == {str(Path(*incident.parts[-4:]))}
    assert len(theirs) > 10
    assert not [name for paths in theirs for name in paths if name.startswith("incidents/")]
