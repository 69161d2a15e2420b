"""What is remembered and what is asked about the difference to HEAD."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from inc.errors import GitRefused
from inc.vcs.memo import blob, digest, dirty_paths, known_clean, path_states, remember_clean
from inc.vcs.repository import Repository

Git = Callable[..., str]
DOCUMENT = "incidents/2026/03/x.md"


@pytest.fixture
def inc(repository: Path, git: Git) -> Repository:
    """A repository with one committed document."""
    (repository / DOCUMENT).parent.mkdir(parents=True)
    (repository / DOCUMENT).write_text("text\n")
    git("add", ".")
    git("commit", "-qm", "first")
    return Repository.find(repository)


def test_digest_is_sha256() -> None:
    assert digest(b"text\n") == hashlib.sha256(b"text\n").hexdigest()


def test_known_only_for_the_same_bytes_at_the_same_commit(inc: Repository, git: Git) -> None:
    oid = inc.head().oid or ""
    assert not known_clean(inc, DOCUMENT, b"text\n")
    remember_clean(inc, DOCUMENT, oid, digest(b"text\n"))
    assert known_clean(inc, DOCUMENT, b"text\n")
    assert not known_clean(inc, DOCUMENT, b"text!\n")
    assert not known_clean(inc, "incidents/2026/03/y.md", b"text\n")
    git("commit", "-q", "--allow-empty", "-m", "moved on")
    assert not known_clean(inc, DOCUMENT, b"text\n")


def test_a_damaged_or_impossible_memo_means_ask(inc: Repository, repository: Path) -> None:
    oid = inc.head().oid or ""
    remember_clean(inc, DOCUMENT, oid, digest(b"text\n"))
    (memo,) = [path for path in (repository / ".git/inc/clean").rglob("*") if path.is_file()]
    memo.write_bytes(memo.read_bytes()[:-3] + b"\xff")
    assert not known_clean(inc, DOCUMENT, b"text\n")
    shutil.rmtree(repository / ".git/inc")
    (repository / ".git/inc").write_text("in the way")
    remember_clean(inc, DOCUMENT, oid, digest(b"text\n"))
    assert not known_clean(inc, DOCUMENT, b"text\n")


@pytest.mark.parametrize("path", ["../../HEAD", "/etc/motd", "a/../../x"])
def test_a_memo_never_leaves_its_folder(inc: Repository, path: str) -> None:
    before = (inc.git_dir / "HEAD").read_bytes()
    remember_clean(inc, path, "1" * 40, "2" * 64)
    assert not known_clean(inc, path, b"")
    assert (inc.git_dir / "HEAD").read_bytes() == before


def test_nothing_is_clean_before_the_first_commit(repository: Path) -> None:
    inc = Repository.find(repository)
    remember_clean(inc, DOCUMENT, "None", digest(b"text\n"))
    assert not known_clean(inc, DOCUMENT, b"text\n")


def test_dirty_is_what_differs_from_head_anywhere(
    inc: Repository, repository: Path, git: Git
) -> None:
    for name in ("edited", "staged", "deleted", "clean", "both", "a b ☃"):
        (repository / name).write_text("one\n")
    git("add", ".")
    git("commit", "-qm", "second")
    for name in ("edited", "staged", "both", "untracked", "ignored", "a b ☃"):
        (repository / name).write_text("two\n")
    git("add", "staged", "both")
    (repository / "both").write_text("one\n")
    (repository / "deleted").unlink()
    (repository / ".git/info/exclude").write_text("ignored\n")
    names = ["edited", "staged", "deleted", "clean", "both", "untracked", "ignored", "a b ☃", "no"]
    expected = {"edited", "staged", "deleted", "both", "untracked", "a b ☃"}
    assert dirty_paths(inc, names) == expected
    assert dirty_paths(inc, ["clean", "edited"]) == {"edited"}
    assert dirty_paths(inc, []) == set()
    many = [*names, *(f"incidents/2025/12/absent-{number:0100}.md" for number in range(40_000))]
    assert dirty_paths(inc, many) == expected
    assert path_states(inc, names)["both"] == "MM"


def test_patterns_are_names(inc: Repository, repository: Path) -> None:
    (repository / "a.md").write_text("a\n")
    assert dirty_paths(inc, ["*.md", "[a].md"]) == set()
    (repository / "[a].md").write_text("a\n")
    assert dirty_paths(inc, ["*.md", "[a].md"]) == {"[a].md"}


def test_a_broken_staging_area_is_said(inc: Repository, repository: Path) -> None:
    (repository / ".git" / "index").write_bytes(b"garbage")
    with pytest.raises(GitRefused, match="state of the work tree"):
        dirty_paths(inc, [DOCUMENT])


def test_blob_is_the_bytes_of_a_revision_or_nothing(
    inc: Repository, repository: Path, git: Git
) -> None:
    (repository / DOCUMENT).write_bytes(b"\xff\x00\r\n")
    git("commit", "-qam", "second")
    assert blob(inc, "HEAD", DOCUMENT) == b"\xff\x00\r\n"
    assert blob(inc, "HEAD~1", DOCUMENT) == b"text\n"
    absent = [("HEAD~2", DOCUMENT), ("HEAD", "no.md"), ("no-such", DOCUMENT), ("HEAD", "incidents")]
    assert [blob(inc, *where) for where in absent] == [None] * 4
    assert blob(inc, "--help", DOCUMENT) is None
