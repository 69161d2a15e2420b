"""How branches moved, here and at remotes, as this clone noted it when it did or fetched it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final, NamedTuple

from inc.domain.times import of_git
from inc.errors import GitRefused
from inc.vcs.proving import is_behind
from inc.vcs.repository import Repository
from inc.vcs.streaming import fields

_MOST: Final = 50  # moves by force that are looked at, the newest ones
_MOST_HERE: Final = 2_000  # moves of a branch of this clone; each commit is one
_TIPS: Final = (
    *("for-each-ref", "--format=%(objectname)"),
    *("refs/heads/", "refs/remotes/", "refs/tags/"),
)
_LINE: Final = re.compile(r"([0-9a-f]{40,64}) ([0-9a-f]{40,64}) [^\t]*> (\d+) [^\t\n]*\t?(.*)")
_FORCED: Final = "forced-update"  # as `git fetch` notes it; a push notes nothing


class Move(NamedTuple):
    """A branch that ended with one commit, and then with one that does not stand on it."""

    was: str
    now: str
    at: datetime | None


def by_force(repository: Repository, ref: str, kept: Sequence[str]) -> list[Move]:
    """The moves of a ref that left commits behind, as its reflog has them, the oldest first.

    Those that git says were forced, and those that left one behind on which no commit of `kept`
    stands. A repository without reflogs, or with some that are no files, has none.
    """
    moves = _moves(repository, ref)
    left = _left(repository, {was for was, _, _, _ in moves}, kept)
    found = [
        Move(was, now, of_git(at))
        for was, now, at, how in reversed(moves)
        if was in left or (_FORCED in how and _is_here(repository, was))
    ]
    found = [one for one in found[:_MOST] if _is_forced(repository, one)]
    return list({one.was: one for one in reversed(found)}.values())


def left_behind(repository: Repository, branch: str) -> list[Move]:
    """The moves of a branch of this clone from a commit that no branch or tag has, oldest first.

    One to a commit that stands on it is among them where both were left behind later.
    """
    kept = [one.decode() for one in b"".join(fields(repository, _TIPS)).split()]
    moves = _moves(repository, f"refs/heads/{branch}")[-_MOST_HERE:]
    left = _left(repository, {was for was, _, _, _ in moves}, [*kept, "HEAD"])
    found = [Move(was, now, of_git(at)) for was, now, at, _ in moves if was in left]
    return list({one.was: one for one in found}.values())


def _is_forced(repository: Repository, one: Move) -> bool:
    return _is_here(repository, one.now) and not is_behind(repository, one.was, one.now)


def alone(repository: Repository, commit: str, kept: Sequence[str]) -> int:
    """How many commits there are behind one, itself included, and behind none of `kept`."""
    asked = ["rev-list", "--count", commit, "--not", *kept, "--"]
    return int(b"".join(fields(repository, asked)).strip() or 0)


def _moves(repository: Repository, ref: str) -> list[tuple[str, str, str, str]]:
    try:
        text = (repository.common_dir / "logs" / ref).read_text("utf-8", "replace")
    except (OSError, ValueError):
        return []
    found = (_LINE.fullmatch(line) for line in text.split("\n"))
    moves = [(one[1], one[2], one[3], one[4]) for one in found if one]
    return [one for one in moves if one[0] != one[1] and one[0].strip("0") and one[1].strip("0")]


def _left(repository: Repository, tips: Iterable[str], kept: Sequence[str]) -> Collection[str]:
    """Those of some commits that none of others stands on; those that are not here are none."""
    asked = [f"{tip}\n".encode() for tip in tips]
    if not asked:
        return ()
    given = [*asked, *(f"^{one}\n".encode() for one in kept)]
    with suppress(GitRefused):
        told = b"".join(fields(repository, ["rev-list", "--ignore-missing", "--stdin"], given))
        return {line.decode("ascii", "replace") for line in told.split(b"\n")}
    return ()


def _is_here(repository: Repository, commit: str) -> bool:
    with suppress(GitRefused):
        return bool(list(fields(repository, ["cat-file", "-t", f"{commit}^{{commit}}"])))
    return False
