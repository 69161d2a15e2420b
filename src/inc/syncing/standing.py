"""What is on one side only, here or at a remote: by the last look, without asking anybody."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final, NamedTuple

from inc.store import layout
from inc.uniting.commits import Place
from inc.vcs import ancestry, exchange, refs, seen
from inc.vcs.ancestry import Alone
from inc.vcs.exchange import Target
from inc.vcs.repository import Repository

_REMOTES: Final = "--remotes"


class Standing(NamedTuple):
    """What is not yet off this machine, what is not yet here, and when the remote was asked last.

    `incidents` are the names of those that the unsent commits changed; `elsewhere` is how many
    commits the remote has by another branch only.
    """

    unsent: Alone
    incidents: Sequence[str]
    unreceived: Alone
    looked: datetime | None
    elsewhere: int = 0


def standing(repository: Repository, place: Place, target: Target) -> Standing:
    """How this clone and a branch of a remote stand to each other."""
    own, there = repository.head().oid, exchange.tip(repository, target)
    looked = _looked(repository, target)
    if own is None:
        return Standing(Alone(0), (), Alone(0), looked)
    without = [*([there] if there else []), f"{_REMOTES}={target.remote}"]
    unsent = ancestry.alone(repository, own, without)
    paths = ancestry.touched(repository, own, without, place.folders) if unsent.commits else []
    unreceived = ancestry.alone(repository, there, [own]) if there else Alone(0)
    ahead = ancestry.alone(repository, own, [there]).commits if there else 0
    elsewhere = max(0, ahead - unsent.commits)
    return Standing(unsent, incidents(place, paths), unreceived, looked, elsewhere)


def incidents(place: Place, paths: Sequence[str]) -> list[str]:
    """The names of the incidents that some documents are, or belong to."""
    placed = [layout.placed(place.inner(path)) for path in paths if place.is_document(path)]
    return sorted({one[1] for one in placed if one and one[0] != layout.RUNBOOKS})


def _looked(repository: Repository, target: Target) -> datetime | None:
    noted = seen.last(repository, target)
    times = [noted.at] if noted and noted.at else []
    with suppress(OSError):
        stat = (repository.git_dir / "FETCH_HEAD").stat()
        if stat.st_size:  # git empties it before it asks
            times.append(datetime.fromtimestamp(int(stat.st_mtime), UTC))
    return max(times, default=None)


def unsent(repository: Repository) -> int:
    """How many commits are on this machine only; 0 where there is no remote.

    Where a ref of a remote is what is checked out, no process is started.
    """
    head = repository.head()
    if head.oid is None or head.ref is None or not _has_remote(repository):
        return 0
    branch = head.ref.removeprefix("refs/heads/")
    if refs.read_ref(repository.common_dir, f"refs/remotes/origin/{branch}") == head.oid:
        return 0
    return ancestry.alone(repository, head.oid, [_REMOTES]).commits


def _has_remote(repository: Repository) -> bool:
    try:
        return b"[remote " in (repository.common_dir / "config").read_bytes()
    except OSError:
        return False
