"""What a commit has below some folders, what another one has otherwise, and what is dirty.

Each is one run of git with its answer in bytes; paths are relative to the work tree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from inc.errors import GitRefused
from inc.vcs import ahead
from inc.vcs.process import Completed, Pending
from inc.vcs.repository import Repository

_GONE: Final = "000000"
MODULE: Final = "160000"
"""The mode of a folder that is another repository."""
_AS_IT_IS: Final = "--no-replace-objects"  # rows are kept by the name of a commit


class Blob(NamedTuple):
    """A path in a commit: its mode and object; both are empty for one that is gone."""

    path: str
    mode: str
    oid: str


class Listing:
    """All paths of a commit below folders; git lists them while we go on."""

    def __init__(self, repository: Repository, commit: str, folders: Sequence[str]) -> None:
        options = ["-r", "-z", "--full-tree", commit, "--", *folders]
        self._told = Pending([_AS_IT_IS, "ls-tree", *options], cwd=repository.worktree)

    def blobs(self) -> list[Blob]:
        """What the commit has at each of them; GitRefused where git cannot tell."""
        return [
            Blob(path, *_mode_and_oid(about))
            for about, _, path in (
                one.partition("\t") for one in _texts(_answer(self._told.finish()))
            )
        ]


def _mode_and_oid(about: str) -> tuple[str, str]:
    mode, _, oid = about.split(" ")
    return mode, oid


class Between:
    """The paths that one commit has otherwise than another; git looks while we go on."""

    def __init__(self, repository: Repository, old: str, new: str, folders: Sequence[str]) -> None:
        options = ["-r", "-z", "--no-renames", "--no-abbrev", "--ignore-submodules=none", "--raw"]
        command = [_AS_IT_IS, "diff-tree", *options, old, new, "--", *folders]
        # It reads all of the staging area, which tells nothing of commits: of 100,000 files 20 ms.
        none = repository.git_dir / "inc" / "no staging area"
        self._told = Pending(command, cwd=repository.worktree, staging=none)

    def blobs(self) -> list[Blob]:
        """What the new commit has at each of them; GitRefused where git cannot tell."""
        raw = _texts(_answer(self._told.finish()))
        found = []
        for about, path in zip(raw[::2], raw[1::2], strict=True):
            _, mode, _, oid, _ = about.removeprefix(":").split(" ")
            found.append(Blob(path, "", "") if mode == _GONE else Blob(path, mode, oid))
        return found


class Dirt:
    """What the work tree has otherwise than the last commit; git looks while we go on."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        early = ahead.take()
        if early and not repository.git_dir.samefile(early.git_dir):
            early = None
        self._mark = early.mark if early else ahead.mark(str(repository.git_dir))
        self._status = early or Pending(ahead.STATUS, cwd=repository.worktree)
        self.head: Final = repository.head().oid
        """The commit that was checked out when git began to look."""
        listed, is_sparse = ["ls-files", "-t", "-z"], repository.may_be_sparse()
        self._skipped = Pending(listed, cwd=repository.worktree) if is_sparse else None

    def paths(self) -> list[str] | None:
        """Every path that may differ: changed, staged, untracked (a folder ends with `/`), absent
        from a sparse checkout.

        None where another commit was checked out meanwhile. GitRefused where git cannot tell.
        """
        told = self._status.finish()
        if not isinstance(told, Completed):
            told = Completed(*told, "git status failed")
        skipped = self._skipped.finish() if self._skipped else None
        for one in (told, skipped or told):
            if one.code != 0:
                raise _refused(one)
        if not self.holds():
            return None
        found = [one[3:] for one in _texts(told.out) if one[2:3] == " "]
        if skipped:
            found += [one[2:] for one in _texts(skipped.out) if one.startswith("S ")]
        return found

    def holds(self) -> bool:
        """Whether the commit is still checked out that was when git began to look."""
        return self._mark == ahead.mark(str(self._repository.git_dir))


def _answer(told: Completed) -> bytes:
    if told.code != 0:
        raise _refused(told)
    return told.out


def _refused(told: Completed) -> GitRefused:
    lines = told.err.strip().split("\n")
    return GitRefused(f"git does not say what it has: {lines[0]}", hint="See: inc doctor")


def _texts(raw: bytes) -> list[str]:
    return raw.decode("utf-8", "surrogateescape").split("\0")[:-1]
