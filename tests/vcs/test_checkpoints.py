"""Marks of how far the history had come, in real repositories, whatever is written there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inc.errors import DiskRefused, Refused
from inc.vcs import checkpoints
from inc.vcs.checkpoints import Checkpoint
from inc.vcs.repository import Repository

Git = Callable[..., str]


@pytest.fixture
def tip(repository: Path, git: Git) -> str:
    git("commit", "-q", "--allow-empty", "-m", "one")
    return git("rev-parse", "HEAD").strip()


def test_notes_are_kept_in_order(repository: Path, tip: str) -> None:
    found = Repository.find(repository)
    assert checkpoints.kept(found) == []
    one, two = (Checkpoint(f"2026-03-0{day}T00:00:00Z", tip, "d", "main") for day in (4, 5))
    checkpoints.keep(found, [one])
    checkpoints.keep(found, [two])
    assert checkpoints.kept(found) == [one, two]
    checkpoints.keep(found, [two], anew=True)
    assert checkpoints.kept(found) == [two]


def test_what_is_no_note_is_passed_over(repository: Path, tip: str) -> None:
    found = Repository.find(repository)
    one = Checkpoint("2026-03-04T00:00:00Z", tip, "d", "main")
    checkpoints.keep(found, [one, one._replace(tip="--output=x")])
    path = repository / ".git/inc/checkpoints"
    path.write_text('{}\nnull\n[1]\n{"at": 1}\n\x00\n' + path.read_text())
    assert checkpoints.kept(found) == [one]
    for text in ("", "[]", '{"tips": 3}', '{"tips": {"refs/remotes/origin/main": "--x"}}', "\xff"):
        (repository / ".git/inc/seen").write_text(text)
        assert checkpoints.seen(found) == {}


def test_a_tag_counts_for_what_it_says_and_where_it_points(
    repository: Path, git: Git, tip: str
) -> None:
    git("commit", "-q", "--allow-empty", "-m", "two")
    git("tag", "-a", "inc/checkpoint/x", "-m", f"Checkpoint\n\ntip: {tip}\nbranch: main\n")
    git("tag", "-a", "inc/checkpoint/y", "-m", "Checkpoint\n\ntip: --output=x\n")
    git("tag", "inc/checkpoint/z")
    head = git("rev-parse", "HEAD").strip()
    found = checkpoints.tags(Repository.find(repository))
    assert [(one.origin[-1], one.tip) for one in found] == [
        *sorted([("x", tip), ("x", head)], key=lambda pair: pair[1]),
        ("y", head),
        ("z", head),
    ]
    assert not checkpoints.is_signed(Repository.find(repository), "inc/checkpoint/x")


def test_a_commit_is_lost_where_no_branch_of_that_name_has_it(
    repository: Path, git: Git, tip: str
) -> None:
    found = Repository.find(repository)
    git("switch", "-qc", "side")
    git("commit", "-q", "--allow-empty", "-m", "two")
    side = git("rev-parse", "HEAD").strip()
    git("switch", "-q", "main")
    assert not checkpoints.lost(found, tip, "main")
    assert checkpoints.lost(found, side, "main")
    assert not checkpoints.lost(found, side, "side")
    assert checkpoints.lost(found, "0" * 40, "main")


def test_the_branches_that_everybody_builds_on(repository: Path, git: Git, tip: str) -> None:
    for ref in ("origin/main", "origin/topic", "backup/master", "other/topic", "origin/trunk"):
        git("update-ref", f"refs/remotes/{ref}", tip)
    found = Repository.find(repository)
    usual = ("backup/master", "origin/main", "origin/trunk")
    assert checkpoints.main_lines(found) == {f"refs/remotes/{ref}": tip for ref in usual}
    git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/topic")
    assert checkpoints.main_lines(found) == {
        f"refs/remotes/{ref}": tip for ref in ("backup/master", "origin/topic")
    }


@pytest.mark.git(2, 34)  # keys of ssh
def test_git_that_cannot_sign_says_so(repository: Path, git: Git, tip: str) -> None:
    found = Repository.find(repository)
    assert not checkpoints.can_sign(found)
    git("config", "gpg.format", "ssh")
    git("config", "user.signingkey", "/nowhere")
    assert checkpoints.can_sign(found)
    with pytest.raises(Refused, match="git did not sign the checkpoint"):
        checkpoints.tag(found, "x", tip, "x\n")
    assert git("tag", "--list") == "", "git 2.39 makes one without a signature"


def test_a_git_directory_that_cannot_be_written(repository: Path, tip: str) -> None:
    found = Repository.find(repository)
    (repository / ".git/inc").write_text("in the way")
    with pytest.raises(DiskRefused):
        checkpoints.keep(found, [Checkpoint("a", tip, "d", "main")])
    checkpoints.saw(found, {"refs/remotes/origin/main": tip})
