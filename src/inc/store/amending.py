"""What entries may say now, because a command said so in the commit that did it.

A commit excuses what its own diff does to the entries that it names, and nothing else. So what an
entry may say grows step by step from what the base has; a change by hand in between ends it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Final, NamedTuple

from inc.domain.operations.merge import as_note
from inc.domain.timeline import Entry
from inc.errors import IncError
from inc.store import layout
from inc.store.document import Document

Told = tuple[datetime, str, str, str, str]
Key = str | Told
"""What an entry is known by: its id, or its words while it has none."""

State = frozenset[Told | None]
"""What a document says under a key: the words, or None for nothing."""

GONE: Final[State] = frozenset({None})

_REPLACING: Final = frozenset({"amend", "redact", "edit", "check-fix"})
_WITHOUT_ID: Final = frozenset({"edit", "check-fix"})
"""Commands that rewrite entries; `amend` and `redact` only such that have an id."""


class Version(NamedTuple):
    """A document before and after a commit, by its paths below the workspace."""

    was: str
    now: str
    before: bytes
    after: bytes


class Step(NamedTuple):
    """A commit of the branch: what its message says, what it did, and what it took back.

    `entries` are all that it names, `dropped` those that it says are gone. `is_first` where it
    stands on a commit that is not of the branch.
    """

    operations: Collection[str]
    incidents: Collection[str]
    entries: Collection[str]
    dropped: Collection[str]
    versions: Sequence[Version]
    undone: Sequence[Version] = ()
    is_first: bool = False

    def names(self, path: str, key: Key, *, is_gone: bool) -> bool:
        """Whether it says that it rewrites an entry of a document, or takes it out.

        Who says that an entry was amended has not said that it is gone.
        """
        if _name(path) not in self.incidents:
            return False
        if isinstance(key, str):
            named = self.dropped if is_gone else self.entries
            return key in named and not _REPLACING.isdisjoint(self.operations)
        return not _WITHOUT_ID.isdisjoint(self.operations)


class Said:
    """What a document says in its timeline."""

    def __init__(self, data: bytes, path: str) -> None:
        self._data = data
        self._path = path

    @cached_property
    def entries(self) -> Sequence[Entry]:
        """Its entries; none where it cannot be read."""
        try:
            return Document.parse(self._data, self._path).entries
        except IncError:
            return ()

    @cached_property
    def _by_id(self) -> Mapping[str, State]:
        found: dict[str, set[Told | None]] = defaultdict(set)
        for entry in self.entries:
            found[entry.id].add(told(entry))
        return {name: frozenset(states) for name, states in found.items()}

    @cached_property
    def words(self) -> frozenset[Told]:
        """What all entries tell, under whatever id."""
        return frozenset(map(told, self.entries))

    @property
    def keys(self) -> list[Key]:
        """The keys of its entries."""
        return list(dict.fromkeys(key_of(entry) for entry in self.entries))

    def state(self, key: Key) -> State:
        """What it says under a key."""
        if isinstance(key, str):
            return self._by_id.get(key, GONE)
        return frozenset({key}) if key in self.words else GONE

    @cached_property
    def merged_into(self) -> str:
        """The path of the incident that it was merged into."""
        try:
            name = str(Document.parse(self._data, self._path).fields.get("merged_into") or "")
        except IncError:
            return ""
        return layout.incident_path(name) if layout.is_id(name) else ""


class Amendments:
    """What the commits of a branch, the oldest first, let the entries of its base say."""

    def __init__(
        self, steps: Sequence[Step] = (), before: Mapping[str, bytes | None] | None = None
    ) -> None:
        self.steps = steps
        self._before = before or {}
        self._said: dict[tuple[str, bytes], Said] = {}

    def excuse(self, path: str, key: Key, now: State) -> bool:
        """Whether commands made an entry of the base what it is now."""
        return not now.isdisjoint(self._excused[path, key])

    def homes(self, path: str, key: Key) -> Sequence[tuple[str, Key]]:
        """Where a merge of incidents took an entry, word by word."""
        self._excused  # noqa: B018 - found on the same way
        return self._homes[path, key]

    def allowed(self, path: str, key: Key) -> State:
        """What an entry may say: as the base has it, or as commands made it."""
        before = self.said(path, self._before.get(path))
        return before.state(key) | frozenset(self._excused[path, key])

    def is_elsewhere(self, path: str, key: Key, now: Callable[[str], Said]) -> bool:
        """Whether an entry that is gone stands where a merge of incidents took it.

        `now` has what a document says now.
        """
        return self._stands(path, key, now, set())

    def _stands(
        self, path: str, key: Key, now: Callable[[str], Said], passed: set[tuple[str, Key]]
    ) -> bool:
        for home in self.homes(path, key):
            if home in passed:
                continue
            passed.add(home)
            state = now(home[0]).state(home[1])
            if not state.isdisjoint(self.allowed(*home) - GONE):
                return True
            if self.excuse(*home, state) or self._stands(*home, now, passed):
                return True
        return False

    def takes_back(self, path: str) -> bool:
        """Whether a commit takes a document back as a whole, whose making the base has."""
        return any(
            one.was == path and not one.after and self._is_new(step, one)
            for step in self.steps
            for one in step.versions
        )

    def takes_back_text(self, path: str, text: str) -> bool:
        """Whether a commit takes a text out of a document that a commit of the base put there."""
        words = text.encode("utf-8", "surrogateescape")
        return any(
            words in one.before and words not in one.after
            for step in self.steps
            for version in step.versions
            if version.was == path and words not in version.after
            for one in _reversed_of(step, version)
        )

    @staticmethod
    def _is_new(step: Step, version: Version) -> bool:
        return any(not one.after for one in _reversed_of(step, version))

    def said(self, path: str, data: bytes | None) -> Said:
        """What a document says, read once."""
        key = (path, data or b"")
        if key not in self._said:
            self._said[key] = Said(data or b"", path)
        return self._said[key]

    # ------------------------------------------------------------------ step by step

    @cached_property
    def _excused(self) -> Mapping[tuple[str, Key], set[Told | None]]:
        self._homes: dict[tuple[str, Key], list[tuple[str, Key]]] = defaultdict(list)
        excused: dict[tuple[str, Key], set[Told | None]] = defaultdict(set)
        for step in self.steps:
            for version in step.versions:
                self._follow(step, version, excused)
        return excused

    def _follow(
        self, step: Step, version: Version, excused: dict[tuple[str, Key], set[Told | None]]
    ) -> None:
        was, now = self.said(version.was, version.before), self.said(version.now, version.after)
        base = self.said(version.was, self._before.get(version.was))
        for key in was.keys:
            before, after = was.state(key), now.state(key)
            here, there = (version.was, key), (version.now, key)
            if before == after:
                if here != there:
                    excused[there] |= excused[here] | base.state(key)
                    self._homes[there] += self._homes[here]
                continue
            if not (step.is_first or before <= base.state(key) | excused[here]):
                continue  # somebody had changed it by hand
            if step.names(version.was, key, is_gone=after == GONE) or self._is_undone(
                step, version, key, before, after
            ):
                excused[there] |= after - before or GONE
            elif after == GONE and "merge" in step.operations:
                self._move(step, version, key, excused)

    def _is_undone(
        self, step: Step, version: Version, key: Key, before: State, after: State
    ) -> bool:
        """Whether an entry is again as it was before a commit that is taken back."""
        return any(
            after == self.said(version.now, one.after).state(key)
            and before != after
            and self.said(version.was, one.before).state(key) != after
            for one in _reversed_of(step, version)
        )

    def _move(
        self,
        step: Step,
        version: Version,
        key: Key,
        excused: dict[tuple[str, Key], set[Told | None]],
    ) -> None:
        """Find an entry that left in the incident that its own was merged into."""
        target = self.said(version.now, version.after).merged_into
        into = next((one for one in step.versions if one.now == target), None)
        entry = next(
            one for one in self.said(version.was, version.before).entries if key_of(one) == key
        )
        if into is None:
            return
        expected = {told(entry), told(as_note(entry, _name(version.was)))}
        before = self.said(into.was, into.before)
        for one in self.said(into.now, into.after).entries:
            is_it = one.id == entry.id or before.state(key_of(one)) == GONE
            if is_it and told(one) in expected:
                self._homes[version.now, key].append((into.now, key_of(one)))
                excused[into.now, key_of(one)].add(told(one))
                return


def _reversed_of(step: Step, version: Version) -> list[Version]:
    """What the commits that a step takes back did to a document, the other way round."""
    return [
        Version(one.now, one.was, one.after, one.before)
        for one in step.undone
        if one.now == version.was
    ]


def gone(was: Sequence[Entry], now: Sequence[Entry]) -> Iterator[tuple[int, Entry]]:
    """The entries, with their numbers, that do not stand in a document as they did before.

    Order does not count, nor do white space and line ends; an entry without id may have got one,
    and so may one of two that had the same.
    """
    doubled = {name for name, count in Counter(one.id for one in was).items() if count > 1}
    by_id = {(entry.id, told(entry)) for entry in now}
    standing = Counter(told(entry) for entry in now)
    for at, entry in enumerate(was):
        words = told(entry)
        is_there = (entry.id, words) in by_id
        if not entry.id or entry.id in doubled:
            is_there = standing[words] > 0
            standing[words] -= 1
        if not is_there:
            yield at, entry


def differing(was: Entry, now: Entry) -> list[str]:
    """What of an entry is another: text, time, kind, author or audience."""
    changed = {
        "text": " ".join(was.text.split()) != " ".join(now.text.split()),
        "time": was.at != now.at,
        "kind": was.kind != now.kind,
        "author": was.author != now.author,
        "audience": was.audience != now.audience,
    }
    return [what for what, is_new in changed.items() if is_new]


def told(entry: Entry) -> Told:
    """What an entry tells, white space aside."""
    return (entry.at, entry.kind, entry.author, entry.audience, " ".join(entry.text.split()))


def key_of(entry: Entry) -> Key:
    """What an entry is known by."""
    return entry.id or told(entry)


def _name(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".md")
