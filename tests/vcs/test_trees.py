"""What a commit has, what another has otherwise, and what is dirty, as real git tells it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from inc.errors import GitRefused
from inc.vcs import trees
from inc.vcs.repository import Repository
from inc.vcs.trees import Between, Blob, Dirt

Git = Callable[..., str]


@pytest.fixture
def known(repository: Path) -> Repository:
    return Repository.find(repository)


def committed(git: Git, root: Path, **files: str) -> str:
    """A commit of files of the folder `a`; its id."""
    for name, text in files.items():
        path = root / "a" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    git("add", "--all")
    git("commit", "--quiet", "--allow-empty", "--message", "x")
    return git("rev-parse", "HEAD").strip()


def test_a_listing_has_every_path_below_the_folders(
    repository: Path, git: Git, known: Repository
) -> None:
    (repository / "elsewhere").write_text("x")
    (repository / "a").mkdir()
    (repository / "a" / "link").symlink_to("one")
    head = committed(git, repository, one="1", **{"b/é\nf": "2"})
    found = {one.path: one for one in trees.Listing(known, head, ["a", "not there"]).blobs()}
    assert {path: one.mode for path, one in found.items()} == {
        "a/one": "100644",
        "a/link": "120000",
        "a/b/é\nf": "100644",
    }
    assert found["a/one"].oid == git("rev-parse", "HEAD:a/one").strip()


def test_between_two_commits(repository: Path, git: Git, known: Repository) -> None:
    old = committed(git, repository, kept="1", changed="1", gone="1", moved="many\nlines\n" * 9)
    git("rm", "--quiet", "a/gone")
    git("mv", "a/moved", "a/there")
    new = committed(git, repository, changed="2", made="1")
    found = {one.path: one for one in Between(known, old, new, ["a"]).blobs()}
    assert set(found) == {"a/changed", "a/gone", "a/moved", "a/there", "a/made"}
    assert found["a/gone"] == Blob("a/gone", "", "")
    assert found["a/moved"] == Blob("a/moved", "", "")
    assert found["a/made"].oid == git("rev-parse", "HEAD:a/made").strip()
    assert Between(known, old, new, ["b"]).blobs() == []


def test_between_two_commits_no_staging_area_is_read(
    repository: Path, git: Git, known: Repository
) -> None:
    old = committed(git, repository, one="1")
    new = committed(git, repository, one="2")
    (known.git_dir / "index").write_bytes(b"DIRC")
    before = sorted(known.git_dir.iterdir())
    assert [one.path for one in Between(known, old, new, ["a"]).blobs()] == ["a/one"]
    assert sorted(known.git_dir.iterdir()) == before


def test_a_commit_that_is_not_there_is_told(repository: Path, git: Git, known: Repository) -> None:
    head = committed(git, repository, one="1")
    with pytest.raises(GitRefused):
        trees.Listing(known, "1" * 40, ["a"]).blobs()
    with pytest.raises(GitRefused):
        Between(known, "1" * 40, head, ["a"]).blobs()


def test_dirt_is_all_that_differs(repository: Path, git: Git, known: Repository) -> None:
    committed(git, repository, **{name: name for name in ("same", "edited", "gone", "staged")})
    (repository / "a" / "edited").write_text("2")
    (repository / "a" / "gone").unlink()
    (repository / "a" / "staged").write_text("3")
    git("add", "a/staged")
    (repository / "a" / "staged").write_text("staged")  # as it was committed
    (repository / "a" / "new").write_text("")
    (repository / "a" / "folder").mkdir()
    (repository / "a" / "folder" / "é x\n").write_text("")
    git("config", "status.branch", "true")
    git("config", "status.showStash", "true")
    git("config", "status.showUntrackedFiles", "no")
    dirt = Dirt(known)
    assert set(dirt.paths() or ()) == {"a/edited", "a/gone", "a/staged", "a/new", "a/folder/"}
    assert dirt.head == git("rev-parse", "HEAD").strip()


def test_dirt_of_no_commit(repository: Path, git: Git, known: Repository) -> None:
    (repository / "one").write_text("")
    (repository / "two").write_text("")
    git("add", "one")
    dirt = Dirt(known)
    assert (dirt.head, set(dirt.paths() or ())) == (None, {"one", "two"})


def test_what_a_sparse_checkout_leaves_out_is_dirt(
    repository: Path, git: Git, known: Repository
) -> None:
    committed(git, repository, one="1", **{"b/two": "2"})
    git("sparse-checkout", "set", "--no-cone", "/a/b/")
    assert Dirt(known).paths() == ["a/one"]


def test_asking_what_is_dirty_writes_nothing(repository: Path, git: Git, known: Repository) -> None:
    committed(git, repository, one="1")
    os.utime(repository / "a" / "one", (1, 1))
    before = (known.git_dir / "index").read_bytes()
    assert Dirt(known).paths() == []
    assert (known.git_dir / "index").read_bytes() == before


def test_dirt_relative_to_another_commit_is_none(
    repository: Path, git: Git, known: Repository
) -> None:
    committed(git, repository, one="1")
    dirt = Dirt(known)
    git("commit", "--quiet", "--allow-empty", "--message", "y")
    assert dirt.paths() is None


def test_a_broken_staging_area_is_told(repository: Path, git: Git, known: Repository) -> None:
    committed(git, repository, one="1")
    (known.git_dir / "index").write_bytes(b"DIRC")
    with pytest.raises(GitRefused, match="git does not say what it has"):
        Dirt(known).paths()
