"""A workspace: the documents in a folder of a git work tree, and the one place that writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, tzinfo
from functools import cached_property, partial
from pathlib import Path
from typing import Final, NamedTuple

from inc import config
from inc.domain import references
from inc.domain.incident import Change, Incident
from inc.domain.policy import Policy
from inc.domain.timeline import Entry
from inc.durable import Edit, Writer, in_repository
from inc.errors import IncError, NotFound, NotRecorded
from inc.store import document as documents
from inc.store import files, layout
from inc.store.document import Document
from inc.vcs import settings
from inc.vcs.lock import lock
from inc.vcs.repository import Repository

_LONGEST_FOR_GIT: Final = 10.0  # seconds; git holds its locks for much less


class Receipt(NamedTuple):
    """What was recorded: the change, the bytes, and the commit (None for a dry run)."""

    change: Change
    edit: Edit
    commit: str | None = None
    hand_edits: str | None = None
    entries: Sequence[Entry] = ()


class Workspace:
    """The folder with `inc.toml`, in the repository around it."""

    def __init__(self, root: Path, repository: Repository) -> None:
        self.root = root
        self.repository = repository

    @classmethod
    def find(cls, start: Path) -> Workspace:
        """The workspace that `start` is in; NotRecorded where there is none."""
        repository = Repository.find(start)
        folder = start.resolve()
        while True:
            if (folder / config.FILE).is_file():
                return cls(folder, repository)
            if folder in (repository.worktree, folder.parent):
                break
            folder = folder.parent
        raise NotRecorded(
            f"there is no {config.FILE} in {start} or above it in this repository",
            hint="Make it a workspace: inc init",
        )

    # ------------------------------------------------------------------ reading

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

    def document(self, name: str) -> Document:
        """The document of an incident; DocumentRefused where it cannot be read safely."""
        path = layout.incident_path(name)
        return Document.parse(files.read(self.root, path), path)

    def incident(self, name: str) -> Incident:
        """An incident as its document states it."""
        return _incident(name, self.document(name))

    def incidents(self, report: Callable[[IncError], None]) -> Iterator[Incident]:
        """All incidents, the newest first; a document that cannot be read is only reported."""
        for name in layout.incident_ids(self.root):
            try:
                document = self.document(name)
                document.fields  # noqa: B018 - to meet what is wrong with it here
            except IncError as error:
                report(error)
            else:
                yield _incident(name, document)

    def recorded_times(self, name: str) -> dict[str, datetime]:
        """When each entry of an incident was first committed, by its id."""
        from inc.vcs import history  # GitPython: 50 ms

        return history.first_seen(self.repository, self.in_repository(layout.incident_path(name)))

    def open_ids(self) -> list[str]:
        """The ids of the incidents that are not resolved or closed, the newest first."""
        return [name for name in layout.incident_ids(self.root) if self._is_open(name)]

    def _is_open(self, name: str) -> bool:
        try:
            return self.document(name).quick_status not in ("resolved", "closed")
        except IncError:
            return True  # nobody knows, and a note must not go to another incident for that

    def resolve(self, reference: str | None) -> str:
        """The id of the incident that is meant; NotFound, with candidates, where it is unclear."""
        if not reference:
            return self._the_one_meant()
        if layout.is_id(reference) and reference in layout.Taken(self.root):
            return reference
        return references.choose(reference, layout.incident_ids(self.root), self.aliases())

    def aliases(self) -> Iterator[tuple[str, str]]:
        """Every alias with the id of the incident that has it."""
        for name in layout.incident_ids(self.root):
            with suppress(IncError):
                data = files.read(self.root, layout.incident_path(name))
                if b"\naliases:" in data:
                    found = _incident(name, Document.parse(data, name)).list_of("aliases")
                    yield from ((alias, name) for alias in found)

    def _the_one_meant(self) -> str:
        """The incident this clone used last while it is open, else the only open one."""
        last = self._last_used()
        if last and self._is_open(last):
            return last
        still_open = self.open_ids()
        if last and not still_open:
            return last
        if last and self.document(last).quick_status == "resolved":
            still_open.insert(0, last)  # just resolved here: closing it is as likely
        if len(still_open) == 1:
            return still_open[0]
        if not still_open:
            raise NotFound(
                "no incident is open",
                hint="Name one with -i (see: inc list --all), or: inc declare TITLE -s SEV",
            )
        raise references.ambiguous(f"{len(still_open)} incidents could be meant", still_open)

    def _last_used(self) -> str | None:
        try:
            name = (self.repository.common_dir / "inc" / "last").read_text("utf-8").strip()
        except (OSError, ValueError):
            return None
        return name if layout.is_id(name) and name in layout.Taken(self.root) else None

    # ------------------------------------------------------------------ writing

    def record(
        self,
        name: str,
        operate: Callable[[Incident], Change],
        *,
        dry_run: bool = False,
        writing: Writing,
    ) -> Receipt:
        """Do an operation on the incident as it is now, and commit what it changes.

        The document is read under the lock, so nobody writes between reading and committing. What
        was changed in it by hand is committed first, as a commit of its own.
        """

        def apply(document: Document) -> tuple[Change, Document]:
            change = operate(_incident(name, document))
            return change, document.apply(change)

        return self.rewrite(name, apply, dry_run=dry_run, writing=writing)

    def rewrite(
        self,
        name: str,
        produce: Callable[[Document], tuple[Change, Document]],
        *,
        dry_run: bool = False,
        writing: Writing,
    ) -> Receipt:
        """As `record`, for a change that brings the new document with it."""
        if dry_run:
            document = self.document(name)
            return self._receipt(document, *produce(document))
        with self._locked(writing) as writer:
            document = self.document(name)
            receipt = self._receipt(document, *produce(document))
            swept = writer.commit_as_found(receipt.edit, partial(_as_found, name))
            commit = writer.write([receipt.edit], message(receipt.change))
            self._use(name)
        return receipt._replace(commit=commit, hand_edits=swept)

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
            return self._created(operate(layout.Taken(self.root)), body)
        with self._locked(writing) as writer:
            receipt = self._created(operate(layout.Taken(self.root)), body)
            commit = writer.write([receipt.edit], message(receipt.change))
            self._use(receipt.change.incident)
        return receipt._replace(commit=commit)

    def save(
        self, edits: Sequence[Edit], text: str, *, writing: Writing, name: str = ""
    ) -> str | None:
        """Commit new bytes for paths that are still as they were read; None for no change.

        With the `name` of an incident, what was changed in it by hand is committed before.
        """
        with self._locked(writing) as writer:
            for edit in edits:
                self._refuse_moved(edit)
                if name:
                    writer.commit_as_found(edit, partial(_as_found, name))
            changed = [edit for edit in edits if edit.before != edit.after]
            return writer.write(changed, text, perhaps_untracked=True) if changed else None

    def _refuse_moved(self, edit: Edit) -> None:
        try:
            now: bytes | None = files.read(self.root, edit.path)
        except NotFound:
            now = None
        if now != edit.before:
            raise NotRecorded(
                f"{edit.path} changed while this command was at work",
                hint="Nothing of it is lost; look at it, then: inc retry",
            )

    def _created(self, change: Change, body: str) -> Receipt:
        path = layout.incident_path(change.incident)
        document = documents.create(change, body, path)
        return Receipt(change, Edit(path, None, document.data), entries=document.entries)

    def _receipt(self, before: Document, change: Change, after: Document) -> Receipt:
        edit = Edit(before.path, before.data, after.data)
        entries = after.entries if change.replaced else (*before.entries, *change.added)
        return Receipt(change, edit, entries=entries)

    @contextmanager
    def _locked(self, writing: Writing) -> Iterator[Writer]:
        """The lock of the repository, in a state in which git takes our commits."""
        self.repository.refuse_unsafe_state(detached_ok=writing.detached_ok)
        wait = config.lock_wait(self.git_settings.values)
        with lock(self.repository, writing.purpose, wait=wait, say=writing.say) as lock_fd:
            self.repository.refuse_unsafe_state(detached_ok=writing.detached_ok)
            patience = min(wait, _LONGEST_FOR_GIT)
            yield Writer(self.root, self.repository, lock_fd, patience, writing.done)

    def _use(self, name: str) -> None:
        """Remember the incident that this clone used last."""
        if self._last_used() != name:
            with suppress(OSError):
                (self.repository.private() / "last").write_text(name + "\n", "utf-8")

    def in_repository(self, path: str) -> str:
        """A path of the workspace as git names it."""
        return in_repository(self.root, self.repository, path)


class Writing(NamedTuple):
    """What the lock and the checks before a write need to know of the command.

    `done` is called once its change is recorded.
    """

    purpose: str
    say: Callable[[str], None]
    detached_ok: bool = False
    done: Callable[[], None] = lambda: None


def message(change: Change) -> str:
    """The commit message of a change: fixed words and ids, then the trailers."""
    trailers = "".join(f"{key}: {value}\n" for key, value in change.trailers)
    return f"{change.subject}\n\n{trailers}"


def _as_found(name: str, is_ours: bool) -> str:
    """The commit message for what was in a document before our change, and not in HEAD."""
    words, operation = ("put back", "put-back") if is_ours else ("edited by hand", "hand-edit")
    return f"{name}: {words}\n\nIncident: {name}\nInc-Operation: {operation}\n"


def _incident(name: str, document: Document) -> Incident:
    return Incident(name, document.view, document.entries, lambda: document.tasks)
