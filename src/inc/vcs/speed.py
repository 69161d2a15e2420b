"""What makes git itself faster in a clone: set for this clone only, never over what somebody set.

Nothing of it changes what git answers, so nothing of it is worth a failure: where the git directory
cannot be written, or git cannot have a thing, it is not among what is lacking.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from inc.vcs.process import git
from inc.vcs.repository import Repository

MANY_COMMITS: Final = 1_000
"""From so many on, the history of one file is slow without a commit-graph."""

_LARGE: Final = 1_000_000
"""Bytes of a staging area of some 10,000 files; below that a daemon of git's costs more than it
saves."""

_LONGEST: Final = 120.0  # seconds; 100,000 commits of ours take 3, those of a huge code base more
_MOST_FILTERS: Final = 200_000
_TRUE: Final = frozenset({"", "true", "yes", "on", "1"})
_KEYS: Final = (
    r"^(core\.(untrackedcache|fsmonitor|commitgraph)|feature\.manyfiles|commitgraph\.changedpaths"
    r"|extensions\.partialclone|remote\..*\.promisor)$"
)
_CHANGED_PATHS_SINCE: Final = (2, 52)
_FILTERS: Final = b"BIDX"  # the chunk of a commit-graph that tells of changed paths


class Step(NamedTuple):
    """One thing that makes git faster here: what it is, what is slow without it, how it is done."""

    name: str
    without: str
    order: tuple[str, ...]


def lacking(repository: Repository) -> list[Step]:
    """What would make git faster in this clone, that nobody has decided about."""
    stated = _stated(repository)
    if stated is None or not os.access(repository.common_dir, os.W_OK):
        return []
    version, has_monitor = _able(repository)
    found = []
    if _lacks_cache(repository, stated):
        found.append(_setting("core.untrackedCache", "git reads every folder to find new files"))
    if has_monitor and "core.fsmonitor" not in stated and _is_large(repository):
        found.append(_setting("core.fsmonitor", "git looks at every file to find changes"))
    if version >= _CHANGED_PATHS_SINCE and "commitgraph.changedpaths" not in stated:
        found.append(_setting("commitGraph.changedPaths", "git forgets which commits changed what"))
    if _lacks_graph(repository, stated):
        order = ("commit-graph", "write", "--reachable", "--changed-paths", "--no-progress")
        most = f"--max-new-filters={_MOST_FILTERS}"
        without = "git reads all commits for the history of one file"
        found.append(Step("a commit-graph with changed paths", without, (*order, most)))
    return found


def turn_on(repository: Repository, step: Step) -> bool:
    """Do one of the steps; whether git did it, within two minutes."""
    done = git(step.order, cwd=repository.worktree, write=True, within=_LONGEST)
    return done.code == 0


def look_around(repository: Repository) -> None:
    """Let git note what it sees in the work tree: our own questions never leave a note.

    They take no locks, so without this the untracked cache would stay empty for who never asks git.
    """
    git(["status", "--porcelain"], cwd=repository.worktree, write=True)


def _setting(key: str, without: str) -> Step:
    return Step(key, without, ("config", "--local", key, "true"))


def _stated(repository: Repository) -> Mapping[str, str] | None:
    """What anybody set that has a say here, at any level; None where git cannot read it."""
    done = git(["config", "-z", "--get-regexp", _KEYS], cwd=repository.worktree)
    if done.code not in (0, 1):
        return None
    pairs = (one.partition("\n") for one in done.out.decode("utf-8", "replace").split("\0") if one)
    return {key: value.lower() for key, _, value in pairs}


def _able(repository: Repository) -> tuple[tuple[int, int], bool]:
    """The version of git, and whether it has a daemon that is told of changes."""
    told = git(["version", "--build-options"], cwd=repository.worktree)
    text = told.out.decode("utf-8", "replace")
    numbers = re.search(r"(\d+)\.(\d+)", text)
    version = (int(numbers[1]), int(numbers[2])) if numbers else (0, 0)
    return version, "feature: fsmonitor--daemon" in text.splitlines()


# ------------------------------------------------------------------ untracked files


def _lacks_cache(repository: Repository, stated: Mapping[str, str]) -> bool:
    if "core.untrackedcache" in stated or stated.get("feature.manyfiles", "false") in _TRUE:
        return False
    try:
        return _folders_tell(repository)
    except OSError:
        return False


def _folders_tell(repository: Repository) -> bool:
    """Whether the time of a folder says that something was added to it or removed from it.

    `git update-index --test-untracked-cache` asks the same, and sleeps for six seconds. It also
    makes its folder in the work tree; ours stands in the git directory, if that is the same disk.
    """
    from tempfile import TemporaryDirectory

    if repository.worktree.stat().st_dev != repository.git_dir.stat().st_dev:
        return False
    with TemporaryDirectory(prefix="inc-", dir=repository.git_dir) as name:
        folder = Path(name)
        file, inner = folder / "file", folder / "inner"
        steps = (
            (file.touch, True),
            (inner.mkdir, True),
            (lambda: file.write_bytes(b"more"), False),
            ((inner / "file").touch, False),
            ((inner / "file").unlink, False),
            (inner.rmdir, True),
            (file.unlink, True),
        )
        for act, is_told in steps:
            os.utime(folder, (1, 1))
            act()
            if (folder.stat().st_mtime_ns != 1_000_000_000) is not is_told:
                return False
    return True


def _is_large(repository: Repository) -> bool:
    try:
        return (repository.git_dir / "index").stat().st_size >= _LARGE
    except OSError:
        return False


# ------------------------------------------------------------------ history


def _lacks_graph(repository: Repository, stated: Mapping[str, str]) -> bool:
    """Whether the history is long, and git could have a commit-graph but has none that helps."""
    if stated.get("core.commitgraph", "true") not in _TRUE or _is_partial(stated):
        return False
    if _knows_changed_paths(repository.common_dir / "objects" / "info"):
        return False
    most = ["rev-list", "--count", f"--max-count={MANY_COMMITS}", "HEAD", "--"]
    counted = git(most, cwd=repository.worktree)
    if counted.code != 0 or int(counted.out) < MANY_COMMITS:
        return False
    return not _is_altered(repository)


def _is_partial(stated: Mapping[str, str]) -> bool:
    """Whether folders may have to be fetched to compare commits, one by one."""
    promises = [value for key, value in stated.items() if key.endswith(".promisor")]
    return "extensions.partialclone" in stated or any(value in _TRUE for value in promises)


def _is_altered(repository: Repository) -> bool:
    """Whether history is cut off or replaced: then git writes no commit-graph, and does not say."""
    if (repository.common_dir / "shallow").exists():
        return True
    if (repository.common_dir / "info" / "grafts").exists():
        return True
    replaced = git(["for-each-ref", "--count=1", "refs/replace"], cwd=repository.worktree)
    return bool(replaced.out)


def _knows_changed_paths(info: Path) -> bool:
    """Whether the commit-graph, or one of a chain, has the chunk that tells of changed paths."""
    chain = info / "commit-graphs"
    return any(map(_has_filters, (info / "commit-graph", *chain.glob("graph-*.graph"))))


def _has_filters(graph: Path) -> bool:
    """By the table of chunks at its begin: 8 bytes, then 12 for each chunk, its name first."""
    try:
        with graph.open("rb") as file:
            start = file.read(8 + 12 * 255)
    except OSError:
        return False
    if start[:4] != b"CGPH" or len(start) < 8:
        return False
    table = start[8 : 8 + 12 * start[6]]
    return any(table[at : at + 4] == _FILTERS for at in range(0, len(table), 12))
