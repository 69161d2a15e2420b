"""What makes git faster: only where git can have it, and never over what somebody decided."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from inc.vcs import speed
from inc.vcs.repository import Repository

Git = Callable[..., str]

CACHE = "core.untrackedCache"
GRAPH = "a commit-graph with changed paths"
DECIDED = "[commitGraph]\n\tchangedPaths = false\n"


@pytest.fixture(autouse=True)
def decided(isolation: Path) -> None:
    """The person has decided about what git has from 2.52 on, so that any lacks as much."""
    with (isolation / ".gitconfig").open("a") as file:
        file.write(DECIDED)


def lacking(folder: Path) -> list[str]:
    return [step.name for step in speed.lacking(Repository.find(folder))]


def commits(git: Git, number: int) -> None:
    """So many commits, each with a file of its own."""
    git(
        "fast-import",
        "--quiet",
        stdin="".join(
            f"commit refs/heads/main\ncommitter A <a@example.com> {at} +0000\ndata 1\nx\n"
            f"M 100644 inline {at}.md\ndata 1\nx\n"
            for at in range(number)
        ),
    )
    git("reset", "--quiet", "--hard")


@pytest.fixture
def long(repository: Path, git: Git) -> Repository:
    """A repository with a history that is just long enough."""
    commits(git, speed.MANY_COMMITS)
    return Repository.find(repository)


def turned_on(repository: Repository) -> list[str]:
    return [step.name for step in speed.lacking(repository) if speed.turn_on(repository, step)]


def test_each_step_is_done_once(long: Repository, git: Git) -> None:
    assert turned_on(long) == [CACHE, GRAPH]
    assert lacking(long.worktree) == []
    assert git("config", "--local", CACHE) == "true\n"
    assert b"BIDX" in (long.git_dir / "objects/info/commit-graph").read_bytes()
    git("commit-graph", "verify")


def test_a_short_history_needs_no_graph(repository: Path, git: Git) -> None:
    assert lacking(repository) == [CACHE], "before the first commit"
    commits(git, speed.MANY_COMMITS - 1)
    assert lacking(repository) == [CACHE]


def test_a_graph_without_changed_paths_is_made_anew(long: Repository, git: Git) -> None:
    git("commit-graph", "write", "--reachable")
    assert turned_on(long) == [CACHE, GRAPH]
    git("gc", "--quiet")
    assert lacking(long.worktree) == [], "git keeps them when it writes the graph again"


def test_a_chain_of_graphs_is_one(long: Repository, git: Git) -> None:
    git("commit-graph", "write", "--reachable", "--split", "--changed-paths")
    assert lacking(long.worktree) == [CACHE]


def test_a_file_that_is_no_graph_is_none(long: Repository) -> None:
    graph = long.git_dir / "objects/info/commit-graph"
    for data in (b"", b"CGPH", b"BIDX" * 30, b"CGPH\1\1\3\0XXXXBIDXBIDXXXXX"):
        graph.write_bytes(data)
        assert GRAPH in lacking(long.worktree), data


@pytest.mark.parametrize(
    "setting",
    ["core.commitGraph=false", "remote.origin.promisor=true", "extensions.partialClone=origin"],
)
def test_where_a_graph_is_not_wanted_or_costs_too_much(
    setting: str, long: Repository, git: Git
) -> None:
    git("config", *setting.split("="))
    assert lacking(long.worktree) == [CACHE]


def test_where_git_would_write_no_graph(
    long: Repository, git: Git, tmp_path: Path, repository: Path
) -> None:
    git("replace", "HEAD", "HEAD^")
    assert lacking(long.worktree) == [CACHE]
    git("replace", "-d", "HEAD")
    assert lacking(long.worktree) == [CACHE, GRAPH]
    depth = str(speed.MANY_COMMITS - 1)
    git("clone", "--quiet", "--depth", depth, f"file://{repository}", "shallow", cwd=tmp_path)
    commits_there = git("rev-list", "--count", "HEAD", cwd=tmp_path / "shallow")
    assert commits_there == f"{depth}\n"
    git("commit", "--quiet", "--allow-empty", "-m", "one more", cwd=tmp_path / "shallow")
    assert lacking(tmp_path / "shallow") == [CACHE]


@pytest.mark.parametrize("value", ["true", "false", "keep"])
def test_what_is_set_anywhere_is_left_alone(value: str, repository: Path, isolation: Path) -> None:
    with (isolation / ".gitconfig").open("a") as file:
        file.write(f"[core]\n\tuntrackedCache = {value}\n")
    assert lacking(repository) == []


def test_what_a_feature_includes_is_on(repository: Path, git: Git) -> None:
    git("config", "feature.manyFiles", "true")
    assert lacking(repository) == []
    git("config", "feature.manyFiles", "false")
    assert lacking(repository) == [CACHE]


def test_a_configuration_that_git_cannot_read(repository: Path) -> None:
    found = Repository.find(repository)
    with (repository / ".git/config").open("a") as file:
        file.write("[core\n")
    assert speed.lacking(found) == []


def test_a_linked_work_tree_shares_the_settings(repository: Path, git: Git, tmp_path: Path) -> None:
    git("commit", "--quiet", "--allow-empty", "-m", "first")
    linked = tmp_path / "linked"
    git("worktree", "add", "--quiet", str(linked))
    assert turned_on(Repository.find(linked)) == [CACHE]
    assert git("config", "--local", CACHE) == "true\n"
    assert lacking(repository) == []
    assert not list((repository / ".git/worktrees/linked").glob("inc-*")), "nothing is left"


def test_a_step_that_git_refuses(repository: Path) -> None:
    found = Repository.find(repository)
    (repository / ".git/config.lock").touch()
    assert turned_on(found) == []
    assert lacking(repository) == [CACHE]


def test_the_cache_is_filled_by_looking_around(repository: Path, git: Git) -> None:
    (repository / "seen").mkdir()
    (repository / "seen/file").touch()
    git("add", ".")
    git("commit", "--quiet", "-m", "first")
    os.utime(repository / "seen", (1, 1))
    git("config", CACHE, "true")
    index = repository / ".git/index"
    git("--no-optional-locks", "status")
    assert b"UNTR" not in index.read_bytes(), "a question without locks leaves no note"
    speed.look_around(Repository.find(repository))
    assert b"seen\0" in index.read_bytes().partition(b"UNTR")[2]


@pytest.fixture
def monitoring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A git that has a monitor and knows every setting."""
    real = shutil.which("git")
    script = tmp_path / "bin/git"
    script.parent.mkdir()
    script.write_text(
        '#!/bin/sh\n[ "$1" = version ] || exec ' + f'{real} "$@"\n'
        "printf 'git version 2.60.1\\ncpu: x86_64\\nfeature: fsmonitor--daemon\\n'\n"
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(script.parent), prepend=os.pathsep)


@pytest.mark.usefixtures("monitoring")
def test_a_newer_git_has_more(repository: Path, git: Git, isolation: Path) -> None:
    settings = isolation / ".gitconfig"
    settings.write_text(settings.read_text().removesuffix(DECIDED))
    changed = "commitGraph.changedPaths"
    assert lacking(repository) == [CACHE, changed], "a daemon is not for a few files"
    with (repository / ".git/index").open("wb") as index:
        index.truncate(1_000_000)
    assert lacking(repository) == [CACHE, "core.fsmonitor", changed]
    git("config", "core.fsmonitor", "false")
    git("config", changed, "false")
    assert lacking(repository) == [CACHE]
