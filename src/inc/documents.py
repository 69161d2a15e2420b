"""The documents of a workspace, and which of them a person means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol

from inc.domain import references
from inc.domain.incident import Incident
from inc.errors import IncError, NotFound, Refused
from inc.store import files, layout
from inc.store.document import Document
from inc.vcs.repository import Repository

_MANY: Final = 1_000  # documents; as long as git needs to say what is dirty, they are read


class Lookup(Protocol):
    """What knows the answers without reading all documents."""

    def open_ids(self) -> list[str]:
        """As `Documents.open_ids`."""

    def aliases(self) -> list[tuple[str, str]]:
        """As `Documents.aliases`."""


class Documents:
    """The documents below a folder, in the repository around it."""

    lookup: Lookup | None = None
    """Is asked where there are many documents."""
    elsewhere: Mapping[str, bytes] = MappingProxyType({})
    """Incidents that are not on the disk and are read all the same, by id, the newest first."""

    def __init__(self, root: Path, repository: Repository) -> None:
        self.root = root
        self.repository = repository

    _parsed: tuple[bytes, Document] | None = None
    """The last document: which one is meant is asked of the one that is then written."""

    def document(self, name: str) -> Document:
        """The document of an incident; DocumentRefused where it cannot be read safely."""
        path = layout.incident_path(name)
        data, last = self._data(name), self._parsed
        if last is None or (last[0], last[1].path) != (data, path):
            self._parsed = last = data, Document.parse(data, path)
        return last[1]

    def _data(self, name: str) -> bytes:
        try:
            return files.read(self.root, layout.incident_path(name))
        except NotFound:
            data = self.elsewhere.get(name)
            if data is None:
                raise
            return data

    def postmortem(self, name: str) -> Document:
        """The document of the postmortem of an incident; NotFound where none has been begun."""
        path = layout.postmortem_path(name)
        return Document.parse(files.read(self.root, path), path)

    def incident(self, name: str) -> Incident:
        """An incident as its document states it."""
        return incident_of(name, self.document(name))

    def incidents(self, report: Callable[[IncError], None]) -> Iterator[Incident]:
        """All incidents, the newest first; a document that cannot be read is only reported."""
        for name in layout.incident_ids(self.root):
            try:
                document = self.document(name)
                document.fields  # noqa: B018 - to meet what is wrong with it here
            except IncError as error:
                report(error)
            else:
                yield incident_of(name, document)

    # ------------------------------------------------------------------ the one meant

    def open_ids(self) -> list[str]:
        """The ids of the incidents that are not resolved or closed, the newest first."""
        names = list(layout.incident_ids(self.root))
        if self.lookup and len(names) > _MANY:
            found = self.lookup.open_ids()
        else:
            found = [name for name in names if self._is_open(name)]
        return sorted([*found, *filter(self._is_open, self.elsewhere)], reverse=True)

    def _is_open(self, name: str) -> bool:
        try:
            return self.document(name).quick_status not in ("resolved", "closed")
        except IncError:
            return True  # nobody knows, and a note must not go to another incident for that

    def resolve(self, reference: str | None) -> str:
        """The id of the incident that is meant; NotFound, with candidates, where it is unclear."""
        if not reference:
            return self._the_one_meant()
        if self._is_there(reference):
            return reference
        names = [*layout.incident_ids(self.root), *self.elsewhere]
        if not names:
            self._refuse_unseen(f"no incident is called '{reference}' here")
        return references.choose(reference, names, self.aliases(), self.governing)

    def governing(self, name: str) -> str:
        """The incident that an incident was merged into, the last of a chain; itself if it was not.

        Refused where they were merged into each other.
        """
        passed = [name]
        while target := self._merged_into(passed[-1]):
            if target in passed:
                other = passed[-1]
                raise Refused(
                    f"{target} and {other} were merged into each other",
                    hint=f"Say which one goes on: inc merge {other} -i {target}, "
                    f"or: inc merge {target} -i {other}",
                )
            passed.append(target)
        return passed[-1]

    def _merged_into(self, name: str) -> str:
        """The incident that a document points to; nothing for one that was not merged."""
        try:
            data = self._data(name)
            if b"\nmerged_into:" not in data:
                return ""
            target = str(self.incident(name).fields.get("merged_into") or "")
        except IncError:
            return ""  # nobody knows, and a note is not stopped by that
        return target if self._is_there(target) else ""

    def joined(self, name: str) -> list[str]:
        """An incident and those that were merged into it, directly and through others."""
        from inc.domain.operations.merge import sources  # few commands ask

        found = [name]
        for one in found:
            with suppress(IncError):
                found += [other for other in sources(self.incident(one)) if other not in found]
        return [one for one in found if self._is_there(one)]

    def aliases(self) -> Iterator[tuple[str, str]]:
        """Every alias with the id of the incident that has it."""
        names = list(layout.incident_ids(self.root))
        if self.lookup and len(names) > _MANY:
            yield from self.lookup.aliases()
            names = []
        for name in (*names, *self.elsewhere):
            with suppress(IncError):
                data = self._data(name)
                if b"\naliases:" in data:
                    found = incident_of(name, Document.parse(data, name)).list_of("aliases")
                    yield from ((alias, name) for alias in found)

    def _the_one_meant(self) -> str:
        """The incident this clone used last while it is open, else the only open one."""
        last = self._last_used()
        if last and self._is_open(self.governing(last)):
            return last
        still_open = self.open_ids()
        if last and not still_open:
            return last
        if last and self.document(last).quick_status == "resolved":
            still_open.insert(0, last)  # just resolved here: closing it is as likely
        if len(still_open) == 1:
            return still_open[0]
        if not still_open:
            self._refuse_unseen("no incident is open among those that can be seen")
            raise NotFound(
                "no incident is open",
                hint="Name one with -i (see: inc list --all), or: inc declare TITLE -s SEV",
            )
        raise references.ambiguous(f"{len(still_open)} incidents could be meant", still_open)

    def unseen(self, *folders: str) -> IncError | None:
        """Why documents that are there are not seen: incidents, unless folders are named."""
        folders = folders or (layout.INCIDENTS,)
        is_linked = any((self.root / folder).is_symlink() for folder in folders)
        if not (is_linked or self.repository.may_be_sparse()):
            return None
        from inc.unseen import unseen  # nearly always all are seen

        return unseen(self.root, self.repository, folders)

    def _refuse_unseen(self, what: str) -> None:
        if problem := self.unseen():
            raise NotFound(f"{what}: {problem.what}", hint=problem.hint)

    def _last_used(self) -> str | None:
        try:
            name = (self.repository.common_dir / "inc" / "last").read_text("utf-8").strip()
        except (OSError, ValueError):
            return None
        return name if self._is_there(name) else None

    def _is_there(self, name: str) -> bool:
        is_on_disk = layout.is_id(name) and name in layout.Taken(self.root)
        return is_on_disk or name in self.elsewhere


def incident_of(name: str, document: Document) -> Incident:
    """An incident as a document states it."""
    return Incident(name, document.view, document.entries, lambda: document.tasks)
