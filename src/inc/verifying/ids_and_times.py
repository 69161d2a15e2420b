"""Ids that came twice, and times that cannot be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from inc.domain import commit_words
from inc.domain.identifiers import recorded_at
from inc.domain.operations.merge import as_note
from inc.domain.proof import CLOCKS, Alterations, Bounds, Finding, Seen, Trouble, is_ahead_of_itself
from inc.domain.timeline import Entry
from inc.domain.times import iso
from inc.domain.vocabulary import Kind
from inc.store.amending import Told, told
from inc.vcs import proving
from inc.verifying.judging import quoted
from inc.verifying.reading import Backdated, History, Late
from inc.verifying.versions import name_of


class _Place(NamedTuple):
    """An entry as a commit brought it."""

    seen: Seen
    entry: Entry
    is_double: bool
    """Whether the document had two entries of that id."""


def reused(history: History, alterations: Alterations, head: str) -> Iterator[Finding]:
    """The ids that two entries had, each told once for a document."""
    again: dict[str, list[Seen]] = defaultdict(list)
    for name, seen in dict.fromkeys(history.ids.again):
        again[name].append(seen)
    for name, others in again.items():
        places = [
            place
            for seen in [history.ids.first[name], *others]
            for place in _places(history, name, seen)
        ]
        yield from _of_two(history, alterations, head, name, places)


def _places(history: History, name: str, seen: Seen) -> Iterator[_Place]:
    """The entries that have the id there; what stands in code or in a quotation is none."""
    said = history.library.said_in(history.graph.oid(seen.commit), seen.path)
    found = [one for one in said.entries if one.id == name]
    for entry in found:
        yield _Place(seen, entry, len(found) > 1)


def _of_two(
    history: History,
    alterations: Alterations,
    head: str,
    name: str,
    places: Sequence[_Place],
) -> Iterator[Finding]:
    if not places:
        return
    places = sorted(places, key=lambda one: one.seen.commit)
    kin = [one for one in places if _are_one(history, places[0], one)]
    made = _made(history, alterations, name, kin)
    first = _origin(history, name, kin, made)
    forms = _forms({told(first.entry), *(words for _, words in made)}, first.seen.path)
    accused: set[str] = set()
    for one in places:
        is_one = one in kin
        if one is first or (is_one and _may_say(one.entry, first.entry, forms)):
            continue
        if one.seen.path in accused or (one.is_double and not _is_double_now(history, head, one)):
            continue
        accused.add(one.seen.path)
        yield _finding(history, first, one, name, is_one)


def _are_one(history: History, one: _Place, other: _Place) -> bool:
    """Whether two documents are those of one incident."""
    return history.one_incident.are_one(name_of(one.seen.path), name_of(other.seen.path))


def _made(
    history: History, alterations: Alterations, name: str, places: Sequence[_Place]
) -> set[tuple[int, Told]]:
    """What commits made of an entry and say so, with the commits."""
    eldest = {history.renamed.eldest(name_of(one.seen.path)) for one in places}
    lawful = (made for one in eldest for made in alterations.lawful((one, name)))
    return {(commit, words) for commit, now in lawful for words in now if words}  # type: ignore[misc]


def _origin(
    history: History, name: str, places: Sequence[_Place], made: Collection[tuple[int, Told]]
) -> _Place:
    """Where an entry was recorded: the first that is no copy of what became of it elsewhere."""
    for one in places:
        if not _is_copy(history, one, made) and _is_begun(history, name, one):
            return one
    return places[0]


def _is_copy(history: History, one: _Place, made: Collection[tuple[int, Told]]) -> bool:
    """Whether it says what a commit made of the entry that does not stand on this one."""
    own, words = one.seen.commit, told(one.entry)
    return any(words == said and not history.graph.is_behind(own, commit) for commit, said in made)


def _is_begun(history: History, name: str, one: _Place) -> bool:
    """Whether no commit before it had brought the entry."""
    own = one.seen.commit
    bringers = (by for by in history.ids.bringers(name) if by < own)
    return not any(history.graph.is_behind(by, own) for by in bringers)


def _may_say(entry: Entry, first: Entry, forms: set[Told]) -> bool:
    """Whether it is the same entry; that of a merge says `from` in one incident, `into` in one."""
    return told(entry) in forms or entry.kind == first.kind == Kind.MERGED


def _forms(known: set[Told], path: str) -> set[Told]:
    """What an entry may say: as it was, or as a merge of incidents makes a note of it."""
    notes = {
        told(as_note(Entry(at, kind, author, text, "", audience), name_of(path)))  # type: ignore[arg-type]
        for at, kind, author, audience, text in known
    }
    return known | notes


def _is_double_now(history: History, head: str, one: _Place) -> bool:
    """Whether the document still has two of that id; `inc reconcile` gives one of them another."""
    said = history.library.said_in(head, one.seen.path)
    return sum(entry.id == one.entry.id for entry in said.entries) > 1


def _finding(history: History, first: _Place, one: _Place, name: str, is_one: bool) -> Finding:
    where = "" if one.seen.path == first.seen.path else f" of {first.seen.path}"
    since = history.graph.oid(first.seen.commit)[:12]
    what = f"the id is that of another entry{where}, which commit {since} brought"
    hint = f"Give this entry an id of its own: take ^{name} out of its line, then: inc reconcile "
    if is_one and not one.is_double:
        what = f"the id came back with other words than those of commit {since}"
    return Finding(
        Trouble.REUSED,
        history.graph.oid(one.seen.commit),
        one.seen.path,
        name,
        what,
        hint + name_of(one.seen.path),
        quoted(first.entry),
        quoted(one.entry),
    )


# ------------------------------------------------------------------ times


def impossible(history: History, made: Sequence[int]) -> Iterator[Finding]:
    """The entries that happened after they were recorded, and ids from the future.

    `made` are the times of the commits by their numbers (Unix seconds).
    """
    for late in history.late:
        oid = history.graph.oid(late.commit)
        said = history.library.said(late.path, late.after)
        for entry in said.entries:
            if entry.id == late.entry:
                yield from _of_times(history, late, oid, entry, made[late.commit])


def _of_times(
    history: History, late: Late, oid: str, entry: Entry, seconds: int
) -> Iterator[Finding]:
    bounds, minutes = Bounds.of(seconds), int(CLOCKS.total_seconds()) // 60
    name, clock = name_of(late.path), recorded_at(entry.id)
    if iso(entry.at) > bounds.at or is_ahead_of_itself(entry.id, entry.at):
        when = "was committed" if iso(entry.at) > bounds.at else f"got its id ({iso(clock)})"
        yield Finding(
            Trouble.TIME,
            oid,
            late.path,
            entry.id,
            f"the entry says that it happened more than {minutes} minutes after it {when}",
            f"Ask who wrote it when it was; then: inc amend {entry.id} -i {name} --at TIME",
            now=quoted(entry),
        )
    elif entry.id[:8] > bounds.clock and not _follows(history, late, entry):
        yield Finding(
            Trouble.CLOCK,
            oid,
            late.path,
            entry.id,
            f"the id says {iso(clock)}, more than {minutes} minutes after the commit was made",
            "A clock was wrong: look at that of whoever wrote it (timedatectl)",
            now=quoted(entry),
        )


def _follows(history: History, late: Late, entry: Entry) -> bool:
    """Whether the id is only later than one before it: an id is later than all of its document."""
    before = history.library.said(late.path, late.before)
    newest = max((one.id for one in before.entries if one.id), default="")
    return bool(newest) and recorded_at(entry.id) <= recorded_at(newest) + CLOCKS


def backdated(history: History) -> Iterator[Finding]:
    """The entries that were put into a document by hand long after they got their ids.

    Not those that were there before: a commit may put one back, or bring it from elsewhere.
    """
    found: dict[tuple[str, str], list[Backdated]] = defaultdict(list)
    for one in history.backdated:
        if history.ids.first[one.entry].commit == one.number and not _is_brought(one):
            found[one.commit.oid, one.path].append(one)
    for (oid, path), own in found.items():
        yield _backdated(history, oid, path, own)


def _is_brought(one: Backdated) -> bool:
    """Whether the commit says that it recorded the entry, or that it is a command."""
    words = commit_words.read(proving.message(one.commit))
    is_named = one.entry in words.entries or bool(words.undoes)
    return is_named or bool(words.operations and name_of(one.path) in words.incidents)


def _backdated(history: History, oid: str, path: str, own: Sequence[Backdated]) -> Finding:
    first = min(own, key=lambda one: one.entry)
    clock = recorded_at(first.entry)
    days = (datetime.fromtimestamp(first.commit.authored, UTC) - clock).days
    more = f", and {len(own) - 1:,} more of that kind" if len(own) > 1 else ""
    said = history.library.said_in(oid, path).entries
    return Finding(
        Trouble.BACKDATED,
        oid,
        path,
        first.entry,
        f"the id says {iso(clock)}, {days:,} days before the commit that put the entry there "
        f"by hand{more}",
        f"Ask who wrote it, and when: git show {oid[:12]}",
        now=next((quoted(entry) for entry in said if entry.id == first.entry), ""),
    )
