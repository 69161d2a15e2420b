"""Remotes: which one a branch goes to, where that is, and the push."""

from __future__ import annotations

import re
from typing import Final

from inc.vcs.process import TIMED_OUT, git
from inc.vcs.refusals import last_words
from inc.vcs.repository import Repository

_PATIENCE: Final = 120.0  # seconds for a push; somebody may have to touch a key
_CREDENTIALS: Final = r"(?<=://)[^\s/@]{1,500}@"


def chosen(repository: Repository, branch: str) -> str:
    """The remote that a branch is pushed to: its own, the usual one, or the only one; or none."""
    known = names(repository)
    keys = (f"branch.{branch}.pushRemote", "remote.pushDefault", f"branch.{branch}.remote")
    for name in (*(_setting(repository, key) for key in keys), "origin"):
        if name in known:
            return name
    return known[0] if len(known) == 1 else ""


def names(repository: Repository) -> list[str]:
    """All remotes of the clone."""
    listed = git(["remote"], cwd=repository.worktree).out.decode("utf-8", "replace").split("\n")
    return [name for name in listed if name]


def _setting(repository: Repository, key: str) -> str:
    done = git(["config", "--get", key], cwd=repository.worktree)
    return done.out.decode("utf-8", "replace").strip()


def url(repository: Repository, remote: str) -> str:
    """The address that a remote is pushed to, with whatever secrets it holds."""
    done = git(["remote", "get-url", "--push", remote], cwd=repository.worktree)
    return done.out.decode("utf-8", "replace").split("\n", 1)[0]


def push(repository: Repository, remote: str, branch: str, within: float = _PATIENCE) -> str:
    """Push a branch and note where it went; nothing once that is done, else git's last words."""
    arguments = ["push", "--quiet", "--set-upstream", remote, f"refs/heads/{branch}"]
    done = git(arguments, cwd=repository.worktree, write=True, hooks=True, within=within)
    if done.code == 0:
        return ""
    if done.code == TIMED_OUT:
        return f"no answer within {within:.0f} s"
    return without_credentials(last_words(done)) or f"git push ended with {done.code}"


def without_credentials(text: str) -> str:
    """A text with the addresses in it, and without the names and tokens that they hold."""
    return re.sub(_CREDENTIALS, "", text)
