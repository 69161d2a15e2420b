"""What `git log` tells of action items, in repositories as people have them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inc.errors import NotFound
from inc.vcs import trailers
from inc.vcs.repository import Repository

Git = Callable[..., str]


@pytest.fixture
def commit(git: Git) -> Callable[..., str]:
    """Make a commit with a message; returns its id."""

    def make(*paragraphs: str) -> str:
        words = [word for one in paragraphs for word in ("-m", one)]
        git("commit", "-q", "--allow-empty", "--cleanup=verbatim", *words)
        return git("rev-parse", "HEAD").strip()

    return make


@pytest.fixture
def found(repository: Path) -> Repository:
    return Repository.find(repository)


def test_only_commits_that_speak_of_items_are_told(
    found: Repository, commit: Callable[..., str]
) -> None:
    commit("Add code")
    marked = commit("Fix it", "aCTION: a^9c1d\nSigned-off-by: Bob <b@example.com>")
    commit("Speak of the Action: a^9c1d")
    reverted = commit('Revert "Fix it"', f"This reverts commit {marked}.")
    synced = commit("a: action synced", f"Inc-Synced: {marked} a^9c1d")
    told = trailers.said(found, ["HEAD"])
    assert [one.oid for one in told] == [synced, reverted, marked]
    assert told[2].text.startswith("Fix it\n\naCTION: a^9c1d\n")
    assert told[0].at.tzinfo is not None
    assert trailers.said(found, ["HEAD"], ["HEAD~1"])[0].oid == synced
    assert trailers.said(found, []) == []


def test_commits_that_may_be_ours_come_with_their_files(
    found: Repository, commit: Callable[..., str], git: Git, repository: Path
) -> None:
    for name in ("a b.md", "ü.md"):
        (repository / name).write_text("x")
    git("add", ".")
    commit("Ours", "Inc-Operation: action-sync")
    commit("Ours, and empty", "Inc-Operation: action-drop")
    (repository / "code.py").write_text("x")
    git("add", ".")
    commit("Not ours", "Action: a^9c1d")
    paths = [one.paths for one in trailers.said(found, ["HEAD"])]
    assert paths == [set(), set(), {"a b.md", "ü.md"}]


def test_whether_all_of_the_history_is_here(
    found: Repository, commit: Callable[..., str], git: Git, tmp_path: Path
) -> None:
    for subject in ("one", "two"):
        commit(subject)
    clone = tmp_path / "clone"
    git("clone", "-q", "--depth=1", f"file://{found.worktree}", str(clone))
    assert trailers.is_whole(found)
    assert not trailers.is_whole(Repository.find(clone))


def test_what_people_set_does_not_change_what_is_told(
    found: Repository, commit: Callable[..., str], git: Git
) -> None:
    oid = commit("Zoë fixed it", "Action: a^9c1d")
    for key, value in {
        "log.showSignature": "true",
        "color.ui": "always",
        "grep.patternType": "fixed",
        "i18n.logOutputEncoding": "latin1",
        "log.date": "relative",
        "format.pretty": "oneline",
    }.items():
        git("config", key, value)
    git("notes", "add", "-m", "Action: b^9c1d")
    (one,) = trailers.said(found, ["HEAD"])
    assert (one.oid, one.text.split("\n")[0]) == (oid, "Zoë fixed it")
    assert "b^9c1d" not in one.text


def test_the_branch_that_counts(found: Repository, commit: Callable[..., str], git: Git) -> None:
    oid = commit("x")
    assert trailers.main_branch(found) == ("main", ["refs/heads/main"])
    git("switch", "-qc", "feature")
    assert trailers.main_branch(found)[0] == "main"
    assert trailers.main_branch(found, "feature") == ("feature", ["refs/heads/feature"])
    git("update-ref", "refs/remotes/origin/trunk", oid)
    git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    assert trailers.main_branch(found) == ("trunk", ["refs/remotes/origin/trunk"])
    with pytest.raises(NotFound, match="there is no branch nosuch"):
        trailers.main_branch(found, "nosuch")
    git("symbolic-ref", "--delete", "refs/remotes/origin/HEAD")
    git("branch", "-D", "main")
    assert trailers.main_branch(found)[0] in ("trunk", "feature")


def test_a_branch_that_has_no_commit_yet(found: Repository) -> None:
    name, refs = trailers.main_branch(found)
    assert refs == []
    assert trailers.said(found, refs) == []
    assert name == "main"


@pytest.mark.parametrize("name", ["--all", "-x", "nosuch", "HEAD:", "", "HEAD^{tree}", "a\nb"])
def test_what_names_no_commit(name: str, found: Repository, commit: Callable[..., str]) -> None:
    commit("x")
    assert trailers.commit_named(found, name) is None


def test_what_names_a_commit(found: Repository, commit: Callable[..., str], git: Git) -> None:
    oid = commit("x")
    git("tag", "-am", "a tag", "v1")
    for name in (oid, oid[:8], "HEAD", "main", "v1"):
        assert trailers.commit_named(found, name) == oid


def test_what_a_merge_brought(found: Repository, commit: Callable[..., str], git: Git) -> None:
    base = commit("base")
    git("switch", "-qc", "feature")
    brought = [commit("one"), commit("two")]
    git("switch", "-q", "main")
    git("merge", "-q", "--no-ff", "--no-edit", "feature")
    merge = git("rev-parse", "HEAD").strip()
    assert set(trailers.brought(found, merge, base)) == {*brought, merge}
    assert trailers.brought(found, "0" * 40, base) == []
