"""What a question made of the index is kept for the next one, unless somebody else is at it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import brute
import pytest

from inc.documents import Documents
from inc.index import columns
from inc.index.database import Index
from inc.indexing.fresh import answered, fresh
from inc.indexing.kept import Kept
from inc.vcs.repository import Repository

Git = Callable[..., str]
PATH = "incidents/2026/03/2026-03-{day:02}-x.md"
TEXT = """\
---
title: Checkout fails
severity: SEV2
status: closed
declared_at: "2026-03-{day:02}T15:30:00Z"
cause: dns
---
"""


def put(root: Path, day: int, *, cause: str = "dns") -> None:
    path = root / PATH.format(day=day)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TEXT.format(day=day).replace("dns", cause))


@pytest.fixture
def filled(repository: Path, git: Git) -> Path:
    """A repository with three incidents, and an index that nobody asked for columns."""
    for day in (1, 2, 3):
        put(repository, day)
    git("add", "--all")
    git("commit", "--quiet", "--message", "x")
    with fresh(workspace(repository)):
        return repository


def workspace(root: Path) -> Documents:
    return Documents(root, Repository.find(root))


def began(root: Path) -> int:
    """How many incidents have a time, as the columns tell it."""
    return answered(workspace(root), lambda index: len(columns.of_plain(index, ["began"])["began"]))


def file_of(root: Path) -> Path:
    (path,) = (root / ".git" / "inc" / "index").glob("*.sqlite")
    return path


def kept(root: Path) -> int:
    """How many columns are in the file."""
    with closing(Index.in_file(str(file_of(root)))) as index:
        return int(index.rows("SELECT count(*) FROM segments")[0][0])


def is_trusted(root: Path) -> bool:
    """Whether the file is as it was noted, so that the next one who asks takes it."""
    index = Kept(Repository.find(root), "").opened()
    if index is None:
        return False
    index.close()
    return True


def test_columns_are_kept_by_whoever_made_them(filled: Path) -> None:
    name = file_of(filled)
    assert kept(filled) == 0
    assert began(filled) == 3
    assert kept(filled) > 0
    assert is_trusted(filled)
    before = brute.state(file_of(filled))
    assert began(filled) == 3
    assert (file_of(filled), brute.state(file_of(filled))) == (name, before)


def test_a_commit_forgets_the_columns_of_its_documents(filled: Path, git: Git) -> None:
    began(filled)
    put(filled, 4)
    git("add", "--all")
    git("commit", "--quiet", "--message", "y")
    with fresh(workspace(filled)):
        pass
    assert kept(filled) == 0
    brute.check(filled)
    assert began(filled) == 4
    assert kept(filled) > 0


def test_of_dirty_documents_nothing_is_kept(filled: Path) -> None:
    put(filled, 4)
    assert began(filled) == 4
    assert kept(filled) > 0  # those of the commit, which was asked first
    (filled / PATH.format(day=4)).unlink()
    before = brute.state(file_of(filled))
    assert began(filled) == 3
    put(filled, 3, cause="expiry")
    brute.check(filled)
    assert brute.state(file_of(filled)) == before


def test_who_reads_meanwhile_is_not_waited_for(filled: Path) -> None:
    with fresh(workspace(filled)) as index:
        index.rows("SELECT 1 FROM documents")
        assert began(filled) == 3
        assert is_trusted(filled)
    assert kept(filled) == 0
    assert began(filled) == 3
    assert kept(filled) > 0


def test_who_writes_meanwhile_is_not_waited_for(filled: Path) -> None:
    with Kept(Repository.find(filled), "").locked():
        assert began(filled) == 3
    assert kept(filled) == 0
    assert is_trusted(filled)


def test_without_a_kept_index_they_are_made_for_the_answer(filled: Path) -> None:
    (filled / ".git" / "inc" / "index" / "lock").unlink()
    folder = filled / ".git" / "inc" / "index"
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    folder.write_text("")  # where nothing can be kept
    assert began(filled) == 3
