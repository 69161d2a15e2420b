"""Edits made durable: the files are written and committed, or every byte is put back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from inc import journal
from inc.domain.credentials import may_be_added
from inc.errors import GitRefused, Moved, NotFound
from inc.faults import point
from inc.interruption import uninterrupted
from inc.journal import Record, Splice
from inc.store import files, layout
from inc.vcs import committing, memo
from inc.vcs.repository import Repository

if TYPE_CHECKING:
    from inc.vcs.branches import Visit

Made = TypeVar("Made")

_ATTEMPTS: Final = 5


class Edit(NamedTuple):
    """New bytes for one path of the workspace; None on a side where there is no file."""

    path: str
    before: bytes | None
    after: bytes | None


class Saved(NamedTuple):
    """What was recorded on a branch of its own, and how the visit there ended.

    `commit` is None where there was nothing to record, `visit` where nobody had to go there.
    """

    edit: Edit
    commit: str | None = None
    hand_edits: str | None = None
    visit: Visit | None = None


class Origin(NamedTuple):
    """The command that a change comes from, for those who find its journal.

    `operation` names it however often it is run, `words` are what was typed (see `Session.words`),
    `kept` is the file that has them already.
    """

    operation: str = ""
    purpose: str = ""
    kept: str = ""
    words: Callable[[], Sequence[str]] = tuple


class Writer(NamedTuple):
    """Who writes into a workspace: the one that holds the lock of its repository.

    `patience` is how many seconds to wait for the locks of git; `done` is called once a change is
    recorded.
    """

    root: Path
    repository: Repository
    lock_fd: int
    patience: float
    done: Callable[[], None]
    origin: Origin = Origin()

    def write(self, edits: Sequence[Edit], text: str, *, perhaps_untracked: bool = False) -> str:
        """Write the files, commit exactly their paths, and return the commit.

        Files that are there already are taken for tracked, unless they are `perhaps_untracked`,
        which costs a process. Raises LooksSecret, before anything else, for a credential.
        """
        for edit in edits:
            if perhaps_untracked and edit.after is not None:
                self._refuse_new_to_head(edit.path, edit.after)
            else:
                refuse_credentials(self.root, edit)
        with uninterrupted(), self._journal(edits, text) as splices:
            with ExitStack() as written:
                for edit in edits:
                    written.enter_context(self._written(edit))
                commit = self._commit(edits, text, perhaps_untracked)
            journal.mark(self.repository, journal.MADE)
            self.done()
            point("told")
            self._settle(edits, commit, splices)
        return commit

    def finish(self, edits: Sequence[Edit], text: str) -> str:
        """As `write`, for what a killed command began: some or all edits are on the disk already.

        Its journal stands, and stays; where git refuses, what was there before is put back.
        """
        with uninterrupted():
            try:
                for edit in edits:
                    if self._was_rewritten(edit):
                        self._put(edit, self._staging)
                commit = self._commit(edits, text, perhaps_untracked=True)
            except BaseException:
                self.take_back(edits)
                raise
            self._settle(edits, commit)
        return commit

    def take_back(self, edits: Sequence[Edit]) -> None:
        """Put back what was there before, wherever the disk has our bytes."""
        journal.mark(self.repository, journal.REFUSED)
        for edit in reversed(edits):
            if self._on_disk(edit.path) != edit.before:
                folder = (self.root / edit.path).parent
                made = [folder.parent, folder] if edit.before is None else []
                self._put_back(edit, made, self._staging, None)

    def commit_as_found(self, edit: Edit) -> str | None:
        """Commit what differs from HEAD in a document before our own change to it.

        Returns the commit if there were changes by hand. Where the document is as we recorded it
        last, it was not a hand that changed it, but another program that took it out of HEAD.
        """
        path = self._in_repository(edit.path)
        now = edit.before or b""
        if memo.known_clean(self.repository, path, now):
            return None
        if memo.same_as_head(self.repository, path, now):
            return None
        if path not in memo.dirty_paths(self.repository, [path]):
            return None
        self._refuse_new_to_head(edit.path, now, by_hand=True)
        self.refuse_moved(edit)
        is_ours = memo.recorded_last(self.repository, path, now)
        text = _as_found(edit.path, is_ours=is_ours)
        with uninterrupted(), self._journal([edit._replace(after=edit.before)], text):
            commit = self._committed([path], [path], text)
        return None if is_ours else commit

    def refuse_moved(self, edit: Edit) -> None:
        """Raise Moved where the disk no longer has what an edit was made of."""
        if self._on_disk(edit.path) != edit.before:
            raise Moved(
                f"{edit.path} changed while this command was at work",
                hint="Nothing of it is lost; look at it, then: inc retry",
            )

    def _refuse_new_to_head(self, path: str, data: bytes, *, by_hand: bool = False) -> None:
        """Refuse a credential that HEAD has not: what a hand changed goes into the same commit."""
        if may_be_added(b"", data):
            from inc import guard

            in_head = memo.blob(self.repository, "HEAD", self._in_repository(path))
            guard.refuse(self.root, path, in_head, data, by_hand=by_hand)

    @contextmanager
    def _journal(self, edits: Sequence[Edit], text: str) -> Iterator[Sequence[Splice]]:
        """Have the edits in the journal until they are recorded; yields them as they stand there.

        When the block fails it stays, as that of a refused change, until the words are kept: see
        `holding`.
        """
        splices = [Splice.of(self._in_repository(one.path), one.before, one.after) for one in edits]
        head, origin = self.repository.head(), self.origin
        journal.write(
            self.repository,
            Record(
                *(origin.operation, origin.purpose, journal.me()),
                *(head.oid or "", head.ref or "", text),
                *(origin.kept, origin.words(), splices),
            ),
        )
        try:
            yield splices
        except BaseException:
            if not journal.is_marked(self.repository, journal.MADE):
                journal.mark(self.repository, journal.REFUSED)
            raise
        journal.forget(self.repository)

    @contextmanager
    def _written(self, edit: Edit) -> Iterator[None]:
        """Have the new bytes on the disk; when the block fails, the old ones again."""
        with files.kept(self.root, edit.path, self._staging) as kept:
            made = self._put(edit, self._staging)
            try:
                yield
            except BaseException:
                journal.mark(self.repository, journal.REFUSED)
                point("putting-back")
                self._put_back(edit, made, self._staging, kept)
                raise

    @property
    def _staging(self) -> Path:
        return self.repository.private() / "staging"

    def _put(self, edit: Edit, staging: Path) -> list[Path]:
        # What is saved in the microseconds between the look and the rename is overwritten: no
        # system renames on the condition that a file has not changed.
        if edit.after is None:
            self.refuse_moved(edit)
            files.delete(self.root, edit.path)
            point("renamed")
            return []

        def look() -> None:
            point("temp-written")
            self.refuse_moved(edit)

        made = files.replace(self.root, edit.path, edit.after, staging=staging, last_look=look)
        point("renamed")
        return made

    def _put_back(self, edit: Edit, made: list[Path], staging: Path, kept: Path | None) -> None:
        if files.restore(self.root, edit.path, edit.before, edit.after, made, staging, kept):
            return
        # Somebody saved it meanwhile: only our lines go. A hook may have rewritten those too.
        now = self._on_disk(edit.path)
        theirs = self._without_ours(edit, now)
        if theirs is None:
            files.restore(self.root, edit.path, edit.before, now, made, staging, kept)
        else:
            files.restore(self.root, edit.path, theirs, now, made, staging)

    def _without_ours(self, edit: Edit, now: bytes | None) -> bytes | None:
        if now is None or edit.before is None or edit.after is None:
            return None
        from inc.vcs.three_way import merge_lines

        return merge_lines(self.repository, now, edit.after, edit.before)

    def _commit(self, edits: Sequence[Edit], text: str, perhaps_untracked: bool) -> str:
        paths = [self._in_repository(edit.path) for edit in edits]
        new = [
            path
            for path, edit in zip(paths, edits, strict=True)
            if edit.before is None or (perhaps_untracked and edit.after is not None)
        ]
        try:
            return self._committed(paths, new, text)
        except GitRefused:
            if not any(self._was_rewritten(edit) for edit in edits):
                raise
            # A formatter in a hook has rewritten it, and wants to see it once more.
            return self._committed(paths, new, text)

    def _committed(self, paths: Sequence[str], new: Sequence[str], text: str) -> str:
        journal.mark(self.repository, journal.COMMITTING)
        point("commit-started")
        return committing.commit(
            self.repository,
            paths=paths,
            new=new,
            message=text,
            lock_fd=self.lock_fd,
            patience=self.patience,
        )

    def _settle(
        self, edits: Sequence[Edit], commit: str, splices: Sequence[Splice | None] = ()
    ) -> None:
        """Note what is as committed, so that the next write need not ask git.

        What a hook rewrote on the way is in the commit, but not in the staging area, from where
        somebody's next commit would take it back.
        """
        rewritten = [edit for edit in edits if self._was_rewritten(edit)]
        if rewritten:
            committing.unstage(self.repository, [self._in_repository(edit.path) for edit in edits])
        for edit, splice in zip(edits, splices or [None] * len(edits), strict=True):
            if edit.after is not None and edit not in rewritten:
                path = self._in_repository(edit.path)
                digest = splice.digest if splice else memo.digest(edit.after)
                memo.remember_clean(self.repository, path, commit, digest)

    def _was_rewritten(self, edit: Edit) -> bool:
        return self._on_disk(edit.path) != edit.after

    def _on_disk(self, path: str) -> bytes | None:
        try:
            return files.read(self.root, path)
        except NotFound:
            return None

    def _in_repository(self, path: str) -> str:
        return in_repository(self.root, self.repository, path)


def refuse_credentials(root: Path, edit: Edit) -> None:
    """Raise LooksSecret where an edit adds a credential that looks live and that nobody allowed."""
    if edit.after is not None and may_be_added(edit.before or b"", edit.after):
        from inc import guard  # with the detector, for the few texts that may hold one

        guard.refuse(root, edit.path, edit.before, edit.after)


def in_repository(root: Path, repository: Repository, path: str) -> str:
    """A path of the workspace as git names it."""
    return (root / path).relative_to(repository.worktree).as_posix()


def redone(attempt: Callable[[], Made]) -> Made:
    """What an attempt makes; made anew, a few times, where somebody saves a document meanwhile.

    What they saved is then committed first, as what a hand changed always is.
    """
    for _ in range(_ATTEMPTS - 1):
        with suppress(Moved):
            return attempt()
    return attempt()


def _as_found(path: str, *, is_ours: bool) -> str:
    """The commit message for what was in a document before our change, and not in HEAD."""
    name = path.rpartition("/")[2].removesuffix(".md")
    words, operation = ("put back", "put-back") if is_ours else ("edited by hand", "hand-edit")
    if not path.startswith(f"{layout.RUNBOOKS}/"):
        return f"{name}: {words}\n\nIncident: {name}\nInc-Operation: {operation}\n"
    from inc.domain import runbooks  # a note changes none

    named = runbooks.label(runbooks.name_of(path))
    return f"runbook {named}: {words}\n\nInc-Runbook: {named}\nInc-Operation: {operation}\n"
