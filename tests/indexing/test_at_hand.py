"""The index for a question that nobody asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inc.documents import Documents
from inc.index.database import Index
from inc.indexing import at_hand as module
from inc.indexing.at_hand import at_hand
from inc.indexing.fresh import fresh
from inc.vcs.repository import Repository

Git = Callable[..., str]


def place(root: Path, day: int) -> Path:
    return root / f"incidents/2026/03/2026-03-{day:02}-alpha.md"


def write(root: Path, day: int, title: str = "Alpha") -> None:
    path = place(root, day)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\nid: {path.stem}\ntitle: {title}\n---\n\n## Timeline\n")


def commit(git: Git) -> None:
    git("add", "-A")
    git("commit", "--quiet", "-m", "x")


def titles(root: Path) -> list[str] | None:
    with at_hand(Documents(root, Repository.find(root))) as index:
        if index is None:
            return None
        return [row[0] for row in index.rows("SELECT title FROM incidents ORDER BY name")]


def build(root: Path) -> None:
    with fresh(Documents(root, Repository.find(root))):
        pass


def kept(root: Path) -> list[tuple[str, bytes]]:
    folder = root / ".git/inc/index"
    return sorted((one.name, one.read_bytes()) for one in folder.glob("*"))


def test_of_few_documents_all_are_read(repository: Path, git: Git) -> None:
    assert titles(repository) == []
    write(repository, 1)
    assert titles(repository) == ["Alpha"]
    commit(git)
    assert titles(repository) == ["Alpha"]
    assert kept(repository) == []


def test_of_many_there_is_none_unless_it_was_kept(
    repository: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_FEW", 1)
    monkeypatch.setattr(module, "_SOME", 1)
    write(repository, 1)
    write(repository, 2, "Beta")
    commit(git)
    assert titles(repository) is None
    build(repository)
    assert titles(repository) == ["Alpha", "Beta"]


def test_of_some_documents_an_index_is_made_and_kept(
    repository: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_FEW", 1)
    monkeypatch.setattr(module, "_SOME", 2)
    write(repository, 1)
    write(repository, 2, "Beta")
    commit(git)
    assert titles(repository) == ["Alpha", "Beta"]
    before = kept(repository)
    assert before
    assert titles(repository) == ["Alpha", "Beta"]
    assert kept(repository) == before


def test_what_was_committed_since_is_laid_over_and_not_kept(
    repository: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_FEW", 0)
    write(repository, 1)
    write(repository, 2, "Beta")
    commit(git)
    build(repository)
    before = kept(repository)
    write(repository, 2, "Gamma")
    write(repository, 3, "Delta")
    place(repository, 1).unlink()
    commit(git)
    assert titles(repository) == ["Gamma", "Delta"]
    assert kept(repository) == before
    monkeypatch.setattr(module, "_SOME", 0)
    monkeypatch.setattr(module, "_BEHIND", 2)
    assert titles(repository) is None


def test_nobody_who_writes_is_waited_for(
    repository: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_FEW", 0)
    write(repository, 1)
    commit(git)
    build(repository)
    write(repository, 1, "Beta")
    commit(git)
    [file] = (repository / ".git/inc/index").glob("*.sqlite")
    other = Index.in_file(str(file))
    other.begin(write=True)
    assert titles(repository) is None
    other.rollback()
    other.close()
    assert titles(repository) == ["Beta"]


def test_a_damaged_index_is_none(
    repository: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_FEW", 0)
    monkeypatch.setattr(module, "_SOME", 0)
    write(repository, 1)
    commit(git)
    build(repository)
    [file] = (repository / ".git/inc/index").glob("*.sqlite")
    file.write_bytes(b"\0" * 4096)
    assert titles(repository) is None


def test_what_was_dirty_when_the_index_was_made_is_read_from_the_disk(
    repository: Path, git: Git
) -> None:
    write(repository, 1)
    commit(git)
    write(repository, 1, "Alpha, edited")
    build(repository)
    assert titles(repository) == ["Alpha, edited"]
