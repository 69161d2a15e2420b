"""Branches: which one others build on, and a visit to one and back with all that is at hand."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from inc.errors import GitRefused, IncError
from inc.vcs import visits
from inc.vcs.lock import jitter
from inc.vcs.process import Completed, git
from inc.vcs.refs import Head, read_ref
from inc.vcs.refusals import is_lock_contention, last_words, refusal
from inc.vcs.repository import Repository

_HEADS: Final = "refs/heads/"
_USUAL: Final = ("main", "master", "trunk")
_SHORTEST, _LONGEST = 0.005, 0.250


def current(repository: Repository) -> str:
    """The name of the branch that is checked out; nothing where none is."""
    return (repository.head().ref or "").removeprefix(_HEADS)


def tip(repository: Repository, branch: str) -> str | None:
    """The commit that a branch of this clone ends with; None where there is no such branch."""
    return commit_of(repository, f"{_HEADS}{branch}")


def main(repository: Repository, remote: str = "") -> str:
    """The branch that others build on, as the remote, git's settings or its usual names say."""
    there = f"refs/remotes/{remote}/"
    told = (
        git(["symbolic-ref", "--quiet", f"{there}HEAD"], cwd=repository.worktree)
        if remote
        else None
    )
    if told and told.code == 0:
        return told.out.decode().strip().removeprefix(there)
    stated = git(["config", "--get", "init.defaultBranch"], cwd=repository.worktree)
    names = [stated.out.decode("utf-8", "replace").strip(), *_USUAL]
    known = (name for name in names if name and _is_known(repository, name, there))
    return next(known, "")


def _is_known(repository: Repository, name: str, there: str) -> bool:
    return any(commit_of(repository, ref) for ref in (f"{_HEADS}{name}", f"{there}{name}"))


def holds(repository: Repository, branch: str, commit: str) -> bool:
    """Whether everything that a commit stands on is on a branch (or at a revision) already."""
    arguments = ["merge-base", "--is-ancestor", commit, branch]
    return git(arguments, cwd=repository.worktree).code == 0


def differing(repository: Repository, commit: str) -> list[str]:
    """The paths that HEAD and a commit have otherwise."""
    arguments = ["diff", "--name-only", "-z", "--no-renames", commit, "HEAD", "--"]
    listed = git(arguments, cwd=repository.worktree).out.decode("utf-8", "surrogateescape")
    return [path for path in listed.split("\0") if path]


@contextmanager
def visited(made: Visit, *, stay: bool = False) -> Iterator[Visit]:
    """Have a branch checked out, made here where there is none, and afterwards what was before.

    What is staged or edited comes along both ways. When the block fails, its commits are taken
    back as well, so that nothing of what they held is gone from the work tree.
    """
    with visits.marked(str(os.getpid())):
        made.enter()
        try:
            yield made
        except BaseException as error:
            trouble = made.undo()
            if trouble and isinstance(error, IncError):
                error.hint = "\n".join([*filter(None, [error.hint]), trouble])
            raise
        if stay:
            visits.forget(made.repository)
        elif not made.trouble:
            made.leave()


