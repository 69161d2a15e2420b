"""What makes a record one that proves itself: nothing is lost, no id comes twice, no time lies.

Pure: who reads the history hands in what each commit did. A commit is known by its number, and
parents have lower numbers than their children.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from heapq import heapify, heappop, heappush
from typing import Final, NamedTuple

from inc.domain.identifiers import mint, recorded_at
from inc.domain.times import iso

CLOCKS: Final = timedelta(minutes=5)
"""How far the clocks of two machines may be apart before a time that contradicts another is told.

Laptops that ask a time server differ by less than a second; five minutes is what Kerberos allows.
"""

LATE: Final = timedelta(days=7)
"""How long after it got its id an entry may be committed by hand: branches live that long."""


class Trouble(StrEnum):
    """What is wrong with the record; the worst first."""

    HISTORY = "history-rewritten"
    DROPPED = "entry-dropped"
    REWRITTEN = "entry-rewritten"
    MOVED = "entry-moved"
    NOT_THERE = "entry-not-there"
    REUSED = "id-reused"
    TIME = "time-impossible"
    UNREADABLE = "document-unreadable"
    STATE = "state-not-in-timeline"
    SIGNATURE = "signature-missing"
    FORCED = "remote-rewritten"
    REWOUND = "branch-rewritten"
    BY_HAND = "stated-by-hand"
    SPACED = "white-space-changed"
    ORDER = "out-of-order"
    BACKDATED = "entry-backdated"
    HIDDEN = "entry-hidden"
    CLOCK = "clock-ahead"


WARNINGS: Final = frozenset(
    {
        *(Trouble.FORCED, Trouble.REWOUND, Trouble.BY_HAND, Trouble.SPACED, Trouble.ORDER),
        *(Trouble.BACKDATED, Trouble.HIDDEN, Trouble.CLOCK),
    }
)
"""What is told and disproves nothing."""


class Finding(NamedTuple):
    """What is wrong: in which commit, document and entry, what it said and says, what to do.

    A commit, path, entry or text that there is none of is empty.
    """

    trouble: Trouble
    commit: str
    path: str
    entry: str
    what: str
    hint: str
    was: str = ""
    now: str = ""

    @property
    def is_error(self) -> bool:
        """Whether it disproves the record."""
        return self.trouble not in WARNINGS


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by what they are; those of one kind as they came, each once."""
    order = list(Trouble)
    return sorted(dict.fromkeys(findings), key=lambda one: order.index(one.trouble))


# ------------------------------------------------------------------ who stands on whom


