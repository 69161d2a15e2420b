"""A commit made of a staging area of our own, with the hooks and the signature that git would have.

No branch moves.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from inc.errors import GitRefused
from inc.vcs.asking import version
from inc.vcs.lasting import many_durably
from inc.vcs.process import Completed, git
from inc.vcs.refusals import last_words, refusal
from inc.vcs.repository import Repository
from inc.vcs.staging import Staging

_RUNS_HOOKS: Final = (2, 36)
_FORM: Final = "--format=%an%x00%ae%x00%ad%x00%B"


class Words(NamedTuple):
    """The author of a commit, as git's environment has it, and its message."""

    author: Mapping[str, str]
    message: str


def merge_commit(staging: Staging, parents: Sequence[str], message: str, lock_fd: int) -> str:
    """Make the commit of a merge, and return its id; raises GitRefused where a hook says no.

    The hooks of `git merge` run, and see the merged files as staged.
    """
    repository = staging.repository
    run = partial(_hooked, repository, staging.environment, lock_fd, hooks(repository))
    run("pre-merge-commit")
    file = repository.private() / f"joining-message-{os.getpid()}-{os.urandom(4).hex()}"
    try:
        file.write_text(message, "utf-8")
        run("prepare-commit-msg", str(file), "merge")
        run("commit-msg", str(file))
        message = file.read_text("utf-8", "replace")
    finally:
        file.unlink(missing_ok=True)
    return commit_tree(repository, staging.write(), parents, message)


def commit_tree(
    repository: Repository,
    tree: str,
    parents: Sequence[str],
    message: str,
    author: Mapping[str, str] | None = None,
) -> str:
    """Make a commit, signed where the person signs theirs, and return its id."""
    named = [word for parent in parents for word in ("-p", parent)]
    sign = ["-S"] if _is_signing(repository) else []
    settings = [*many_durably(repository), "-c", "i18n.commitEncoding=utf-8"]
    done = git(
        [*settings, "commit-tree", *sign, *named, tree],
        cwd=repository.worktree,
        stdin=message,
        write=True,
        hooks=True,
        more=author,
    )
    if done.code != 0:
        raise refusal(repository, done, [])
    return done.out.decode().strip()


def words_of(repository: Repository, commit: str) -> Words:
    """Who made a commit when, and what it says."""
    options = ["--no-walk", "--date=raw", "--encoding=UTF-8", "--no-show-signature"]
    done = git(["log", *options, _FORM, commit, "--"], cwd=repository.worktree)
    name, email, date, message = done.out.decode("utf-8", "replace").split("\0", 3)
    author = {
        "GIT_AUTHOR_NAME": name,
        "GIT_AUTHOR_EMAIL": email,
        "GIT_AUTHOR_DATE": f"@{date}",
    }
    return Words(author, message.rstrip("\n") + "\n")


def tree_of(repository: Repository, commit: str) -> str:
    """The tree of a commit."""
    done = git(["rev-parse", "--verify", "--quiet", f"{commit}^{{tree}}"], cwd=repository.worktree)
    return done.out.decode().strip()


def first_parent(repository: Repository, commit: str) -> str | None:
    """The commit that another one was made on; None for the first of a history."""
    asked = git(["rev-parse", "--verify", "--quiet", f"{commit}^1"], cwd=repository.worktree)
    return asked.out.decode().strip() or None


def hooks(repository: Repository) -> Path:
    """The folder with the hooks of the person."""
    told = git(["rev-parse", "--git-path", "hooks"], cwd=repository.worktree)
    return repository.worktree / os.fsdecode(told.out.rstrip(b"\n"))


def run_hook(
    repository: Repository,
    name: str,
    arguments: Sequence[str] = (),
    more: Mapping[str, str] | None = None,
    lock_fd: int | None = None,
    folder: Path | None = None,
    *,
    has_command: bool | None = None,
) -> Completed | None:
    """Run a hook of the person; None where there is none.

    `folder` is that of the hooks; `has_command` is whether git can run one, as it can from 2.36 on.
    """
    path = (folder or hooks(repository)) / name
    if not os.access(path, os.X_OK) or path.is_dir():
        return None
    if has_command is None:
        has_command = version(repository.worktree) >= _RUNS_HOOKS
    if has_command:
        command = ["hook", "run", "--ignore-missing", name, "--", *arguments]
    else:
        from shlex import quote

        command = ["-c", f"alias.inc-hook=!{quote(str(path))}", "inc-hook", *arguments]
    return git(
        command,
        cwd=repository.worktree,
        write=True,
        hooks=True,
        more=more,
        pass_fds=() if lock_fd is None else (lock_fd,),
    )


def _hooked(
    repository: Repository,
    more: Mapping[str, str],
    lock_fd: int,
    folder: Path,
    name: str,
    *arguments: str,
) -> None:
    done = run_hook(repository, name, arguments, more, lock_fd, folder)
    if done and done.code != 0:
        raise GitRefused(
            f"the hook {name} does not take the merge: {last_words(done) or 'without a word'}",
            hint="Nothing was sent, and nothing changed here. Mend what the hook asks for, "
            "then: inc sync",
        )


def _is_signing(repository: Repository) -> bool:
    asked = git(["config", "--type=bool", "--get", "commit.gpgsign"], cwd=repository.worktree)
    return asked.out.strip() == b"true"