class Visit:
    """A stay on a branch: where one came from, and how one gets back there.

    `is_left` tells that HEAD is back; `trouble` says in a sentence why it is not.
    """

    def __init__(self, repository: Repository, branch: str, lock_fd: int, patience: float) -> None:
        self.repository = repository
        self.branch = branch
        self.before = repository.head()
        self.is_left = False
        self.trouble = ""
        self._lock_fd = lock_fd
        self._patience = patience
        self._old = tip(repository, branch)
        self._start: str | None = None

    @classmethod
    def noted(
        cls, repository: Repository, note: visits.Note, lock_fd: int, patience: float
    ) -> Visit:
        """The visit of somebody who was killed, for those who end it."""
        made = cls(repository, note.branch, lock_fd, patience)
        made.before = Head(note.ref or None, note.oid)
        made._old = note.old or None
        return made

    @property
    def is_there(self) -> bool:
        """Whether one is on that branch now."""
        return self.repository.head().ref == f"{_HEADS}{self.branch}"

    @property
    def is_back(self) -> bool:
        """Whether one is where one was before."""
        head = self.repository.head()
        return head.ref == self.before.ref and (head.ref is not None or head == self.before)

    @property
    def came_from(self) -> str:
        """The branch one was on before; without one the commit."""
        return (self.before.ref or self.before.oid or "").removeprefix(_HEADS)

    @property
    def was_there(self) -> bool:
        """Whether one was on that branch before."""
        return self.before.ref == f"{_HEADS}{self.branch}"

    @property
    def way_back(self) -> str:
        """The command that goes back."""
        return f"git switch {'' if self.before.ref else '--detach '}{self.came_from}"

    def enter(self) -> None:
        """Go to the branch; GitRefused, with everything as it was, where git does not."""
        if self.before.oid is None:
            raise GitRefused(
                f"nothing was committed on {self.came_from} yet, so no branch can begin there",
                hint="Commit what is there first, then run the command again.",
            )
        if not self.was_there:
            self._note()
            done = self._switched(self._way_in(), f"{_HEADS}{self.branch}")
            if done:
                visits.forget(self.repository)
                self._restore()
                raise self._refusal(done)
        self._start = self.repository.head().oid

    def _note(self) -> None:
        """Note the visit before it begins: when we are killed on it, somebody has to end it."""
        ref, oid = self.before.ref or "", self.before.oid or ""
        note = visits.Note(self.branch, ref, oid, self._old or "", str(os.getpid()))
        visits.write(self.repository, note)

    def _way_in(self) -> Sequence[str]:
        """How git gets there; a branch that only lags behind comes along, which loses nothing."""
        assert self.before.oid
        if self._old is None:
            remote = self._tracked()
            return ["-c", self.branch, *(["--track", remote] if remote else ["--no-track"])]
        if self._old != self.before.oid and holds(self.repository, self.before.oid, self._old):
            self._git(["branch", "--force", "--no-track", self.branch, self.before.oid])
        return ["--no-guess", self.branch]

    def _tracked(self) -> str:
        """The branch of that name on a remote, with something that is not here yet."""
        form = "--format=%(objectname) %(refname:lstrip=2)"
        listed = self._git(["for-each-ref", form, f"refs/remotes/*/{self.branch}"]).out.decode()
        found = [line.split(" ", 1) for line in listed.splitlines()]
        names = [name for oid, name in found if not holds(self.repository, "HEAD", oid)]
        return next((name for name in names if name.startswith("origin/")), "".join(names[:1]))

    def leave(self) -> None:
        """Go back; what is in the way of that is said by `trouble`."""
        if not self.was_there and not self.is_left:
            self.trouble = self._left()
        self.is_left = not self.trouble

    def _left(self) -> str:
        way = [self.came_from] if self.before.ref else ["--detach", self.came_from]
        there = self.repository.head().oid
        done = self._switched(["--no-guess", *way], self.before.ref)
        if not done:
            visits.settle(self.repository, differing(self.repository, there) if there else [])
            visits.forget(self.repository)
            return ""
        words = last_words(done)
        if is_lock_contention(done.err):
            held = refusal(self.repository, done, [])
            words = f"{held.what}. {held.hint}"
        where = f"The branch that is checked out now is {self.branch}"
        return f"{where}, for git did not go back: {words}\nGo back: {self.way_back}"

    def undo(self) -> str:
        """Take back the commits of the visit and the visit; what did not succeed, in a sentence."""
        if self._start and self.repository.head().oid != self._start:
            self._take_back(self._start)
        self.leave()
        if self.is_left and not self.was_there:
            self._restore()
        return self.trouble

    def forget_branch(self) -> bool:
        """Remove the branch where it was made for the visit, and nothing was committed on it."""
        is_needless = not self._old and tip(self.repository, self.branch) == self.before.oid
        return is_needless and not self._git(["branch", "-qD", "--", self.branch]).code

    def _take_back(self, start: str) -> None:
        """The branch as it was; what its commits held stands in the work tree, not staged."""
        paths = differing(self.repository, start)
        self._git(["reset", "--quiet", "--soft", start])
        if paths:
            self._git(["reset", "--quiet", "--", *paths])

    def _restore(self) -> None:
        """The branch as it was before the visit; gone where it was made for it."""
        now = tip(self.repository, self.branch)
        if now is None or now == self._old or not self.before.oid:
            return
        if self._old:
            self._git(["update-ref", f"{_HEADS}{self.branch}", self._old, now])
        else:
            self._git(["branch", "--quiet", "-D", "--", self.branch])

    def _switched(self, way: Sequence[str], wanted: str | None) -> Completed | None:
        """None once HEAD is where it should be, whatever a hook of the checkout thought of it."""
        began, tries = time.monotonic(), 0
        while True:
            done = self._git(["switch", "--quiet", *way], hooks=True)
            head = self.repository.head()
            if head.ref == wanted and (wanted or head.oid == self.before.oid):
                visits.settle(self.repository, [])
                return None
            held = is_lock_contention(done.err)
            if not held or time.monotonic() - began >= self._patience:
                return done
            tries += 1
            time.sleep(jitter(tries, _SHORTEST, _LONGEST))

    def _refusal(self, done: Completed) -> GitRefused:
        folder = self.branch.rpartition("/")[0]
        if folder and tip(self.repository, folder):
            hint = f"A branch {folder} is in the way: git branch -m {folder} OTHER-NAME"
        elif "would be overwritten" in done.err:
            steps = ("git stash", f"git switch {self.branch}", "git stash pop")
            return GitRefused(
                f"git would lose your edits on the way to {self.branch}",
                hint="Nothing was done. Bring them along, then run the command again there:\n"
                + "".join(f"  {step}\n" for step in steps)
                + f"What git says: {last_words(done)}",
            )
        else:
            hint = "Nothing was changed. Mend what git says, then run the command again."
        return GitRefused(f"git does not go to {self.branch}: {last_words(done)}", hint=hint)

    def _git(self, arguments: Sequence[str], *, hooks: bool = False) -> Completed:
        return git(
            ["-c", "core.fsync=all", *arguments],
            cwd=self.repository.worktree,
            write=True,
            hooks=hooks,
            pass_fds=(self._lock_fd,),
        )


def commit_of(repository: Repository, ref: str) -> str | None:
    """The object that a ref of all work trees names; None where there is no such ref."""
    if (repository.common_dir / "reftable").is_dir():
        asked = git(["rev-parse", "--verify", "--quiet", ref], cwd=repository.worktree)
        return asked.out.decode().strip() or None
    return read_ref(repository.common_dir, ref)
