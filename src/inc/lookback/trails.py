"""The commits that changed the document of an incident, also under names that it had before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from shlex import quote
from typing import NamedTuple

from inc.documents import Documents
from inc.domain.record_time import Commit, Times, record_times
from inc.durable import in_repository
from inc.errors import NotFound, Refused
from inc.lookback.renames import MOST_NAMES, was_called
from inc.store import layout
from inc.vcs import past
from inc.vcs.past import TooLarge
from inc.vcs.repository import Repository


class Trail(NamedTuple):
    """The commits that changed the document of a name, those on top of others first.

    `path` is the one that git knows it by, `times` tells when each commit counts as recorded.
    """

    repository: Repository
    name: str
    path: str
    tip: str | None
    commits: Sequence[Commit]
    times: Times

    @property
    def first(self) -> Commit | None:
        """The commit that was recorded first."""
        return min(reversed(self.commits), key=lambda one: self.times[one.oid], default=None)

    @property
    def is_cut_off(self) -> bool:
        """Whether what came before its first commit is not in this clone."""
        try:
            cut = (self.repository.common_dir / "shallow").read_text("ascii", "replace").split()
        except OSError:
            return False
        return self.first is None or self.first.oid in cut

    def held(self, oids: Sequence[str]) -> list[bytes | None]:
        """The document as commits have it; Refused, before it is read, where it is too large."""
        found: list[bytes | None] = []
        names = [f"{oid}:{self.path}" for oid in oids]
        for oid, one in zip(oids, past.contents(self.repository, names), strict=True):
            if isinstance(one, TooLarge):
                raise _too_large(self, oid, one.size)
            found.append(one)
        return found


def _too_large(trail: Trail, oid: str, size: int) -> Refused:
    return Refused(
        f"{trail.path} has {size} bytes in {oid[:8]}; {past.LARGEST} are the limit",
        hint=f"See its bytes: git show {oid[:8]}:{quote(trail.path)} | less\n"
        f"As it was before: inc asof {oid[:8]}^ {trail.name}",
    )


def trails(
    documents: Documents, name: str, now: datetime, *, first_parent: bool = False
) -> Iterator[Trail]:
    """The trail of an incident, then those of the names that it had before, the latest first."""
    tip = documents.repository.head().oid
    for _ in range(MOST_NAMES):
        trail = _trail(documents, name, tip, now, first_parent=first_parent)
        yield trail
        first = trail.first
        if first is None or trail.is_cut_off:
            return
        name = was_called(documents, first.oid, layout.incident_path(name))
        before = past.named(trail.repository, f"{first.oid}^") if name else None
        if before is None:
            return
        tip = before.oid


def _trail(
    documents: Documents, name: str, tip: str | None, now: datetime, *, first_parent: bool
) -> Trail:
    repository = documents.repository
    path = in_repository(documents.root, repository, layout.incident_path(name))
    commits = past.walk(repository, tip, path, first_parent=first_parent) if tip else []
    return Trail(repository, name, path, tip, commits, record_times(commits, now))


def that_recorded(passed: Sequence[Trail], entry_id: str) -> Commit:
    """The commit that put an entry into the document, under its names; NotFound where none has."""
    first_names = passed[::-1]
    for trail in first_names:
        for one in reversed(trail.commits):
            if entry_id in one.entries:
                return one
    for trail in first_names:
        if found := _that_wrote(trail, f"^{entry_id}"):
            return found
    raise NotFound(f"^{entry_id} has not been committed yet", hint="Commit it: inc reconcile")


def _that_wrote(trail: Trail, text: str) -> Commit | None:
    """The commit that put a text into the document, whatever its message says."""
    if trail.tip is None:
        return None
    oid = past.first_with(trail.repository, trail.tip, trail.path, text)
    return past.named(trail.repository, oid) if oid else None
