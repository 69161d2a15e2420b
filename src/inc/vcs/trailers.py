"""What messages of commits say of action items: one walk of git over a branch, as git does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from inc.domain.action_sync import Said
from inc.domain.times import of_git
from inc.errors import GitRefused, NotFound
from inc.vcs import branches
from inc.vcs.process import git
from inc.vcs.repository import Repository

_SPEAKS: Final = (
    *("^action:", "^this reverts commit ", "^inc-synced:", "^inc-operation: action-"),
)
_LOG: Final = (
    *("log", "-z", "--format=tformat:%H%x00%ct%x00%B", "--topo-order", "--encoding=UTF-8"),
    *("--no-show-signature", "--no-color", "--no-notes", "--max-count=100000"),
    *("--regexp-ignore-case", "--extended-regexp", *(f"--grep={one}" for one in _SPEAKS)),
)
_OURS: Final = "inc-operation: action-"
_FILES: Final = ("diff-tree", "--stdin", "-r", "--root", "--name-only", "--no-renames", "-z")
_ORIGIN: Final = "origin"


def main_branch(repository: Repository, named: str = "") -> tuple[str, list[str]]:
    """The branch that counts, and its refs, here and at the remote; the current one at last."""
    name = named or branches.main(repository, _ORIGIN) or branches.current(repository)
    refs = [f"refs/heads/{name}", f"refs/remotes/{_ORIGIN}/{name}"] if name else ["HEAD"]
    known = [ref for ref in refs if commit_named(repository, ref)]
    if named and not known:
        raise NotFound(f"there is no branch {named}", hint="See them: git branch --all")
    return name or "HEAD", known


def said(repository: Repository, refs: Sequence[str], without: Sequence[str] = ()) -> list[Said]:
    """The commits of some refs that speak of action items, the newest first; not those of others.

    Git filters them, so that a long history costs one walk and little memory. Those that commands
    of ours might have made come with the files that they changed.
    """
    if not refs:
        return []
    names = [*refs, *(f"^{ref}" for ref in without)]
    done = git([*_LOG, "--end-of-options", *names, "--"], cwd=repository.worktree)
    if done.code != 0:
        raise GitRefused(
            f"git cannot read the history of {refs[0]}: {done.err.strip()}",
            hint="`git fsck` tells whether the repository is whole",
        )
    fields = done.out.decode("utf-8", "replace").split("\0")
    records = zip(*[iter(fields)] * 3, strict=False)
    found = [Said(oid.strip(), of_git(at), text) for oid, at, text in records]
    paths = _paths(repository, [one.oid for one in found if _OURS in one.text.lower()])
    return [one._replace(paths=paths.get(one.oid, frozenset())) for one in found]


def _paths(repository: Repository, oids: Sequence[str]) -> dict[str, frozenset[str]]:
    """The files that each of some commits changed; none of a merge."""
    if not oids:
        return {}
    arguments = [*_FILES, "--format=%x00%x00%H"]
    done = git(arguments, cwd=repository.worktree, stdin="\n".join([*oids, ""]))
    told = done.out.decode("utf-8", "replace").split("\0\0")
    commits = [one.lstrip("\0").partition("\0") for one in told]
    files = {oid: names.strip("\n\0").split("\0") for oid, _, names in commits}
    return {oid: frozenset(filter(None, names)) for oid, names in files.items()}


def is_whole(repository: Repository) -> bool:
    """Whether all of the history is here, and not only the end of it."""
    return not (repository.common_dir / "shallow").exists()


def commit_named(repository: Repository, name: str) -> str | None:
    """The whole id of a commit by any name that git knows for it; None for no commit."""
    if name.startswith("-"):
        return None
    arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"]
    done = git(arguments, cwd=repository.worktree)
    # git 2.30 and newer repeat `--end-of-options` in some versions
    words = [word for word in done.out.decode("ascii", "replace").split() if word[:1] != "-"]
    return words[0] if done.code == 0 and words else None


def brought(repository: Repository, merge: str, parent: str) -> list[str]:
    """The commits that a merge brought to one of its parents."""
    arguments = ["rev-list", "--max-count=10000", "--end-of-options", merge, f"^{parent}", "--"]
    done = git(arguments, cwd=repository.worktree)
    return done.out.decode("ascii", "replace").split() if done.code == 0 else []
