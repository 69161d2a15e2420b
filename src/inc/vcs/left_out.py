"""Files that a commit has and a sparse checkout leaves out of the work tree."""

from __future__ import annotations

import os

from inc.vcs.process import git
from inc.vcs.repository import Repository

_LEFT_OUT = "S "


def left_out(repository: Repository, *paths: str) -> list[str]:
    """The files at or below paths, as git names them, that are not on the disk for that reason.

    Where nobody ever made the checkout sparse, no process is started.
    """
    if not repository.may_be_sparse():
        return []
    listed = git(["ls-files", "-t", "-z", "--", *paths], cwd=repository.worktree)
    told = listed.out.decode("utf-8", "surrogateescape").split("\0")
    skipped = [one.removeprefix(_LEFT_OUT) for one in told if one.startswith(_LEFT_OUT)]
    return [path for path in skipped if not os.path.lexists(repository.worktree / path)]
