"""Which branch of which remote the one that is checked out is synced with."""

from __future__ import annotations

from collections.abc import Sequence

from inc.errors import IncError
from inc.syncing import refusing
from inc.vcs import branches, exchange, remotes
from inc.vcs.exchange import Target
from inc.vcs.process import git
from inc.vcs.repository import Repository
from inc.workspace import Workspace


def target(workspace: Workspace, named: str = "") -> Target:
    """The remote that is named, that of the settings, or the usual one, and the branch there."""
    repository = workspace.repository
    branch, names = branches.current(repository), remotes.names(repository)
    stated = named or _stated(workspace)
    if stated and stated not in names:
        raise refusing.unknown_remote(stated, names)
    chosen = stated or remotes.chosen(repository, branch)
    if not chosen:
        raise refusing.which_remote(names) if names else refusing.no_remote()
    return Target(chosen, _over_there(repository, chosen, branch))


def _stated(workspace: Workspace) -> str:
    """The remote of the settings; a broken policy states none, and keeps nothing here."""
    own = workspace.git_settings.values.get("inc.sync.remote", "")
    try:
        return own or str(workspace.policy.value("sync", "remote") or "")
    except (IncError, OSError):
        return ""


def _over_there(repository: Repository, remote: str, branch: str) -> str:
    """The name of the branch at the remote: that of its upstream, usually the same."""
    told = _settings(repository, branch)
    if told[:1] == [remote] and len(told) == 2 and told[1].startswith("refs/heads/"):
        return told[1].removeprefix("refs/heads/")
    return branch


def _settings(repository: Repository, branch: str) -> Sequence[str]:
    """The remote that a branch follows, and the ref there."""
    form = "--format=%(upstream:remotename)%00%(upstream:remoteref)"
    done = git(["for-each-ref", form, f"refs/heads/{branch}"], cwd=repository.worktree)
    return done.out.decode("utf-8", "replace").split("\n", 1)[0].split("\0")


def remember(repository: Repository, sent: Target, commit: str) -> None:
    """Note where a commit is now, as `git push` does; and what the branch follows from now on."""
    if exchange.tip(repository, sent) != commit:
        arguments = ["update-ref", "-m", "inc sync", sent.tracking, commit]
        git(arguments, cwd=repository.worktree, write=True)
    branch = branches.current(repository)
    if branch == sent.branch and not any(_settings(repository, branch)):
        for key, value in (("remote", sent.remote), ("merge", f"refs/heads/{sent.branch}")):
            arguments = ["config", "--local", f"branch.{branch}.{key}", value]
            git(arguments, cwd=repository.worktree, write=True)
