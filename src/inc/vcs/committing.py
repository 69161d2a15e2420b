"""One commit of named paths, or the staging area as it was before."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Final, NamedTuple

from inc.errors import DiskRefused, GitRefused, IncError
from inc.faults import point
from inc.vcs.lasting import durably, sync, sync_branch
from inc.vcs.lock import jitter
from inc.vcs.memo import path_states
from inc.vcs.process import Completed, git
from inc.vcs.refusals import is_lock_contention, refusal, sees_no_change
from inc.vcs.repository import Repository

_SHORTEST, _LONGEST = 0.005, 0.250
_SLACK: Final = 65_536
# No child of git outlives a commit to tidy up.
_CONFIG: Final = (
    *("-c", "maintenance.auto=false"),
    *("-c", "i18n.commitEncoding=utf-8"),
)
_ARGUMENTS: Final = ("commit", "--quiet", "--cleanup=verbatim", "-F", "-", "--only", "--")


def commit(
    repository: Repository,
    *,
    paths: Sequence[str],
    new: Sequence[str],
    removed: Sequence[str] = (),
    message: str,
    lock_fd: int,
    patience: float = 10.0,
) -> str:
    """Commit exactly these paths as they are on the disk, and return the id of the commit.

    Paths are POSIX and relative to the work tree; `new` ones are not in HEAD, `removed` ones are
    gone from the disk. What else is staged stays staged. Locks of other programs are waited for
    `patience` seconds. Raises GitRefused or DiskRefused, and then the staging area is as before.
    After an interrupt `landed` tells whether the commit was made.
    """
    every = tuple(dict.fromkeys((*paths, *new, *removed)))
    before = repository.head().oid
    attempt = _Attempt(repository, every, tuple(new), message, lock_fd, before, patience)
    if not new:
        return attempt.commit()
    with _room_to_undo(repository) as make_room:
        try:
            return attempt.commit()
        except BaseException:
            make_room()
            attempt.forget_new()
            raise


def unstage(repository: Repository, paths: Sequence[str]) -> None:
    """Make the staging area hold these paths as HEAD does; never fails."""
    with suppress(IncError):
        arguments = [*durably(repository), *_CONFIG, "reset", "--quiet", "--", *paths]
        git(arguments, cwd=repository.worktree, write=True)


def read_head(repository: Repository) -> None:
    """Make the staging area anew, of what HEAD has; never fails."""
    with suppress(IncError):
        git(
            [*durably(repository), *_CONFIG, "read-tree", "HEAD"],
            cwd=repository.worktree,
            write=True,
        )


def landed(
    repository: Repository, before: str | None, message: str, tip: str | None = None
) -> str | None:
    """Return the commit that holds `message` and was made since HEAD was `before`, if any.

    It is looked for behind HEAD, or behind another `tip`.
    """
    after = tip or repository.head().oid
    if after is None or after == before:
        return None
    since = [f"^{before}"] if before else []
    arguments = ["log", "-z", "--format=%H%n%B", "--encoding=UTF-8", "--no-show-signature"]
    done = git([*arguments, "--end-of-options", after, *since, "--"], cwd=repository.worktree)
    for record in done.out.decode("utf-8", "replace").split("\0"):
        oid, _, body = record.partition("\n")
        if message.strip() in body:
            return oid
    return None


@contextmanager
def _room_to_undo(repository: Repository) -> Iterator[Callable[[], None]]:
    """Reserve what writing the staging area once more needs; yields what gives it back.

    Git announces a new path, fills the disk with its object, and then the announcement could not
    be taken back.
    """
    index = repository.git_dir / "index"
    with _reserve(repository.private() / "reserve", _size(index) + _SLACK) as reserve:
        yield reserve.close


def _reserve(path: Path, size: int) -> IO[bytes]:
    """Return a file without a name, so that nothing stays when we are killed."""
    try:
        with ExitStack() as failing:
            reserve = failing.enter_context(path.open("wb"))
            path.unlink()
            _allocate(reserve.fileno(), size)
            failing.pop_all()
    except OSError as error:
        raise DiskRefused(
            f"{path} cannot be written: {error.strerror}",
            hint="`df -h .` shows how full the disk is",
        ) from error
    return reserve


def _allocate(descriptor: int, size: int) -> None:
    try:
        os.posix_fallocate(descriptor, 0, size)
    except (AttributeError, OSError) as error:
        # Not every system and disk can reserve; a full one has answered.
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


class _Attempt(NamedTuple):
    repository: Repository
    paths: tuple[str, ...]
    new: tuple[str, ...]
    message: str
    lock_fd: int
    before: str | None
    patience: float

    def commit(self) -> str:
        if self.new:
            self._announce_new()
        literal = [f":(literal){path}" for path in self.paths]
        done = self._patiently([*_ARGUMENTS, *literal], message=self.message)
        return self._made() if done.code == 0 else self._made_nevertheless(done)

    def _announce_new(self) -> None:
        """Tell git about the new paths: a commit of named paths takes only those it knows."""
        done = self._patiently(["add", "--intent-to-add", "--", *self.new])
        if done.code != 0:
            raise refusal(self.repository, done, self.new)
        point("announced")

    def _made(self) -> str:
        point("commit-made")
        oid = self.repository.head().oid
        if oid is None or oid == self.before:
            raise GitRefused(
                "git reported a commit, but HEAD did not move",
                hint="a post-commit hook may have taken it back: see `git reflog`",
            )
        self._sync_index()
        point("index-synced")
        return oid

    def _made_nevertheless(self, done: Completed) -> str:
        """Return the commit that has our bytes although git said no; raise when there is none."""
        oid = landed(self.repository, self.before, self.message)
        if oid:
            # HEAD is new and the staging area old: the next commit would take our change back.
            self._patiently(["reset", "--quiet", "--", *self.paths])
            return oid
        if sees_no_change(done):
            oid = self._made_by_another()
            if oid:
                return oid
        raise refusal(self.repository, done, self.paths)

    def _made_by_another(self) -> str | None:
        """Return the commit by which somebody's `git commit -a` took our bytes along."""
        if self._blobs_of_head() != self._blobs_on_disk():
            return None
        arguments = ["log", "-1", "--format=%H", "--no-show-signature", "HEAD", "--", *self.paths]
        return git(arguments, cwd=self.repository.worktree).out.decode().strip() or None

    def _blobs_of_head(self) -> dict[str, str]:
        listing = git(["ls-tree", "-z", "HEAD", "--", *self.paths], cwd=self.repository.worktree)
        entries = [entry.partition(b"\t") for entry in listing.out.split(b"\0") if entry]
        return {os.fsdecode(path): words.split()[2].decode() for words, _, path in entries}

    def _blobs_on_disk(self) -> dict[str, str]:
        present = [path for path in self.paths if (self.repository.worktree / path).is_file()]
        if not present:
            return {}
        # Named files, so that their filters apply as they do in a commit.
        hashed = git(["hash-object", "--", *present], cwd=self.repository.worktree)
        return dict(zip(present, hashed.out.decode().split(), strict=False))

    def _patiently(self, arguments: Sequence[str], *, message: str | None = None) -> Completed:
        """Run git, again and again while other programs hold its locks and the time is not over."""
        began, tries = time.monotonic(), 0
        settings = (*durably(self.repository), *_CONFIG)
        while True:
            done = git(
                [*settings, *arguments],
                cwd=self.repository.worktree,
                stdin=message,
                write=True,
                hooks=message is not None,
                pass_fds=(self.lock_fd,),
            )
            if done.code == 0 or not is_lock_contention(done.err):
                return done
            is_made = message is not None and landed(self.repository, self.before, message)
            if is_made or time.monotonic() - began >= self.patience:
                return done
            tries += 1
            time.sleep(jitter(tries, _SHORTEST, _LONGEST))

    def forget_new(self) -> None:
        """Take the announcement of new paths back; what the person staged is left alone."""
        # The error on its way out matters more than one of the tidying.
        with suppress(IncError):
            try:
                states = path_states(self.repository, self.new)
            except GitRefused:
                self._forget_without_head()
                return
            announced = [path for path, letters in states.items() if letters[0] == " "]
            if announced:
                self._patiently(["reset", "--quiet", "--", *announced])

    def _forget_without_head(self) -> None:
        """The same where git cannot read HEAD: damage, or objects of another clone that is gone."""
        asked = ["diff-files", "--name-only", "-z", "--diff-filter=A", "--", *self.new]
        announced = git(asked, cwd=self.repository.worktree).out.split(b"\0")[:-1]
        if announced:
            named = [os.fsdecode(path) for path in announced]
            self._patiently(["update-index", "--force-remove", "--", *named])

    def _sync_index(self) -> None:
        sync_branch(self.repository)
        # `core.fsync=all` leaves out the staging area that a commit of named paths writes.
        sync(self.repository.git_dir / "index")
