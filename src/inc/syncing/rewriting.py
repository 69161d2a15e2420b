"""Whether a branch of a remote was rewritten since this clone looked, and nobody took that."""

from __future__ import annotations

from datetime import datetime

from inc.vcs import ancestry, exchange, seen
from inc.vcs.exchange import Target
from inc.vcs.repository import Repository


def known(repository: Repository, target: Target) -> str | None:
    """What the remote had when this clone was synced last, or else fetched."""
    noted = seen.last(repository, target)
    return noted.commit if noted else exchange.tip(repository, target)


def is_rewritten(repository: Repository, was: str, up: str | None) -> bool:
    """Whether what the remote had is gone there, and nobody here has taken what it has now."""
    return not _holds(repository, up, was) and not _is_taken(repository, up, was)


def remember(repository: Repository, target: Target, was: str, now: datetime) -> None:
    """Note what the remote had, where only the ref of the last fetch knew it: that is gone now."""
    if seen.last(repository, target) is None:
        seen.note(repository, target, was, now)


def _holds(repository: Repository, up: str | None, commit: str) -> bool:
    """Whether what the remote had is in what it has; true where nobody can tell any more."""
    if up == commit or not ancestry.is_here(repository, commit):
        return True
    return up is not None and commit in ancestry.merge_bases(repository, up, commit)


def _is_taken(repository: Repository, up: str | None, was: str) -> bool:
    """Whether somebody here has left what the remote had, and stands on what it has now."""
    own = repository.head().oid
    if not (own and up) or was in ancestry.merge_bases(repository, own, was):
        return False
    return not {own, up}.isdisjoint(ancestry.merge_bases(repository, own, up))
