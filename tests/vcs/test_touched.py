"""When each file of a folder was last changed."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inc.vcs.repository import Repository
from inc.vcs.touched import last_changed

Git = Callable[..., str]


@pytest.fixture
def commit(
    repository: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, str], None]:
    def make(path: str, day: str) -> None:
        file = repository / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"# {day}\n")
        for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
            monkeypatch.setenv(name, f"{day}T12:00:00Z")
        git("add", "--all")
        git("commit", "--quiet", "-m", "change")

    return make


def at(day: int) -> datetime:
    return datetime(2026, 3, day, 12, tzinfo=UTC)


def test_the_last_change_of_each_file(repository: Path, commit: Callable[[str, str], None]) -> None:
    commit("runbooks/pool.md", "2026-03-01")
    commit("runbooks/database/fail over é.md", "2026-03-02")
    commit("runbooks/pool.md", "2026-03-03")
    commit("elsewhere.md", "2026-03-04")
    found = last_changed(Repository.find(repository), "runbooks")
    assert found == {"pool.md": at(3), "database/fail over é.md": at(2)}


def test_in_a_workspace_below_the_work_tree(
    repository: Path, commit: Callable[[str, str], None]
) -> None:
    commit("ops/runbooks/pool.md", "2026-03-01")
    commit("runbooks/other.md", "2026-03-02")
    found = last_changed(Repository.find(repository), "ops/runbooks")
    assert found == {"pool.md": at(1)}


def test_nothing_before_the_first_commit_and_without_the_folder(
    repository: Path, commit: Callable[[str, str], None]
) -> None:
    assert last_changed(Repository.find(repository), "runbooks") == {}
    commit("elsewhere.md", "2026-03-04")
    assert last_changed(Repository.find(repository), "runbooks") == {}


def test_settings_of_the_person_change_nothing(
    repository: Path, git: Git, commit: Callable[[str, str], None]
) -> None:
    for name, value in {
        "log.showSignature": "true",
        "color.ui": "always",
        "diff.relative": "true",
        "log.follow": "true",
    }.items():
        git("config", name, value)
    commit("runbooks/pool.md", "2026-03-01")
    assert last_changed(Repository.find(repository), "runbooks") == {"pool.md": at(1)}


def test_a_shallow_clone_does_not_know_what_lies_before_its_end(
    repository: Path, tmp_path: Path, commit: Callable[[str, str], None]
) -> None:
    commit("runbooks/old.md", "2026-03-01")
    commit("runbooks/middle.md", "2026-03-02")
    commit("runbooks/new.md", "2026-03-03")
    clone = tmp_path / "clone"
    source = f"file://{repository}"
    subprocess.run(["git", "clone", "--quiet", "--depth=2", source, str(clone)], check=True)
    assert last_changed(Repository.find(clone), "runbooks") == {"new.md": at(3)}