class Graph:
    """Commits and their parents."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._oids: list[str] = []
        self._parents: list[tuple[int, ...]] = []

    def __len__(self) -> int:
        return len(self._oids)

    def add(self, oid: str, parents: Sequence[str]) -> int:
        """Add a commit whose parents were added; parents that were not are left out."""
        number = len(self._oids)
        self._numbers[oid] = number
        self._oids.append(oid)
        known = (self._numbers.get(parent) for parent in parents)
        self._parents.append(tuple(one for one in known if one is not None))
        return number

    def number(self, oid: str) -> int | None:
        """The number of a commit, None where it was not added."""
        return self._numbers.get(oid)

    def oid(self, number: int) -> str:
        """The id of a commit."""
        return self._oids[number]

    def only(self, one: int, other: int) -> frozenset[int]:
        """The commits that are `one` or behind it, and neither `other` nor behind that.

        It takes as long as there are commits that are behind one of the two.
        """
        if one == other:
            return frozenset()
        ours, theirs = {one}, {other}
        queue = [-one, -other]
        heapify(queue)
        pending = 1  # of those in the queue, how many are ours alone
        while queue and pending:
            number = -heappop(queue)
            is_theirs = number in theirs
            pending -= not is_theirs
            for parent in self._parents[number]:
                was_known = parent in ours or parent in theirs
                if is_theirs:
                    pending -= parent in ours and parent not in theirs
                    theirs.add(parent)
                else:
                    pending += not was_known
                    ours.add(parent)
                if not was_known:
                    heappush(queue, -parent)
        return frozenset(ours - theirs)

    def is_behind(self, older: int, newer: int) -> bool:
        """Whether a commit stands on another one."""
        seen, queue = {newer}, [newer]
        while queue:
            for parent in self._parents[queue.pop()]:
                if parent == older:
                    return True
                if parent > older and parent not in seen:
                    seen.add(parent)
                    queue.append(parent)
        return False


# ------------------------------------------------------------------ what became of entries


class Alterations:
    """What commits made of entries that stood in a document, lawfully or not."""

    def __init__(self) -> None:
        self._made: dict[Hashable, list[tuple[int, frozenset[Hashable]]]] = defaultdict(list)
        self._unlawful: set[tuple[Hashable, int]] = set()

    def add(
        self, commit: int, what: Hashable, now: frozenset[Hashable], *, is_lawful: bool = True
    ) -> None:
        """A commit made an entry say `now`; `is_lawful` where it says so itself."""
        self._made[what].append((commit, now))
        if not is_lawful:
            self._unlawful.add((what, commit))

    def of(self, what: Hashable) -> Sequence[tuple[int, frozenset[Hashable]]]:
        """What was made of an entry, by which commits, in their order."""
        return self._made.get(what, ())

    def lawful(self, what: Hashable) -> Iterator[tuple[int, frozenset[Hashable]]]:
        """What was made of an entry by commits that say so."""
        return (one for one in self.of(what) if (what, one[0]) not in self._unlawful)

    def explain(self, what: Hashable, now: frozenset[Hashable], commits: Collection[int]) -> bool:
        """Whether one of some commits made an entry what it says now.

        So a merge may have for an entry of one parent what a commit of the other side made of it.
        """
        return any(commit in commits and not now.isdisjoint(made) for commit, made in self.of(what))


# ------------------------------------------------------------------ ids


class Seen(NamedTuple):
    """Where an entry was first: the commit, the document, and a digest of what it said."""

    commit: int
    path: str
    digest: int


class Ids:
    """The ids of entries that any commit brought."""

    def __init__(self) -> None:
        self.first: dict[str, Seen] = {}
        self.again: list[tuple[str, Seen]] = []
        """Those that came again, in another document or with other words."""
        self._repeated: dict[str, list[int]] = defaultdict(list)

    def bringers(self, name: str) -> list[int]:
        """The commits that brought an entry, on whatever branch."""
        first = self.first.get(name)
        return [first.commit, *self._repeated.get(name, ())] if first else []

    def add(self, name: str, seen: Seen) -> None:
        """An entry came."""
        first = self.first.setdefault(name, seen)
        if first is not seen:
            self._repeated[name].append(seen.commit)
        if (first.path, first.digest) != (seen.path, seen.digest):
            self.again.append((name, seen))


class Kin:
    """Which incidents are one, because one was merged into the other or got its name."""

    def __init__(self) -> None:
        self._of: dict[str, str] = {}

    def join(self, names: Iterable[str]) -> None:
        """Some names are those of one incident."""
        first, *others = [self.eldest(name) for name in names] or [""]
        for other in others:
            if other != first:
                self._of[other] = first

    def are_one(self, one: str, other: str) -> bool:
        """Whether two names are those of one incident."""
        return self.eldest(one) == self.eldest(other)

    def eldest(self, name: str) -> str:
        """The one of its names that stands for all of them."""
        while name in self._of:
            name = self._of[name]
        return name


# ------------------------------------------------------------------ times


class Bounds(NamedTuple):
    """The latest time and the latest clock of an id that an entry of a commit can have.

    `oldest` is the clock before which an id is from long before the commit; "" for none.
    """

    at: str
    clock: str
    oldest: str = ""

    @classmethod
    def of(cls, seconds: int, authored: int = 0) -> Bounds:
        """Those of a commit that was made, and first written, at that time (Unix seconds)."""
        latest = _moment(seconds) + CLOCKS
        oldest = mint(_moment(authored) - LATE, None, 0)[:_CLOCK] if authored else ""
        return cls(iso(latest), mint(latest, None, 0)[:_CLOCK], oldest)

    def is_backdated(self, name: str) -> bool:
        """Whether an id is from long before the commit."""
        return name[: len(self.oldest)] < self.oldest

    def are_kept(self, name: str, at: str) -> bool:
        """Whether an entry is no later than its commit, as text: both sort as times do."""
        return at <= self.at and name[: len(self.clock)] <= self.clock


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(min(max(seconds, 0), _LAST), UTC)


_CLOCK: Final = 8  # letters of an id that are its clock
_LAST: Final = int(datetime(9000, 1, 1, tzinfo=UTC).timestamp())


def is_ahead_of_itself(name: str, at: datetime) -> bool:
    """Whether an entry says that it happened after it got its id."""
    return at > recorded_at(name) + CLOCKS


# ------------------------------------------------------------------ the answer


class Proof(NamedTuple):
    """What was examined, how many corrections say so themselves, and what is wrong.

    `unknown` are the things that nobody can tell here, in words.
    """

    findings: Sequence[Finding]
    unknown: Sequence[str] = ()
    entries: int = 0
    incidents: int = 0
    commits: int = 0
    merges: int = 0
    signed: int = 0
    first: datetime | None = None
    corrections: Mapping[str, int] = {}

    @property
    def is_proven(self) -> bool:
        """Whether nothing speaks against the record, and nothing is unknown."""
        return not (self.unknown or any(one.is_error for one in self.findings))
