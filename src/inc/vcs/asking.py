"""Small questions to git, and small orders, by name."""

from __future__ import annotations

import re
from pathlib import Path

from inc.errors import GitRefused
from inc.vcs.process import git
from inc.vcs.repository import Repository


def version(folder: Path) -> tuple[int, int]:
    """The version of git that runs here; (0, 0) where it does not say."""
    text = git(["--version"], cwd=folder).out.decode("utf-8", "replace")
    numbers = re.search(r"(\d+)\.(\d+)", text)
    return (int(numbers[1]), int(numbers[2])) if numbers else (0, 0)


def make_repository(folder: Path) -> None:
    """Make a repository in a folder."""
    done = git(["init", "--quiet"], cwd=folder, write=True)
    if done.code != 0:
        raise GitRefused(f"git init failed: {done.err.strip()}", hint="Mend what git says, repeat.")


def set_own(repository: Repository, key: str, value: str) -> None:
    """Set a key in the configuration of this clone."""
    arguments = ["config", "--local", key, value]
    done = git(arguments, cwd=repository.worktree, write=True)
    if done.code != 0:
        raise GitRefused(f"git config failed: {done.err.strip()}", hint="See: git config --help")


def remote_address(repository: Repository) -> str:
    """The address of the remote `origin` as it is configured, nothing where there is none."""
    done = git(["config", "--get", "remote.origin.url"], cwd=repository.worktree)
    return done.out.decode("utf-8", "replace").strip()


def branch(repository: Repository) -> str:
    """The branch that is checked out, born or not; nothing where none is."""
    done = git(["symbolic-ref", "--quiet", "--short", "HEAD"], cwd=repository.worktree)
    return done.out.decode("utf-8", "replace").strip()


def editor(repository: Repository) -> str:
    """The editor as git would start it, a shell command."""
    return git(["var", "GIT_EDITOR"], cwd=repository.worktree).out.decode().strip()
