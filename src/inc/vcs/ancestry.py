"""How commits descend from each other: what two have in common, and what one has alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from inc.domain.times import of_git
from inc.errors import GitRefused
from inc.vcs.process import git
from inc.vcs.repository import Repository
from inc.vcs.trees import Blob

_NONE = "000000"


def merge_bases(repository: Repository, one: str, *others: str) -> list[str]:
    """The best common ancestors of a commit and the merge of others; none where there are none."""
    done = git(["merge-base", "--all", one, *others], cwd=repository.worktree)
    if done.code > 1:
        raise GitRefused(
            f"git cannot read the history: {done.err.strip()[:300]}",
            hint="`git fsck` tells whether the repository is whole",
        )
    return done.out.decode("ascii", "replace").split()


def is_shallow(repository: Repository) -> bool:
    """Whether only the end of the history is here."""
    return (repository.common_dir / "shallow").exists()


def is_here(repository: Repository, commit: str) -> bool:
    """Whether a commit is in the object store."""
    return git(["cat-file", "-e", f"{commit}^{{commit}}"], cwd=repository.worktree).code == 0


class Alone(NamedTuple):
    """How many commits something has that another has not, and when the oldest was made."""

    commits: int
    since: datetime | None = None


def alone(repository: Repository, commit: str, without: Sequence[str]) -> Alone:
    """What a commit stands on, itself included, that none of some others stands on.

    The others are commits, or options of `git rev-list` that name some.
    """
    stop = ["--not", *without] if without else []
    options = ["--format=%ct", "--date-order"]
    done = git(["rev-list", *options, commit, *stop], cwd=repository.worktree)
    times = [line for line in done.out.decode().split("\n") if line and line[:1] != "c"]
    return Alone(len(times), of_git(min(times, key=int)) if times else None)


class Pair(NamedTuple):
    """A path that two commits have otherwise; None on the side that does not have it."""

    path: str
    own: Blob | None
    other: Blob | None


def pairs(repository: Repository, own: str, other: str, folders: Sequence[str]) -> list[Pair]:
    """What two commits have otherwise, below some folders; everywhere if none are named."""
    options = ["-r", "-z", "--no-renames", "--no-abbrev", "--ignore-submodules=none", "--raw"]
    done = git(["diff-tree", *options, own, other, "--", *folders], cwd=repository.worktree)
    if done.code != 0:
        raise GitRefused(f"git cannot compare: {done.err.strip()[:300]}", hint="See: inc doctor")
    told = done.out.decode("utf-8", "surrogateescape").split("\0")[:-1]
    found = []
    for about, path in zip(told[::2], told[1::2], strict=True):
        mode, new_mode, oid, new_oid, _ = about.removeprefix(":").split(" ")
        one = None if mode == _NONE else Blob(path, mode, oid)
        two = None if new_mode == _NONE else Blob(path, new_mode, new_oid)
        found.append(Pair(path, one, two))
    return found


def contents(repository: Repository, names: Sequence[str]) -> Mapping[str, bytes]:
    """What objects hold, by id or `COMMIT:PATH`; those that are not there are left out."""
    if not names:
        return {}
    done = git(["cat-file", "--batch"], cwd=repository.worktree, stdin=_encoded(names))
    found: dict[str, bytes] = {}
    at, raw = 0, done.out
    for name in names:
        end = raw.index(b"\n", at)
        head = raw[at:end].rsplit(b" ", 2)
        at = end + 1
        if len(head) == 3 and head[1] == b"blob":
            found[name] = raw[at : at + int(head[2])]
        if len(head) == 3 and head[2].isdigit():
            at += int(head[2]) + 1
    return found


def _encoded(names: Sequence[str]) -> bytes:
    return "".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape")


def revisions(repository: Repository, own: str, without: str) -> list[str]:
    """The commits of one line of work that another has not, the oldest first, without merges."""
    options = ["--reverse", "--topo-order", "--no-merges"]
    done = git(["rev-list", *options, own, "--not", without], cwd=repository.worktree)
    return done.out.decode().split()


def touched(
    repository: Repository, commit: str, without: Sequence[str], folders: Sequence[str]
) -> list[str]:
    """The paths below folders that commits changed which a commit has and others have not."""
    stop = ["--not", *without] if without else []
    options = ["-z", "--format=", "--name-only", "--no-renames", "--no-show-signature"]
    done = git(["log", *options, commit, *stop, "--", *folders], cwd=repository.worktree)
    names = done.out.decode("utf-8", "surrogateescape").split("\0")
    return list(dict.fromkeys(name.strip("\n") for name in names if name.strip("\n")))
