"""Three texts made one, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from inc.vcs.process import git
from inc.vcs.repository import Repository

_NO_MERGE: Final = 128
"""From this code on it is no count of places where changes meet, but an error."""


def merge_lines(repository: Repository, ours: bytes, base: bytes, theirs: bytes) -> bytes | None:
    """The text with the changes of both sides since `base`; None where they meet in one place.

    To git, changes of neighbouring lines meet; here they do not, since entries stand line by line.
    """
    merged = _by_git(repository, ours, base, theirs)
    return _by_hunks(ours, base, theirs) if merged is None else merged


def _by_git(repository: Repository, ours: bytes, base: bytes, theirs: bytes) -> bytes | None:
    import tempfile

    with tempfile.TemporaryDirectory(dir=repository.private()) as folder:
        names = ("ours", "base", "theirs")
        for name, data in zip(names, (ours, base, theirs), strict=True):
            (Path(folder) / name).write_bytes(data)
        done = git(["merge-file", "-p", "-q", *names], cwd=Path(folder))
    return done.out if done.code == 0 else None


class _Hunk(NamedTuple):
    """The lines that a side has instead of those of the base from `start` to `end`."""

    start: int
    end: int
    lines: tuple[bytes, ...]

    def meets(self, later: _Hunk) -> bool:
        """Whether both want the same lines, or their own at the same place."""
        return self.end > later.start or self[:2] == later[:2]


def _by_hunks(ours: bytes, base: bytes, theirs: bytes) -> bytes | None:
    lines = base.split(b"\n")
    sides = (side.split(b"\n") for side in (ours, theirs))
    hunks = sorted({hunk for side in sides for hunk in _hunks(lines, side)})
    if any(first.meets(second) for first, second in pairwise(hunks)):
        return None
    for hunk in reversed(hunks):
        lines[hunk.start : hunk.end] = hunk.lines
    return b"\n".join(lines)


def _hunks(base: Sequence[bytes], side: Sequence[bytes]) -> Iterator[_Hunk]:
    from difflib import SequenceMatcher

    for what, start, end, first, last in SequenceMatcher(
        None, base, side, autojunk=False
    ).get_opcodes():
        if what != "equal":
            yield _Hunk(start, end, tuple(side[first:last]))


def with_markers(base: Path, ours: Path, theirs: Path, size: int = 0) -> bytes | None:
    """Three files merged line by line by git, with markers where two changes meet.

    None where git cannot: it takes no file that looks like no text. Raises GitRefused without git.
    """
    named = [word for label in ("ours", "base", "theirs") for word in ("-L", label)]
    marker = [f"--marker-size={size}"] if size > 0 else []
    files = [str(path.absolute()) for path in (ours, base, theirs)]
    order = ["merge-file", "-p", "-q", *marker, *named, *files]
    done = git(order, cwd=ours.absolute().parent)
    return done.out if done.code < _NO_MERGE else None
