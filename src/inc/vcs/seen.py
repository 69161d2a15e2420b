"""What a branch of a remote was when this clone was synced with it last."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from inc.domain.times import iso, read_iso
from inc.vcs.exchange import Target
from inc.vcs.repository import Repository

_FILE = "synced"


class Seen(NamedTuple):
    """The commit that a branch of a remote ended with, and when that was looked at."""

    commit: str
    at: datetime | None


def last(repository: Repository, target: Target) -> Seen | None:
    """What was noted of a branch of a remote; None for nothing."""
    told = _lines(repository).get(target.name)
    return Seen(told[0], read_iso(told[1])) if told else None


def note(repository: Repository, target: Target, commit: str, at: datetime) -> None:
    """Note what a branch of a remote is now; a clone that cannot be written notes nothing."""
    lines = _lines(repository)
    lines[target.name] = (commit, iso(at))
    text = "".join(f"{commit} {when} {name}\n" for name, (commit, when) in sorted(lines.items()))
    with suppress(OSError):
        place = repository.private() / _FILE
        draft = place.with_name(f"{_FILE}-{os.getpid()}")
        draft.write_text(text, "utf-8")
        draft.replace(place)


def _lines(repository: Repository) -> dict[str, tuple[str, str]]:
    with suppress(OSError):
        text = (repository.common_dir / "inc" / _FILE).read_text("utf-8", "replace")
        fields = [line.split(" ", 2) for line in text.split("\n")]
        return {one[2]: (one[0], one[1]) for one in fields if len(one) == 3}
    return {}
