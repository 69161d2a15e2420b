"""The repository around a folder: where it is, what is checked out, whether it is safe to commit.

All of it is read from files, because a git process costs as much as the rest of a command.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final, NamedTuple

from inc.errors import DiskRefused, GitRefused
from inc.vcs.process import git
from inc.vcs.refs import Head, read_head

_CORE: Final = r"(?im)^\s*(bare|worktree)[ \t]*(?:=[ \t]*(.*?))?[ \t]*$"
_TRUE: Final = frozenset({"", "true", "yes", "on", "1"})
_REFS: Final = "refs/"

# A rebase stops in the middle of a cherry-pick of its own, so it is looked for first.
_MARKS: Final = (
    ("rebase-merge", "rebase"),
    ("rebase-apply/applying", "am"),
    ("rebase-apply", "rebase"),
    ("MERGE_HEAD", "merge"),
    ("CHERRY_PICK_HEAD", "cherry-pick"),
    ("REVERT_HEAD", "revert"),
)


class Repository(NamedTuple):
    """A work tree, its git directory, and the directory it shares with its other work trees."""

    worktree: Path
    git_dir: Path
    common_dir: Path

    @classmethod
    def find(cls, start: Path) -> Repository:
        """Return the repository that `start` is in; GitRefused for none and for a bare one."""
        start = start.resolve()
        for folder in (start, *start.parents):
            git_dir = _git_dir_of(folder)
            if git_dir:
                return cls._with(folder, git_dir)
            if _is_git_dir(folder):
                raise _no_worktree(folder)
        raise GitRefused(
            f"{start} is not inside a git repository",
            hint="`inc init` makes one here, or change to the folder of your incidents",
        )

    @classmethod
    def _with(cls, folder: Path, git_dir: Path) -> Repository:
        common = _first_line(git_dir / "commondir")
        if common is not None:
            # `core.bare` and `core.worktree` speak of the main work tree, not of linked ones.
            return cls(folder, git_dir, (git_dir / common).resolve())
        core = _core_settings(git_dir)
        if core.get("bare", "false").lower() in _TRUE:
            raise _no_worktree(git_dir)
        if "worktree" in core:
            folder = (git_dir / core["worktree"]).resolve()
        return cls(folder, git_dir, git_dir)

    def head(self) -> Head:
        """Return what is checked out now."""
        return read_head(self.git_dir, self.common_dir) or self._head_asked()

    def may_be_sparse(self) -> bool:
        """Return whether anybody ever made the checkout sparse."""
        return (self.git_dir / "info" / "sparse-checkout").exists()

    def last_move(self) -> tuple[str, str] | None:
        """Return from which commit to which HEAD moved last, as its log says; None without one."""
        words = (_last_line(self.git_dir / "logs" / "HEAD") or "").split(" ", 2)
        return (words[0], words[1]) if len(words) == 3 else None

    def _head_asked(self) -> Head:
        # One process tells both, but not before the first commit.
        both = git(["rev-parse", "HEAD", "--symbolic-full-name", "HEAD"], cwd=self.worktree)
        if both.code == 0:
            oid, name = both.out.decode().split()[:2]
            return Head(None if name == "HEAD" else name, oid)
        unborn = git(["symbolic-ref", "--quiet", "HEAD"], cwd=self.worktree)
        if unborn.code == 0:
            return Head(unborn.out.decode().strip(), None)
        raise self._unreadable(both.err)

    def _unreadable(self, said: str) -> GitRefused:
        """Why HEAD is of no use; before git 2.36 a power cut can empty the file of a branch."""
        ref = (_first_line(self.git_dir / "HEAD") or "").removeprefix("ref:").strip()
        file = self.common_dir / ref
        if ref.startswith(_REFS) and _first_line(file) == "":
            last = _last_line(self.common_dir / "logs" / ref) or ""
            oid = next(iter(last.split(" ")[1:2]), "COMMIT")
            return GitRefused(
                f"{file} is empty, as a power cut leaves it",
                hint=f"`rm {file}; git update-ref {ref} {oid}` brings the branch back"
                + ("" if last else "; `git fsck --lost-found` names the commit"),
            )
        return GitRefused(f"git does not know what is checked out: {said.strip()}")

    def operation_in_progress(self) -> str | None:
        """Return `rebase`, `am`, `merge`, `cherry-pick` or `revert` when one is unfinished."""
        for mark, operation in _MARKS:
            if (self.git_dir / mark).exists():
                return operation
        todo = _first_line(self.git_dir / "sequencer" / "todo")
        if todo:
            return "revert" if todo.startswith("revert") else "cherry-pick"
        return None

    def refuse_unsafe_state(self, *, detached_ok: bool) -> None:
        """Raise GitRefused when a commit now would be refused, misplaced or lost."""
        operation = self.operation_in_progress()
        if operation:
            finish = f"`git {operation} --continue`"
            leave = f"`git {operation} --abort`"
            raise GitRefused(
                f"a {operation} is in progress in {self.worktree}",
                hint="let inc merge what both sides wrote: `git merge --abort && inc sync`, "
                f"or settle it, then finish it with {finish}"
                if operation == "merge"
                else f"finish it with {finish} or leave it with {leave}",
            )
        head = self.head()
        if not detached_ok and head.ref is None:
            raise self._detached()
        if head.oid is None and head.ref:
            self._refuse_lost_branch(head.ref)

    def _refuse_lost_branch(self, ref: str) -> None:
        """Refuse a branch without a commit that had one: git forgets a branch with its log.

        A commit would begin a new history there, and the old one would seem to be gone.
        """
        last = (_last_line(self.common_dir / "logs" / ref) or "").split(" ", 2)
        if len(last) == 3:
            raise GitRefused(
                f"{ref} had the commit {last[1][:12]} and has none now: its file is lost",
                hint=f"`git update-ref {ref} {last[1]}` brings it back",
            )

    def _detached(self) -> GitRefused:
        if (self.git_dir / "BISECT_LOG").exists():
            return GitRefused(
                f"a bisect is in progress in {self.worktree}, and no branch is checked out",
                hint="end it with `git bisect reset`",
            )
        return GitRefused(
            f"no branch is checked out in {self.worktree} (detached HEAD): "
            "the next checkout would lose the commit",
            hint="`git switch BRANCH` goes to a branch, `git switch -c BRANCH` makes one here",
        )

    @property
    def visit_note(self) -> Path:
        """Where a visit to another branch of this work tree is noted while it lasts."""
        return self.git_dir / "inc" / "visit"

    def is_visiting(self) -> bool:
        """Whether the branch that is checked out may be there for a moment only."""
        return os.path.lexists(self.visit_note)

    @property
    def forward_note(self) -> Path:
        """Where it is noted that a sync moves the branch on, while it does."""
        return self.git_dir / "inc" / "forwarding"

    def is_forwarding(self) -> bool:
        """Whether a sync moves the branch on, or was killed while it did."""
        return os.path.lexists(self.forward_note)

    def checkout_mark(self) -> tuple[int, int] | None:
        """What is another whenever a branch has been checked out since, be it for a moment."""
        try:
            made = os.lstat(self.git_dir / "HEAD")
        except OSError:
            return None
        return made.st_ino, made.st_mtime_ns

    def private(self) -> Path:
        """Return our own folder in the git directory, shared by all work trees, made on demand."""
        folder = self.common_dir / "inc"
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise DiskRefused(
                f"{folder} cannot be made: {error.strerror}",
                hint="the git directory must be writable to record anything",
            ) from error
        return folder


def _git_dir_of(folder: Path) -> Path | None:
    """Return the git directory that `folder/.git` is or points to, None when there is none."""
    marker = folder / ".git"
    if marker.is_dir():
        return marker if _is_git_dir(marker) else None
    line = _first_line(marker)
    if line is None:
        return None
    git_dir = (folder / line.removeprefix("gitdir:").strip()).resolve()
    if line.startswith("gitdir:") and _is_git_dir(git_dir):
        return git_dir
    raise GitRefused(
        f"{marker} points to {git_dir}, which is not a git directory",
        hint="if the repository was moved, `git worktree repair` there mends the link",
    )


def _is_git_dir(folder: Path) -> bool:
    head = folder / "HEAD"
    if not (head.is_file() or head.is_symlink()):
        return False
    own = (folder / "objects").is_dir() and (folder / "refs").is_dir()
    return own or (folder / "commondir").is_file()


def _core_settings(git_dir: Path) -> dict[str, str]:
    try:
        text = (git_dir / "config").read_text("utf-8", "replace")
    except OSError:
        return {}
    return {key.lower(): value.strip('"') for key, value in re.findall(_CORE, text)}


def _last_line(path: Path) -> str | None:
    try:
        with path.open("rb") as log:
            log.seek(max(0, log.seek(0, 2) - 4096))
            return log.read().rstrip(b"\n").rsplit(b"\n", 1)[-1].decode("ascii", "replace")
    except OSError:
        return None


def _first_line(path: Path) -> str | None:
    try:
        text = path.read_text("utf-8", "surrogateescape")
    except OSError:
        return None
    return text.split("\n", 1)[0].strip()


def _no_worktree(git_dir: Path) -> GitRefused:
    return GitRefused(
        f"{git_dir} is a git directory without a work tree here",
        hint="run the command in a work tree: the folder above `.git`, or a clone of a bare one",
    )
