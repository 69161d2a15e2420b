"""What of the history is carried: the commits of one incident, with its documents alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from inc.carrying import wording
from inc.domain import commit_words
from inc.domain.incident import is_closed_word
from inc.domain.text import REDACTED
from inc.domain.timeline import Entry
from inc.domain.versions import is_redacted
from inc.errors import GitRefused, IncError, Refused, UsageError
from inc.store import layout
from inc.store.document import Document
from inc.vcs import ancestry, bundles, lineage, memo
from inc.vcs.houses import Made, house
from inc.vcs.lineage import Blobs, Step
from inc.vcs.trailers import commit_named
from inc.workspace import Workspace

_SHOWN = 3


class Wishes(NamedTuple):
    """What is to be carried: since which commit, with which documents, and whatever is in them."""

    since: str = ""
    with_postmortem: bool = True
    restricted: bool = False
    redacted: bool = False


class Cargo(NamedTuple):
    """What is carried of an incident, and what people should know of it.

    `documents` are the paths at the end of it; `hidden` are restricted incidents that they name,
    `redacted` the entries whose words stand in the history, `uncommitted` the documents with edits
    that are not in it. `is_cut` tells that this clone has only the end of the history;
    `merged_before` are incidents that come only as their merge left them.
    """

    name: str
    names: Sequence[str]
    documents: Sequence[str]
    commits: Sequence[Made]
    steps: int
    entries: int
    people: Sequence[str]
    is_restricted: bool
    hidden: Sequence[str]
    redacted: Sequence[str]
    uncommitted: Sequence[str]
    is_cut: bool
    merged_before: Sequence[str] = ()


def written(workspace: Workspace, cargo: Cargo) -> bytes:
    """The bytes of the bundle."""
    with house(workspace.repository) as home:
        place = home.repository.worktree / "bundle"
        bundles.write(home, cargo.name, cargo.commits, place)
        return place.read_bytes()


def cargo(workspace: Workspace, name: str, wishes: Wishes) -> Cargo:
    """What is carried of an incident; Refused where that must be asked for in so many words."""
    return _Packing(workspace, name, wishes).cargo()


class _Packing:
    def __init__(self, workspace: Workspace, name: str, wishes: Wishes) -> None:
        self._workspace, self._repository = workspace, workspace.repository
        self._name, self._wishes = name, wishes
        self._names = workspace.joined(name)
        self._inner = {workspace.in_repository(path): path for path in self._paths(wishes)}

    def _paths(self, wishes: Wishes) -> list[str]:
        paths = [layout.incident_path(one) for one in self._names]
        beside = [layout.postmortem_path(one) for one in self._names]
        return paths + beside if wishes.with_postmortem else paths

    def cargo(self) -> Cargo:
        tip = self._tip()
        since = self._since()
        steps = self._steps(tip, since)
        found = lineage.blobs(self._repository, [one.oid for one in steps], list(self._inner))
        steps = [one for one in steps if found.at[one.oid] or not one.is_edge]
        self._refuse_nothing(steps, found)
        texts = self._texts(found)
        last = {self._inner[path]: texts[oid] for path, oid in found.at[steps[-1].oid].items()}
        documents = [Document.parse(data, path) for path, data in last.items()]
        told = [one for one in documents if one.path.startswith(f"{layout.INCIDENTS}/")]
        entries = [entry for one in told for entry in one.entries]
        is_restricted = any(map(_is_closed, documents)) or self._is_closed_here()
        hidden = self._hidden(texts.values())
        redacted = _still_told(steps, entries, list(texts.values()))
        self._refuse_unasked(is_restricted, hidden, redacted)
        return Cargo(
            self._name,
            self._names,
            sorted(last),
            list(self._made(steps, found, texts)),
            sum(not one.is_edge for one in steps),
            len({entry.id or entry for entry in entries}),
            sorted({one.author.name for one in steps if not one.is_edge}),
            is_restricted,
            hidden,
            redacted,
            self._uncommitted(),
            ancestry.is_shallow(self._repository),
            sorted(self._merged_before(steps, found, texts)),
        )

    def _tip(self) -> str:
        oid = self._repository.head().oid
        if oid is None:
            raise GitRefused("nothing was committed yet", hint="Commit it first: inc reconcile")
        return oid

    def _steps(self, tip: str, since: str) -> list[Step]:
        """The commits that are carried; the last state alone where none came since."""
        steps = lineage.steps(self._repository, tip, list(self._inner), since)
        if not since or not all(one.is_edge for one in steps):
            return steps
        whole = lineage.steps(self._repository, tip, list(self._inner))
        return [one._replace(is_edge=True, parents=()) for one in whole[-1:]]

    def _since(self) -> str:
        stated = self._wishes.since
        found = commit_named(self._repository, stated) if stated else ""
        if found is None:
            raise UsageError(
                f"'{stated}' is no commit here",
                hint="Name one, a branch or a tag, such as: --since origin/main",
            )
        return found

    def _refuse_nothing(self, steps: Sequence[Step], found: Blobs) -> None:
        path = self._workspace.in_repository(layout.incident_path(self._name))
        if not steps:
            raise Refused(f"no commit changed {self._name}", hint="Commit it first: inc reconcile")
        if path not in found.at[steps[-1].oid]:
            raise Refused(f"{self._name} is not in the last commit", hint="See: git status")
        total = sum(found.sizes.values())
        if total > bundles.UNPACKED or len(steps) > bundles.MOST_COMMITS:
            raise Refused(
                f"all of its history is too much for one file: {len(steps)} commits, {total} bytes",
                hint="Carry less of it: --since COMMIT",
            )
        if any(size > bundles.LARGEST for size in found.sizes.values()):
            raise Refused(
                f"a document has more than {bundles.LARGEST} bytes in a version",
                hint="Carry what came later: --since COMMIT",
            )

    def _texts(self, found: Blobs) -> dict[str, bytes]:
        told = ancestry.contents(self._repository, list(found.sizes))
        if len(told) < len(found.sizes):
            raise GitRefused(
                "some versions of the documents are not in this clone",
                hint="It is a partial one; fetch what is missing: git fetch --refetch "
                "(a git before 2.36 needs a new clone)",
            )
        return dict(told)

    # ------------------------------------------------------------------ what is not for everybody

    def _is_closed_here(self) -> bool:
        """Whether one of the documents is restricted as it is on the disk, or cannot be read."""
        for name in self._names:
            try:
                if self._workspace.incident(name).is_restricted:
                    return True
            except IncError:
                return True
        return False

    def _hidden(self, texts: Iterable[bytes]) -> list[str]:
        """The restricted incidents that the documents name, in any version, and that stay here."""
        told: set[str] = set()
        for one in texts:
            told |= wording.named(one.decode("utf-8", "replace"))
        return sorted(one for one in told - {*self._names} if self._is_hidden(one))

    def _is_hidden(self, name: str) -> bool:
        if name not in layout.Taken(self._workspace.root):
            return False
        try:
            return self._workspace.incident(name).is_restricted
        except IncError:
            return True

    def _refuse_unasked(
        self, is_restricted: bool, hidden: Sequence[str], redacted: Sequence[str]
    ) -> None:
        if is_restricted and not self._wishes.restricted:
            raise Refused(
                f"{self._name} is restricted, and whoever has the file can read all of it",
                hint="To carry it all the same: --restricted",
            )
        if hidden and not self._wishes.restricted:
            raise Refused(
                f"its documents name what is restricted: {_listed(hidden)}",
                hint="Take the names out (inc edit), then leave out the history: --since HEAD\n"
                "To carry them all the same: --restricted",
            )
        if redacted and not self._wishes.redacted:
            ids = _listed([f"^{one}" for one in redacted])
            raise Refused(
                f"its history still has the words that were redacted: {ids}",
                hint="To leave out the history: --since HEAD, or any commit after that one\n"
                "To carry those words all the same: --redacted",
            )

    # ------------------------------------------------------------------ the commits

    def _made(
        self, steps: Sequence[Step], found: Blobs, texts: Mapping[str, bytes]
    ) -> Iterator[Made]:
        numbers = {one.oid: number for number, one in enumerate(steps)}
        changed = lineage.files_of(self._repository, list(numbers))
        own = {self._workspace.in_repository(path) for path in self._paths(Wishes())}
        for one in steps:
            at = found.at[one.oid]
            before = [found.at[oid] for oid in one.parents if oid in numbers]
            both = [texts[oid] for files in (at, *before) for oid in files.values()]
            of_others = bool(changed[one.oid] - own) or any(
                map(self._is_hidden, wording.named(one.message) - {*self._names})
            )
            message = wording.sent(
                *(one, self._name),
                of_others=of_others,
                is_ours=self._names.__contains__,
                texts=both,
            )
            yield Made(
                [numbers[oid] for oid in one.parents if oid in numbers],
                one.author,
                one.committer,
                message,
                {self._inner[path]: texts[oid] for path, oid in at.items()},
            )

    def _merged_before(
        self, steps: Sequence[Step], found: Blobs, texts: Mapping[str, bytes]
    ) -> set[str]:
        """The incidents that a state on which the first commits stand has merged already."""
        own = self._workspace.in_repository(layout.incident_path(self._name))
        edges = [found.at[one.oid] for one in steps if one.is_edge]
        return {
            self._inner[path].rpartition("/")[2].removesuffix(".md")
            for at in edges
            for path, oid in at.items()
            if own in at and path != own and _is_stub(texts[oid], path)
        }

    def _uncommitted(self) -> list[str]:
        with suppress(IncError):
            dirty = memo.dirty_paths(self._repository, list(self._inner))
            return sorted(self._inner[path] for path in dirty if path in self._inner)
        return []


def _is_closed(document: Document) -> bool:
    try:
        return is_closed_word(document.fields.get("visibility"))
    except IncError:
        return True


def _is_stub(data: bytes, path: str) -> bool:
    with suppress(IncError):
        return bool(Document.parse(data, path).fields.get("merged_into"))
    return False


def _still_told(
    steps: Sequence[Step], entries: Sequence[Entry], texts: Sequence[bytes]
) -> list[str]:
    """The entries that are redacted now, or gone since, and that a version has with their words."""
    there = {one.id: one for one in entries}
    names = {name for name, one in there.items() if name and is_redacted(one)}
    for one in steps:
        said = commit_words.read(one.message)
        if "redact" in said.operations:
            names |= {name for name in said.entries if name not in there}
    return sorted(name for name in names if any(_says(data, name) for data in texts))


def _says(data: bytes, name: str) -> bool:
    """Whether a version of a document has an entry, and not redacted."""
    mark = f"^{name}".encode()
    at = data.find(mark)
    while at >= 0:
        start, end = data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at)
        line = data[start : end if end >= 0 else len(data)]
        after = data[end + 1 : end + 400] if end >= 0 else b""
        if line.startswith(b"- ") and REDACTED.encode() not in line + after.split(b"\n- ")[0]:
            return True
        at = data.find(mark, at + 1)
    return False


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
