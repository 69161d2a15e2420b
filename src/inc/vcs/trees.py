"""What a commit has below some folders, what another one has otherwise, and what is dirty.

Each is one run of git with its answer in bytes; paths are relative to the work tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from inc.errors import GitRefused
from inc.vcs.process import Completed, Pending, git
from inc.vcs.repository import Repository

_GONE: Final = "000000"
_STATUS: Final = (
    *("-c", "status.branch=false", "-c", "status.showStash=false"),
    *("status", "--porcelain", "-z", "--no-renames"),
    *("--untracked-files=normal", "--ignore-submodules=all"),
)


class Blob(NamedTuple):
    """A path in a commit: its mode and object; both are empty for one that is gone."""

    path: str
    mode: str
    oid: str


def listing(repository: Repository, commit: str, folders: Sequence[str]) -> list[Blob]:
    """All paths of a commit below folders; GitRefused where git cannot tell."""
    options = ["-r", "-z", "--full-tree", commit, "--", *folders]
    return [
        Blob(path, *_mode_and_oid(about))
        for about, _, path in (
            one.partition("\t") for one in _texts(_answer(repository, ["ls-tree", *options]))
        )
    ]


def _mode_and_oid(about: str) -> tuple[str, str]:
    mode, _, oid = about.split(" ")
    return mode, oid


def between(repository: Repository, old: str, new: str, folders: Sequence[str]) -> list[Blob]:
    """The paths that one commit has otherwise than another; GitRefused where git cannot tell."""
    options = ["-r", "-z", "--no-renames", "--no-abbrev", "--ignore-submodules=all", "--raw"]
    raw = _texts(_answer(repository, ["diff-tree", *options, old, new, "--", *folders]))
    found = []
    for about, path in zip(raw[::2], raw[1::2], strict=True):
        _, mode, _, oid, _ = about.removeprefix(":").split(" ")
        found.append(Blob(path, "", "") if mode == _GONE else Blob(path, mode, oid))
    return found


def contents(repository: Repository, blobs: Sequence[Blob]) -> Iterator[tuple[Blob, bytes]]:
    """What a checkout would write for each path: with the filters and newlines of the attributes.

    What is missing in a partial clone, or has a newline in its path, is left out.
    """
    asked = [one for one in blobs if "\n" not in one.path]
    if not asked:
        return
    lines = "".join(f"{one.oid} {one.path}\n" for one in asked)
    told = git(
        ["cat-file", "--batch", "--filters"],
        cwd=repository.worktree,
        stdin=lines.encode("utf-8", "surrogateescape"),
    )
    if told.code != 0:
        raise _refused(told)
    yield from _batch(asked, told.out)


def _batch(asked: Iterable[Blob], answer: bytes) -> Iterator[tuple[Blob, bytes]]:
    at = 0
    for one in asked:
        head_end = answer.index(b"\n", at)
        head = answer[at:head_end].split(b" ")
        at = head_end + 1
        if head[1:2] != [b"blob"]:
            continue
        end = at + int(head[2])
        yield one, answer[at:end]
        at = end + 1


class Dirt:
    """What the work tree has otherwise than the last commit; git looks while we go on."""

    def __init__(self, repository: Repository) -> None:
        self.head: Final = repository.head().oid
        """The commit that was checked out when git began to look."""
        self._status = Pending(_STATUS, cwd=repository.worktree)
        sparse = repository.git_dir / "info" / "sparse-checkout"
        listed = ["ls-files", "-t", "-z"]
        self._skipped = Pending(listed, cwd=repository.worktree) if sparse.exists() else None

    def paths(self) -> list[str]:
        """Every path that may differ: changed, staged, untracked (a folder ends with `/`), absent
        from a sparse checkout. GitRefused where git cannot tell."""
        told = self._status.finish()
        skipped = self._skipped.finish() if self._skipped else None
        for one in (told, skipped or told):
            if one.code != 0:
                raise _refused(one)
        found = [one[3:] for one in _texts(told.out) if one[2:3] == " "]
        if skipped:
            found += [one[2:] for one in _texts(skipped.out) if one.startswith("S ")]
        return found


def _answer(repository: Repository, arguments: Sequence[str]) -> bytes:
    told = git(arguments, cwd=repository.worktree)
    if told.code != 0:
        raise _refused(told)
    return told.out


def _refused(told: Completed) -> GitRefused:
    lines = told.err.strip().split("\n")
    return GitRefused(f"git does not say what it has: {lines[0]}", hint="See: inc doctor")


def _texts(raw: bytes) -> list[str]:
    return raw.decode("utf-8", "surrogateescape").split("\0")[:-1]
