"""The note of a visit, and the files of a checkout that was killed half-way."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from inc.vcs import cut_off, visits
from inc.vcs.lock import lock
from inc.vcs.repository import Repository
from inc.vcs.visits import Note

Git = Callable[..., str]
NOTE = Note("postmortem/x", "refs/heads/main", "1" * 40, "", "123")


def test_a_note_is_there_until_it_is_forgotten(repository: Path) -> None:
    found = Repository.find(repository)
    assert (found.is_visiting(), visits.read(found)) == (False, None)
    visits.write(found, NOTE)
    assert (found.is_visiting(), visits.read(found)) == (True, NOTE)
    assert [path.name for path in found.visit_note.parent.iterdir()] == ["visit"]
    visits.forget(found)
    assert not found.is_visiting()
    visits.forget(found)


def test_a_note_is_of_one_work_tree(repository: Path, git: Git, tmp_path: Path) -> None:
    git("commit", "-qm", "x", "--allow-empty")
    git("worktree", "add", "-q", "-b", "side", str(tmp_path / "other"))
    visits.write(Repository.find(tmp_path / "other"), NOTE)
    assert not Repository.find(repository).is_visiting()


def test_what_the_visitor_starts_is_a_guest(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not visits.is_guest(NOTE)
    with visits.marked("123"):
        assert visits.is_guest(NOTE)
        with visits.marked("4"):
            assert not visits.is_guest(NOTE)
        assert visits.is_guest(NOTE)
    assert visits.MARK not in os.environ


@pytest.fixture
def two(repository: Path, git: Git) -> Repository:
    """`main` with a.md and here.md; `other` with another a.md, and there.md instead of here.md."""
    for name, text in (("a.md", "one\n"), ("here.md", "here\n"), ("same.md", "same\n")):
        (repository / name).write_text(text)
    git("add", ".")
    git("commit", "-qm", "main")
    git("switch", "-qc", "other")
    (repository / "a.md").write_text("two\nlines\n")
    (repository / "there.md").write_text("there\n")
    git("rm", "-q", "here.md")
    git("add", ".")
    git("commit", "-qm", "other")
    git("switch", "-q", "main")
    return Repository.find(repository)


def take_back(repository: Repository) -> list[str]:
    with lock(repository, "test", wait=1, say=print) as descriptor:
        return sorted(cut_off.take_back(repository, "other", descriptor))


def test_files_of_the_other_branch_are_taken_back(two: Repository, git: Git) -> None:
    (two.worktree / "a.md").write_text("two\nlines\n")
    (two.worktree / "there.md").write_text("there\n")
    (two.worktree / "here.md").unlink()
    assert take_back(two) == ["a.md", "here.md", "there.md"]
    assert git("status", "--porcelain") == ""


@pytest.mark.parametrize("half", [None, "", "two\n"])
def test_a_file_that_git_was_writing(half: str | None, two: Repository, git: Git) -> None:
    (two.worktree / "a.md").unlink()
    if half is not None:
        (two.worktree / "a.md").write_text(half)
    assert take_back(two) == ["a.md"]
    assert git("status", "--porcelain") == ""


def test_bytes_of_somebody_stay(two: Repository, git: Git) -> None:
    (two.worktree / "a.md").write_text("mine\n")
    (two.worktree / "there.md").write_text("mine\n")
    (two.worktree / "same.md").unlink()
    assert take_back(two) == []
    assert git("status", "--porcelain") == " M a.md\n D same.md\n?? there.md\n"


def test_nothing_to_take_back(two: Repository) -> None:
    assert take_back(two) == []
