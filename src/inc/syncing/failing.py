"""The last sync with a branch of a remote that failed: remembered until one succeeds.

It is only for being told. It stands in the git directory, and nothing is lost with it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Final, NamedTuple

from inc.domain.text import clean_line, shortened
from inc.domain.times import iso, read_iso
from inc.errors import IncError, NotDelivered, Refused
from inc.vcs import remotes
from inc.vcs.exchange import Target
from inc.vcs.repository import Repository

_FILE: Final = "sync-failed"
_LONGEST: Final = 300  # characters; a hook of a server may say much

OTHER: Final = "other"


class Gone(Refused):
    """The remote has no such branch any more."""

    kind = "gone"


class Rewritten(Refused):
    """The remote has not what it had when this clone looked last."""

    kind = "rewritten"


class Declined(NotDelivered):
    """The remote does not take it into that branch."""

    kind = "declined"


class Unreached(NotDelivered):
    """Nobody answered, or did not let us in: what this clone knows is as old as before."""

    kind = "unreached"


class Failure(NamedTuple):
    """When a sync failed, of which kind that was, and what was said of it in a line."""

    at: datetime
    kind: str
    what: str


def last(repository: Repository, target: Target) -> Failure | None:
    """How the last sync with a branch of a remote failed; None where it did not."""
    return _noted(repository).get(target.name)


@contextmanager
def remembered(repository: Repository, target: Target, now: datetime) -> Iterator[None]:
    """Note why the block fails, and forget what was noted when it does not."""
    try:
        yield
    except IncError as error:
        kind = str(getattr(error, "kind", OTHER))
        words = clean_line(remotes.without_credentials(error.what))
        failure = Failure(now, kind, shortened(words, _LONGEST))
        _write(repository, {**_noted(repository), target.name: failure})
        raise
    noted = _noted(repository)
    if noted.pop(target.name, None):
        _write(repository, noted)


def _write(repository: Repository, noted: Mapping[str, Failure]) -> None:
    """Have it in its place at once; a clone that cannot be written remembers nothing."""
    lines = (f"{iso(one.at)} {name} {one.kind} {one.what}\n" for name, one in noted.items())
    with suppress(OSError, IncError):
        place = repository.private() / _FILE
        draft = place.with_name(f"{_FILE}-{os.getpid()}")
        draft.write_text("".join(lines), "utf-8", "replace")
        draft.replace(place)


def _noted(repository: Repository) -> dict[str, Failure]:
    found = {}
    with suppress(OSError):
        text = (repository.common_dir / "inc" / _FILE).read_text("utf-8", "replace")
        for line in text.split("\n"):
            when, name, kind, what = (*line.split(" ", 3), "", "", "")[:4]
            at = read_iso(when)
            if at and what:
                found[name] = Failure(at, kind, what)
    return found
