"""What git is told so that its work is on the disk, by a git of each age."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from inc.vcs.lasting import durably, many_durably, sync_branch
from inc.vcs.repository import Repository

Git = Callable[..., str]
OLD = ("-c", "core.fsyncObjectFiles=true")
NEW = ("-c", "core.fsync=all")
REAL = shutil.which("git")


def install(folder: Path, version: str) -> None:
    """Put a git of another version into a folder: it says so, and does what the real one does."""
    folder.mkdir(exist_ok=True)
    script = folder / "git"
    script.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] || exec {REAL} "$@"\n'
        f'echo git version {version}\necho x >> "{folder}/asked"\n'
    )
    script.chmod(0o755)


@pytest.fixture
def other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Have another version of git on PATH; returns what counts how often it was asked for it."""

    def make(version: str) -> Path:
        folder = tmp_path / version
        install(folder, version)
        monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
        return folder / "asked"

    return make


@pytest.mark.parametrize(
    ("version", "one", "many"),
    [
        ("2.30.0", OLD, OLD),
        ("2.35.8", OLD, OLD),
        ("2.36.0", NEW, (*NEW, "-c", "core.fsyncMethod=batch")),
        ("3.0.0", NEW, (*NEW, "-c", "core.fsyncMethod=batch")),
    ],
)
def test_words_that_each_git_knows(
    repository: Path,
    other: Callable[[str], Path],
    version: str,
    one: tuple[str, ...],
    many: tuple[str, ...],
) -> None:
    other(version)
    found = Repository.find(repository)
    assert (durably(found), many_durably(found)) == (one, many)


def test_git_is_asked_once_and_again_when_it_is_another(
    repository: Path, other: Callable[[str], Path]
) -> None:
    asked = other("2.34.1")
    script = (
        "from pathlib import Path; from inc.vcs import lasting; "
        "from inc.vcs.repository import Repository; "
        "print(lasting.durably(Repository.find(Path.cwd()))[1])"
    )

    def told() -> str:
        command = [sys.executable, "-c", script]
        return subprocess.check_output(command, cwd=repository, text=True).strip()

    assert [told(), told()] == ["core.fsyncObjectFiles=true"] * 2
    assert asked.read_text() == "x\n"
    install(asked.parent, "2.60.1")
    assert told() == "core.fsync=all"
    memo = repository / ".git/inc/git"
    for broken in ("", "\n\n\n\n", memo.read_text().replace("all", "all\nx")):
        memo.write_text(broken)
        assert told() == "core.fsync=all"
    *words_kept, _ = memo.read_text().split("\n")
    memo.write_text("\n".join([*words_kept[:2], "objects", "1000000000.0"]))
    assert told() == "core.fsync=all", "what was asked long ago is asked again"


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the files that were synced, below the git directory."""
    paths: list[str] = []
    real = os.fsync

    def note(descriptor: int) -> None:
        paths.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()).partition("/.git/")[2])
        real(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    return paths


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_an_old_git_leaves_the_branch_to_us(
    repository: Path, git: Git, synced: list[str], other: Callable[[str], Path]
) -> None:
    git("commit", "-q", "--allow-empty", "-m", "first")
    other("2.36.0")
    sync_branch(Repository.find(repository))
    assert synced == [], "git does it"
    other("2.35.8")
    sync_branch(Repository.find(repository))
    assert synced == ["refs/heads/main", "logs/refs/heads/main", "logs/HEAD"]
    git("switch", "-q", "--detach")
    git("pack-refs", "--all")
    synced.clear()
    sync_branch(Repository.find(repository))
    assert synced == ["HEAD", "logs/HEAD"]
    git("switch", "-q", "main")
    synced.clear()
    sync_branch(Repository.find(repository))
    assert synced == ["logs/refs/heads/main", "logs/HEAD"], "a packed branch was not moved"
