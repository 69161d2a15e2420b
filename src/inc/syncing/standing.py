"""What is on one side only, here or at a remote: by the last look, without asking anybody."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final, NamedTuple

from inc.store import layout
from inc.syncing import failing, rewriting
from inc.syncing.failing import Failure
from inc.uniting.commits import Place
from inc.vcs import ancestry, exchange, refs, remotes, seen
from inc.vcs.ancestry import Alone
from inc.vcs.exchange import Target
from inc.vcs.repository import Repository

_REMOTES: Final = "--remotes"


class Held(NamedTuple):
    """How many of the commits that a branch of a remote lacks another remote has, or the same."""

    remote: str
    commits: int


class Rewrite(NamedTuple):
    """What a branch of a remote was when this clone was synced, and what it has been since."""

    was: str
    now: str


class Standing(NamedTuple):
    """What is not yet off this machine, what is not yet here, and when the remote was asked last.

    `unsent` is on no remote, `missing` by no branch at the one that is meant: part of it may be at
    another. `incidents` and `missed` are the names of those that these commits changed.
    `elsewhere` is how many commits the branch there lacks and some remote has, `held` which.
    """

    unsent: Alone
    incidents: Sequence[str]
    unreceived: Alone
    looked: datetime | None
    elsewhere: int = 0
    held: Sequence[Held] = ()
    missing: Alone = Alone(0)
    missed: Sequence[str] = ()
    rewrite: Rewrite | None = None
    failure: Failure | None = None

    @property
    def is_gone(self) -> bool:
        """Whether the remote had no such branch any more when it was asked last."""
        return self.failure is not None and self.failure.kind == failing.Gone.kind


def standing(repository: Repository, place: Place, target: Target) -> Standing:
    """How this clone and a branch of a remote stand to each other."""
    failure = failing.last(repository, target)
    looked = _looked(repository, target, failure)
    found = Standing(Alone(0), (), Alone(0), looked, failure=failure)
    own, there = repository.head().oid, exchange.tip(repository, target)
    if own is None:
        return found
    if found.is_gone:  # the ref of the last fetch stays: others' commits may hang on it
        there, but = None, [f"--exclude={one}" for one in (target.name, f"{target.remote}/HEAD")]
    else:
        but = []
    at_remote = [*but, f"{_REMOTES}={target.remote}"]
    lacked = [there] if there else at_remote
    missing = ancestry.alone(repository, own, [*lacked, *at_remote])
    unsent = ancestry.alone(repository, own, [*but, _REMOTES]) if missing.commits else missing
    elsewhere = ancestry.alone(repository, own, lacked).commits - unsent.commits
    return found._replace(
        unsent=unsent,
        incidents=_changed(repository, place, own, [*but, _REMOTES], unsent),
        unreceived=ancestry.alone(repository, there, [own]) if there else Alone(0),
        elsewhere=elsewhere,
        held=_held(repository, own, lacked, but) if elsewhere else (),
        missing=missing,
        missed=_changed(repository, place, own, [*lacked, *at_remote], missing),
        rewrite=_rewrite(repository, target, there),
    )


def _changed(
    repository: Repository, place: Place, own: str, without: Sequence[str], found: Alone
) -> list[str]:
    paths = ancestry.touched(repository, own, without, place.folders) if found.commits else []
    return incidents(place, paths)


def _held(
    repository: Repository, own: str, lacked: Sequence[str], but: Sequence[str]
) -> list[Held]:
    """Which remotes have, by any branch, some of the commits that a branch of one lacks."""
    lacking = ancestry.alone(repository, own, lacked).commits
    found = []
    for name in remotes.names(repository):
        left = ancestry.alone(repository, own, [*lacked, *but, f"{_REMOTES}={name}"]).commits
        found.append(Held(name, lacking - left))
    return [one for one in found if one.commits]


def _rewrite(repository: Repository, target: Target, there: str | None) -> Rewrite | None:
    noted = seen.last(repository, target)
    if not (there and noted and rewriting.is_rewritten(repository, noted.commit, there)):
        return None
    return Rewrite(noted.commit, there)


def incidents(place: Place, paths: Sequence[str]) -> list[str]:
    """The names of the incidents that some documents are, or belong to."""
    placed = [layout.placed(place.inner(path)) for path in paths if place.is_document(path)]
    return sorted({one[1] for one in placed if one and one[0] != layout.RUNBOOKS})


def _looked(repository: Repository, target: Target, failure: Failure | None) -> datetime | None:
    noted = seen.last(repository, target)
    times = [noted.at] if noted and noted.at else []
    if failure and failure.kind != failing.Unreached.kind:
        times.append(failure.at)
    with suppress(OSError):
        stat = (repository.git_dir / "FETCH_HEAD").stat()
        if stat.st_size:  # git empties it before it asks
            times.append(datetime.fromtimestamp(int(stat.st_mtime), UTC))
    return max(times, default=None)


def unsent(repository: Repository) -> int:
    """How many commits are on no remote at all."""
    own = repository.head().oid
    return ancestry.alone(repository, own, [_REMOTES]).commits if own else 0


def is_even(repository: Repository) -> bool:
    """Whether a look at two refs tells that others have all of it: no process is started."""
    head = repository.head()
    if head.oid is None or head.ref is None or not _has_remote(repository):
        return True
    branch = head.ref.removeprefix("refs/heads/")
    return refs.read_ref(repository.common_dir, f"refs/remotes/origin/{branch}") == head.oid


def _has_remote(repository: Repository) -> bool:
    try:
        return b"[remote " in (repository.common_dir / "config").read_bytes()
    except OSError:
        return False
