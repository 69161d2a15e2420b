"""A workspace: the documents in a folder of a git work tree, and the one place that writes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime, tzinfo
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from inc import config
from inc.documents import Documents, incident_of
from inc.domain.entry import followed
from inc.domain.incident import Change, Incident
from inc.domain.policy import Policy
from inc.domain.timeline import Entry
from inc.durable import Edit, Saved, Writer, in_repository, redone, refuse_credentials
from inc.errors import IncError, NotRecorded
from inc.holding import Writing as Writing
from inc.holding import held
from inc.store import document as documents
from inc.store import layout
from inc.store.document import Document
from inc.vcs import settings
from inc.vcs.repository import Repository

Applied = tuple[Change, Document]
"""A change, and the document after it."""


class Receipt(NamedTuple):
    """What was recorded: the change, the bytes, and the commit (None for a dry run)."""

    change: Change
    edit: Edit
    commit: str | None = None
    hand_edits: str | None = None
    entries: Sequence[Entry] = ()
    beside: Sequence[Edit] = ()
    """What the same commit changed in other documents, because they speak of this one."""


Beside = Callable[[Sequence[Receipt]], Sequence[Edit]]


class Workspace(Documents):
    """The folder with `inc.toml`, in the repository around it."""

    _checkout: tuple[int, int] | None = None
    """The checkout that names are looked up in."""

    @classmethod
    def find(
        cls, start: Path, *, say: Callable[[str], None] | None = None, is_write: bool = False
    ) -> Workspace:
        """The workspace that `start` is in; NotRecorded where there is none.

        With `say`, once no command has another branch checked out there for a moment.
        """
        repository = Repository.find(start)
        folder = start.resolve()
        while True:
            if (folder / config.FILE).is_file():
                return cls(folder, repository)._looked_up(say, is_write)
            if folder in (repository.worktree, folder.parent):
                break
            folder = folder.parent
        raise NotRecorded(
            f"there is no {config.FILE} in {start} or above it in this repository",
            hint="Make it a workspace: inc init",
        )

    def _looked_up(self, say: Callable[[str], None] | None, is_write: bool) -> Workspace:
        if say is not None and self.repository.is_visiting():
            from inc import visiting  # hardly ever

            visiting.wait(self.root, self.repository, say, is_write=is_write)
        self._checkout = self.repository.checkout_mark()
        return self

    @cached_property
    def policy(self) -> Policy:
        """What the team agreed on in `inc.toml`."""
        return config.load(self.root)

    @cached_property
    def shown_zone(self) -> tzinfo:
        """The zone of times that are shown: UTC while `inc.toml` cannot be read.

        What is recorded is recorded, and a broken setting must not make it look otherwise.
        """
        try:
            return self.policy.zone
        except (IncError, OSError):
            return UTC

    @cached_property
    def git_settings(self) -> settings.GitSettings:
        """What git's configuration says of this person and clone."""
        return settings.git_settings(self.repository)

    def recorded_times(self, name: str) -> dict[str, datetime]:
        """When each entry was first committed, here or in one that joined it, by its id."""
        from inc.vcs import history  # GitPython: 50 ms

        seen: dict[str, datetime] = {}
        for one in self.joined(name):
            path = self.in_repository(layout.incident_path(one))
            for entry, moment in history.first_seen(self.repository, path).items():
                seen[entry] = min(moment, seen.get(entry, moment))
        return seen

    # ------------------------------------------------------------------ writing

    def record(
        self,
        name: str,
        operate: Callable[[Incident], Change],
        *,
        dry_run: bool = False,
        writing: Writing,
        beside: Beside = lambda _: (),
    ) -> Receipt:
        """Do an operation on the incident as it is now, and commit what it changes.

        The document is read under the lock, so nobody writes between reading and committing. What
        was changed in it by hand is committed first, as a commit of its own.
        """

        def apply(document: Document) -> Applied:
            self._refuse_merged(name)
            change = operate(incident_of(name, document))
            return change, document.apply(change)

        return self.rewrite(name, apply, dry_run=dry_run, writing=writing, beside=beside)

    def rewrite(
        self,
        name: str,
        produce: Callable[[Document], Applied],
        *,
        dry_run: bool = False,
        writing: Writing,
        beside: Beside = lambda _: (),
    ) -> Receipt:
        """As `record`, for a change that brings the new document with it."""

        def apply(document: Document) -> list[Applied]:
            return [produce(document)]

        return self.rewrite_all([name], apply, dry_run=dry_run, writing=writing, beside=beside)[0]

    def rewrite_all(
        self,
        names: Sequence[str],
        produce: Callable[..., Sequence[Applied]],
        *,
        dry_run: bool = False,
        writing: Writing,
        beside: Beside = lambda _: (),
    ) -> list[Receipt]:
        """As `rewrite`, for what changes several documents in one commit, the first in the lead.

        `produce` is given the documents in the order of their names, and answers in that order;
        `beside` is given the receipts, and makes what goes into the same commit.
        """
        if dry_run:
            receipts, edits = self._produced(names, produce, beside)
            for edit in edits:
                refuse_credentials(self.root, edit)
            return receipts
        swept: dict[str, str] = {}

        def attempt() -> list[Receipt]:
            receipts, edits = self._produced(names, produce, beside)
            swept.update(_swept(writer, edits))
            commit = writer.write(edits, message(*(one.change for one in receipts)))
            return [one._replace(commit=commit) for one in receipts]

        with self._locked(writing) as writer:
            receipts = redone(attempt)
            self._use(names[0])
        ours = {one.edit.path for one in receipts}
        beside_it = next((commit for path, commit in swept.items() if path not in ours), None)
        return [one._replace(hand_edits=swept.get(one.edit.path, beside_it)) for one in receipts]

    def _produced(
        self, names: Sequence[str], produce: Callable[..., Sequence[Applied]], beside: Beside
    ) -> tuple[list[Receipt], list[Edit]]:
        before = [self.document(name) for name in names]
        made = zip(before, produce(*before), strict=True)
        receipts = [self._receipt(document, *applied) for document, applied in made]
        more = beside(receipts)
        edits = [*(one.edit for one in receipts), *more]
        return [one._replace(beside=more) for one in receipts], edits

    def create(
        self,
        operate: Callable[[layout.Taken], Change],
        body: str,
        *,
        dry_run: bool = False,
        writing: Writing,
    ) -> Receipt:
        """Make a new document under an id that is free, and commit it."""
        if dry_run:
            receipt = self._created(operate(layout.Taken(self.root)), body)
            refuse_credentials(self.root, receipt.edit)
            return receipt

        def attempt() -> Receipt:
            receipt = self._created(operate(layout.Taken(self.root)), body)
            return receipt._replace(commit=writer.write([receipt.edit], message(receipt.change)))

        with self._locked(writing) as writer:
            receipt = redone(attempt)
            self._use(receipt.change.incident)
        return receipt

    def save(
        self, edits: Sequence[Edit], text: str, *, writing: Writing, of_incidents: bool = False
    ) -> str | None:
        """Commit new bytes for paths that are still as they were read; None for no change.

        What was changed by hand in documents of incidents is committed before.
        """
        with self._locked(writing) as writer:
            for edit in edits:
                writer.refuse_moved(edit)
                if of_incidents:
                    writer.commit_as_found(edit)
            changed = [edit for edit in edits if edit.before != edit.after]
            return writer.write(changed, text, perhaps_untracked=True) if changed else None

    def renew(
        self, produce: Callable[[], tuple[Sequence[Edit], str]], *, writing: Writing
    ) -> tuple[Sequence[Edit], str | None]:
        """Commit what `produce` makes of documents as it reads them now, under the lock.

        What was changed in them by hand is committed before. No commit where nothing changes.
        """

        def attempt() -> tuple[Sequence[Edit], str | None]:
            made, text = produce()
            edits = [edit for edit in made if edit.before != edit.after]
            _swept(writer, edits)
            return edits, writer.write(edits, text) if edits else None

        with self._locked(writing) as writer:
            return redone(attempt)

    def save_on(
        self,
        branch: str,
        produce: Callable[[], Edit],
        text: str,
        *,
        writing: Writing,
        stay: bool = False,
    ) -> Saved:
        """As `save`, on a branch of its own; afterwards one is where one was, unless told to stay.

        Nobody else's write gets on that branch. `produce` reads the document as that branch has
        it, with what is changed by hand here.
        """
        from inc import visiting  # few commands leave their branch

        with self._locked(writing) as writer:
            saved = visiting.save(writer, branch, produce, text, stay=stay)
            self._checkout = self.repository.checkout_mark()
        return saved

    def _refuse_merged(self, name: str) -> None:
        target = self.governing(name)
        if target != name:
            raise NotRecorded(
                f"{name} was merged into {target} while this command waited",
                hint="To record it there: inc retry",
            )

    def _created(self, change: Change, body: str) -> Receipt:
        path = layout.incident_path(change.incident)
        document = documents.create(change, body, path)
        return Receipt(change, Edit(path, None, document.data), entries=document.entries)

    def _receipt(self, before: Document, change: Change, after: Document) -> Receipt:
        edit = Edit(before.path, before.data, after.data)
        entries = after.entries if change.replaced else followed(before.entries, change.added)
        return Receipt(change, edit, entries=entries)

    def _locked(self, writing: Writing) -> AbstractContextManager[Writer]:
        """The lock of the repository; what a killed command left is settled first."""
        values = self.git_settings.values
        return held(self.root, self.repository, writing, values, self._checkout)

    def locked(self, writing: Writing) -> AbstractContextManager[Writer]:
        """The lock of the repository, for what is no change of documents."""
        return self._locked(writing)

    def recover(self, writing: Writing) -> None:
        """Finish or forget what a killed command left, and nothing else."""
        with self._locked(writing):
            pass

    def _use(self, name: str) -> None:
        """Remember the incident that this clone used last."""
        if self._last_used() != name:
            with suppress(OSError):
                (self.repository.private() / "last").write_text(name + "\n", "utf-8")

    def in_repository(self, path: str) -> str:
        """A path of the workspace as git names it."""
        return in_repository(self.root, self.repository, path)


def message(*changes: Change) -> str:
    """The message of the commit of changes: fixed words and ids, then the trailers of all."""
    pairs = (pair for change in changes for pair in change.trailers)
    trailers = "".join(f"{key}: {value}\n" for key, value in pairs)
    return f"{changes[0].subject}\n\n{trailers}"


def _swept(writer: Writer, edits: Sequence[Edit]) -> dict[str, str]:
    """The commits of what was changed by hand in documents, by their paths."""
    found = {edit.path: writer.commit_as_found(edit) for edit in edits}
    return {path: commit for path, commit in found.items() if commit}
