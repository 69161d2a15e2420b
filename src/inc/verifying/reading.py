"""What the commits did, read once from the oldest to the newest.

Nearly all of them add entries. They are told from the bytes, and forgotten; what did anything else
is kept to be judged when everything that came before is known.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from inc.domain import commit_words
from inc.domain.identifiers import ENTRY_ID
from inc.domain.proof import Bounds, Graph, Ids, Kin, Seen, is_ahead_of_itself
from inc.domain.times import iso, read_iso
from inc.store import entries
from inc.store.additions import Added
from inc.store.amending import gone
from inc.vcs.proving import Change, Commit, message
from inc.verifying.commanded import Touched, touched
from inc.verifying.quiet import is_altered
from inc.verifying.versions import Library, name_of, paired

_AT_ONCE: Final = 200  # commits whose contents are asked for together
EVENT: Final = "Inc-Event: "
"""How the trailer begins that names an entry which a commit recorded."""

_NAMED: Final = re.compile(rb"(?m)^[ \t]+%s(%s)[ \t]*$" % (EVENT.encode(), ENTRY_ID.encode()))
_EDITING: Final = re.compile(rb"Inc-Operation[ \t]*:[ \t]*(?:edit|check-fix|merge)\b")
_EDITED: Final = frozenset({"edit", "check-fix", "merge"})
"""Commands that may set a field of which no entry speaks."""

_MERGE: Final = re.compile(rb"(?m)^[ \t]+Incident: (\S+)[ \t]*$")


class Late(NamedTuple):
    """An entry whose times may contradict each other: its id, the commit and the document."""

    entry: str
    commit: int
    path: str
    before: str
    after: str


class Backdated(NamedTuple):
    """An entry that a commit put into a document, with an id from long before the commit."""

    entry: str
    number: int
    commit: Commit
    path: str


class Front(NamedTuple):
    """A commit that made another front matter of a document, or a new document.

    `is_said` where it says that somebody edited the incident by a command.
    """

    commit: int
    path: str
    before: str
    after: str
    is_merge: bool
    is_said: bool


class History:
    """What was read of the commits, and what has to be judged."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.graph = Graph()
        self.ids = Ids()
        self.one_incident = Kin()
        """The names of incidents that were merged into each other, or renamed."""
        self.renamed = Kin()
        self.suspects: list[Commit] = []
        """Commits after which an entry is not as it was before, without the contents."""
        self.merges: list[Commit] = []
        self.late: list[Late] = []
        self.backdated: list[Backdated] = []
        self.fronts: list[Front] = []
        self.touched: list[Touched] = []
        self.absent: list[tuple[Commit, str]] = []
        """Commits with an entry that they say they recorded, and that may not be there."""
        self.touching: list[str] = []
        """The commits that changed incidents."""
        self.names: set[str] = set()
        self.signed = 0
        self.first = 0
        """When the first of the commits was made (Unix seconds)."""

    def read(self, commits: Iterable[Commit], tell: Callable[[int], None]) -> None:
        """Take all commits; `tell` is told how many are done."""
        source = iter(commits)
        ahead: list[tuple[Commit, list[Change]]] = []
        while True:
            batch = ahead
            ahead = [(one, self.library.incidents(one.changes)) for one in islice(source, _AT_ONCE)]
            changes = (change for _, own in ahead for change in own)
            self.library.load(changes, later=True)
            for commit, own in batch:
                self._take(commit, own)
            tell(len(self.graph))
            if not ahead:
                break

    def _take(self, commit: Commit, changes: Sequence[Change]) -> None:
        number = self.graph.add(commit.oid, commit.parents)
        if len(commit.parents) > 1 or not commit.changes:
            self.merges.append(commit)
            return
        if not changes:
            return
        self._note(commit, changes)
        self._note_fronts(number, commit, changes)
        bounds = Bounds.of(commit.seconds, commit.authored)
        brought, is_suspect = self._brought(number, commit, changes, bounds)
        for name in named(commit.message):
            if name not in brought and not any(self.library.has(one, name) for one in changes):
                self.absent.append((commit._replace(changes=changes), name))
        if is_suspect:
            self.suspects.append(commit._replace(changes=changes))
        if b"Inc-Operation: merge" in commit.message:
            self.one_incident.join(name.decode() for name in _MERGE.findall(commit.message))

    def brought_by_merge(self, merge: Commit, changes: Sequence[Change]) -> list[Change]:
        """Note the entries that only a merge brought; returns what else it may have changed."""
        number, bounds = self.graph.number(merge.oid), Bounds.of(merge.seconds, merge.authored)
        assert number is not None
        self._note_fronts(number, merge, changes)
        rest = []
        for change in changes:
            added = self.library.added(change)
            if added is None or not change.before:
                rest.append(change)
            for one in added or ():
                if one.id not in self.ids.first:
                    self.add(number, merge, change, one, bounds)
        return rest if any(change.before for change in rest) else []

    def excuse(self, merge: Commit, paths: Collection[str]) -> None:
        """Some documents are as our merge makes them, which may put a note beside an old entry."""
        if not paths:
            return
        self.backdated = [
            one for one in self.backdated if one.commit.oid != merge.oid or one.path not in paths
        ]

    def touch(self, commit: Commit) -> None:
        """A merge has incidents otherwise than one of its parents."""
        self.touching.append(commit.oid)
        self.signed += commit.is_signed

    def _note(self, commit: Commit, changes: Sequence[Change]) -> None:
        self.touching.append(commit.oid)
        self.signed += commit.is_signed
        self.first = min(self.first or commit.seconds, commit.seconds)
        self.names.update(name_of(one.path) for one in changes if one.after)

    def _note_fronts(self, number: int, commit: Commit, changes: Sequence[Change]) -> None:
        changed = [one for one in changes if self.library.has_other_front(one)]
        if not changed:
            return
        self.touched += touched(self.library, number, commit, changed)
        is_merge, edited = len(commit.parents) > 1, _edited(commit)
        self.fronts += (
            Front(number, *one, is_merge, bool(edited) and name_of(one.path) in edited)
            for one in changed
        )

    def _brought(
        self, number: int, commit: Commit, changes: Sequence[Change], bounds: Bounds
    ) -> tuple[set[str], bool]:
        """The ids of the entries that changes add, and whether they did anything else to one."""
        brought: set[str] = set()
        rest = []
        for change in changes:
            added = self.library.added(change)
            if added is None or (change.before and not change.after):
                rest.append(change)
                continue
            for one in added:
                brought.add(one.id)
                self.add(number, commit, change, one, bounds)
        if not rest:
            return brought, False
        begun = [one for one in changes if not one.before and one not in rest]
        is_suspect = False
        for old, new in paired(self.library, [*rest, *begun]):
            is_suspect |= self._compare(number, commit, old, new, bounds, brought)
        return brought, is_suspect

    def _compare(
        self,
        number: int,
        commit: Commit,
        old: Change,
        new: Change,
        bounds: Bounds,
        brought: set[str],
    ) -> bool:
        """Read both versions; tells whether an entry is not as it was, or not where it was."""
        was = self.library.said(old.path, old.before)
        now = self.library.said(new.path, new.after)
        if old.path != new.path:
            names = [name_of(old.path), name_of(new.path)]
            self.one_incident.join(names)
            self.renamed.join(names)
        known = Counter(entry.id for entry in was.entries)
        count = Counter(entry.id for entry in now.entries)
        for entry in now.entries:
            if entry.id and count[entry.id] > known[entry.id]:
                lines = "".join(entries.write(entry, "\n")).encode()
                brought.add(entry.id)
                change = new._replace(before=old.before)
                self.add(number, commit, change, Added(entry.id, iso(entry.at), lines), bounds)
        is_gone = next(gone(was.entries, now.entries), None) is not None
        return is_gone or is_altered(was.entries, now.entries)

    def add(self, number: int, commit: Commit, change: Change, one: Added, bounds: Bounds) -> None:
        """Note an entry that a commit brought, and whether its times have to be looked at."""
        self.ids.add(one.id, Seen(number, change.path, hash(one.lines)))
        if change.before and bounds.is_backdated(one.id):
            self.backdated.append(Backdated(one.id, number, commit, change.path))
        if bounds.are_kept(one.id, one.at):
            at = read_iso(one.at)
            if at is None or not is_ahead_of_itself(one.id, at):
                return
        self.late.append(Late(one.id, number, change.path, change.before, change.after))

    def parents_of_merges(self) -> Iterator[tuple[str, str]]:
        """Each merge with each of its parents."""
        for merge in self.merges:
            for parent in dict.fromkeys(merge.parents):
                yield merge.oid, parent


def named(message: bytes) -> list[str]:
    """The entries that a message seems to say were recorded, told from its bytes."""
    return [name.decode() for name in _NAMED.findall(message)]


def _edited(commit: Commit) -> frozenset[str]:
    """The incidents that a commit says it edited by a command."""
    if not _EDITING.search(commit.message):
        return frozenset()
    words = commit_words.read(message(commit))
    return words.incidents if _EDITED & words.operations else frozenset()
