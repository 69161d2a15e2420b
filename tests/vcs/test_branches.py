"""A visit to a branch carries what is at hand both ways, and a failed one leaves no trace."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from inc.errors import GitRefused, NotRecorded
from inc.vcs import branches
from inc.vcs.branches import Visit, visited
from inc.vcs.lock import lock
from inc.vcs.repository import Repository

Git = Callable[..., str]
REVIEW = "postmortem/x"


@pytest.fixture
def started(repository: Path, git: Git) -> Repository:
    """A repository with one commit of `a.md`, and strangers: one staged, one not, one untracked."""
    (repository / "a.md").write_text("one\n")
    (repository / "edited").write_text("before\n")
    git("add", ".")
    git("commit", "-qm", "first")
    (repository / "edited").write_text("after\n")
    (repository / "staged").write_text("staged\n")
    git("add", "staged")
    (repository / "loose").write_text("loose\n")
    return Repository.find(repository)


def there(repository: Repository, *, stay: bool = False, fail: bool = False) -> Visit:
    """Go to the branch, commit another `a.md` there, and leave; or fail after the commit."""
    with lock(repository, "test", wait=1, say=print) as descriptor:
        visit = Visit(repository, REVIEW, descriptor, 1.0)
        with visited(visit, stay=stay):
            (repository.worktree / "a.md").write_text("two\n")
            run(repository, "commit", "-qm", "second", "--only", "--", "a.md")
            if fail:
                raise NotRecorded("no", hint="Mend it.")
    return visit


def run(repository: Repository, *words: str) -> str:
    done = subprocess.run(
        ["git", *words], cwd=repository.worktree, check=True, text=True, stdout=subprocess.PIPE
    )
    return done.stdout


def strangers(repository: Repository) -> list[str]:
    return run(repository, "status", "--porcelain").splitlines()


STRANGERS = [" M edited", "A  staged", "?? loose"]


def test_there_and_back(started: Repository) -> None:
    visit = there(started)
    assert (visit.is_left, visit.came_from, visit.trouble) == (True, "main", "")
    assert branches.current(started) == "main"
    assert (started.worktree / "a.md").read_text() == "one\n"
    assert run(started, "show", f"{REVIEW}:a.md") == "two\n"
    assert run(started, "diff", "--name-only", "main", REVIEW).split() == ["a.md"]
    assert strangers(started) == STRANGERS


def test_to_stay(started: Repository) -> None:
    visit = there(started, stay=True)
    assert (visit.is_left, visit.way_back) == (False, "git switch main")
    assert branches.current(started) == REVIEW
    assert strangers(started) == STRANGERS


def test_one_who_is_there_already_stays(started: Repository, git: Git) -> None:
    git("switch", "-qc", REVIEW)
    visit = there(started)
    assert visit.was_there and visit.is_left
    assert branches.current(started) == REVIEW


def test_a_branch_that_only_lags_behind_comes_along(started: Repository, git: Git) -> None:
    git("branch", REVIEW)
    (started.worktree / "b.md").write_text("b\n")
    git("add", "b.md")
    git("commit", "-qm", "b", "--only", "--", "b.md")
    there(started)
    assert git("show", f"{REVIEW}:b.md") == "b\n"
    assert strangers(started) == STRANGERS


def test_a_branch_of_its_own_is_gone_on_with(started: Repository) -> None:
    there(started)
    first = branches.tip(started, REVIEW)
    with (
        lock(started, "test", wait=1, say=print) as descriptor,
        visited(Visit(started, REVIEW, descriptor, 1.0)),
    ):
        assert (started.worktree / "a.md").read_text() == "two\n"
    assert (branches.tip(started, REVIEW), branches.current(started)) == (first, "main")


@pytest.mark.parametrize("existed", [False, True])
def test_a_failure_leaves_everything_as_it_was(
    existed: bool, started: Repository, git: Git
) -> None:
    if existed:
        there(started)
        (started.worktree / "a.md").write_text("one\n")
    tips = git("for-each-ref", "--format=%(objectname) %(refname)")
    if existed:
        git("switch", "-q", REVIEW)
        (started.worktree / "a.md").write_text("three\n")
        git("commit", "-qm", "third", "--only", "--", "a.md")
        git("switch", "-q", "main")
        tips = git("for-each-ref", "--format=%(objectname) %(refname)")
    with pytest.raises(NotRecorded, match="no") as raised:
        there(started, fail=True)
    assert git("for-each-ref", "--format=%(objectname) %(refname)") == tips
    if existed:  # what was written over there collides with what is here, so one is told
        assert raised.value.hint.endswith("Go back: git switch main")
        assert branches.current(started) == REVIEW
    else:
        assert raised.value.hint == "Mend it."
        assert branches.current(started) == "main"
    assert (started.worktree / "a.md").read_text() == "two\n"
    assert strangers(started) == [" M a.md", *STRANGERS]


def test_edits_that_collide_are_refused_before_anything_happens(
    started: Repository, git: Git
) -> None:
    there(started)
    (started.worktree / "a.md").write_text("mine\n")
    with pytest.raises(GitRefused, match="your edits") as raised:
        there(started)
    assert f"git stash\n  git switch {REVIEW}\n  git stash pop\n" in raised.value.hint
    assert not started.is_visiting()
    assert (started.worktree / "a.md").read_text() == "mine\n"
    assert branches.current(started) == "main"


def test_a_branch_that_is_in_the_way(started: Repository, git: Git) -> None:
    git("branch", "postmortem")
    with pytest.raises(GitRefused) as raised:
        there(started)
    assert "git branch -m postmortem OTHER-NAME" in raised.value.hint
    assert branches.current(started) == "main"


def test_before_the_first_commit(repository: Path) -> None:
    with pytest.raises(GitRefused, match="nothing was committed on main yet"):
        there(Repository.find(repository))


def test_without_a_branch(started: Repository, git: Git) -> None:
    git("checkout", "-q", "--detach")
    before = started.head()
    visit = there(started)
    assert visit.is_left and started.head() == before
    assert visit.way_back == f"git switch --detach {before.oid}"


def test_a_branch_that_another_work_tree_has(started: Repository, git: Git, tmp_path: Path) -> None:
    git("worktree", "add", "-q", "-b", REVIEW, str(tmp_path / "other"))
    with pytest.raises(GitRefused, match="other"):
        there(started)
    assert branches.current(started) == "main"


def test_from_another_work_tree(started: Repository, git: Git, tmp_path: Path) -> None:
    other = tmp_path / "other"
    git("worktree", "add", "-q", "-b", "side", str(other))
    visit = there(Repository.find(other))
    assert visit.is_left and branches.current(Repository.find(other)) == "side"
    assert branches.current(started) == "main"
    assert git("show", f"{REVIEW}:a.md") == "two\n"


def test_a_hook_of_the_checkout_that_complains_stops_nobody(started: Repository) -> None:
    hook = started.git_dir / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    assert there(started).is_left
    assert branches.current(started) == "main"


def test_one_cannot_get_back(started: Repository) -> None:
    with lock(started, "test", wait=1, say=print) as descriptor:
        visit = Visit(started, REVIEW, descriptor, 0.1)
        with visited(visit):
            (started.git_dir / "index.lock").touch()
    (started.git_dir / "index.lock").unlink()
    assert not visit.is_left
    assert visit.trouble.startswith(f"The branch that is checked out now is {REVIEW}, for git did")
    assert "index.lock" in visit.trouble
    assert visit.trouble.endswith("Go back: git switch main")
    assert started.is_visiting()


def test_a_review_that_somebody_else_began(started: Repository, git: Git, tmp_path: Path) -> None:
    git("init", "-q", "--bare", str(tmp_path / "remote"))
    git("remote", "add", "origin", str(tmp_path / "remote"))
    there(started)
    git("push", "-q", "origin", REVIEW)
    theirs = branches.tip(started, REVIEW)
    git("branch", "-qD", REVIEW)
    with (
        lock(started, "test", wait=1, say=print) as descriptor,
        visited(Visit(started, REVIEW, descriptor, 1.0)),
    ):
        assert started.head().oid == theirs
    assert git("config", f"branch.{REVIEW}.remote") == "origin\n"


@pytest.mark.parametrize("form", ["sha1", "sha256"])
def test_the_tip_of_a_branch(form: str, tmp_path: Path, git: Git) -> None:
    root = tmp_path / form
    git("init", "-q", f"--object-format={form}", str(root), cwd=tmp_path)
    repository = Repository.find(root)
    assert branches.tip(repository, "main") is None
    git("commit", "-qm", "x", "--allow-empty", cwd=root)
    head = git("rev-parse", "HEAD", cwd=root).strip()
    assert branches.tip(repository, "main") == head
    git("pack-refs", "--all", cwd=root)
    assert branches.tip(repository, "main") == head
    assert there_empty(repository).is_left


def there_empty(repository: Repository) -> Visit:
    with lock(repository, "test", wait=1, say=print) as descriptor:
        visit = Visit(repository, REVIEW, descriptor, 1.0)
        with visited(visit):
            run(repository, "commit", "-qm", "y", "--allow-empty")
    return visit


# ------------------------------------------------------------------ the main branch


def test_the_branch_that_others_build_on(started: Repository, git: Git, tmp_path: Path) -> None:
    assert branches.main(started) == "main"
    git("branch", "-qm", "main", "develop")
    assert branches.main(started) == ""
    git("config", "init.defaultBranch", "develop")
    assert branches.main(started) == "develop"
    git("init", "-q", "--bare", "-b", "stable", str(tmp_path / "remote"))
    git("push", "-q", str(tmp_path / "remote"), "develop:stable")
    git("remote", "add", "origin", str(tmp_path / "remote"))
    git("fetch", "-q", "origin")
    git("remote", "set-head", "origin", "--auto")
    assert branches.main(started, "origin") == "stable"
