"""What loses no entry and may still deceive: white space within output, and the order of entries.

White space has a meaning in what was pasted: it is how YAML nests, and what a table lines up by.
Order is what people read. A command that names the entry, or edits the incident, may change both.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from textwrap import dedent
from typing import Final, NamedTuple

from inc.domain.commit_words import Words
from inc.domain.proof import Finding, Kin, Trouble
from inc.domain.text import in_code, visible
from inc.domain.timeline import Entry
from inc.domain.times import iso
from inc.store.amending import Said, Version, told
from inc.verifying.versions import name_of

Standing = Callable[[str], Said | None]
"""What an incident says at HEAD, by the eldest of its names; None for one that is not there."""

_LONGEST: Final = 300
_EDIT: Final = frozenset({"edit", "check-fix"})
_NAMED: Final = frozenset({"amend", "redact"})


class Altered(NamedTuple):
    """An entry of which a commit made another form, or which it put below `above`, a later one."""

    commit: str
    version: Version
    was: Entry
    now: Entry
    above: Entry | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What was done to which entry, whatever it was before."""
        return (self.now.id, self.above.id) if self.above else (self.now.id, layout(self.now))


def layout(entry: Entry) -> str:
    """The further lines of an entry, with the white space that means something.

    How deep all of them stand, what ends a line, and blank lines outside of code mean nothing.
    """
    _, newline, rest = entry.text.partition("\n")
    if not newline:
        return ""
    lines = [line.rstrip() for line in rest.split("\n")]
    flags = in_code(lines)
    kept = (line for line, is_code in zip(lines, flags, strict=True) if line or is_code)
    return dedent("\n".join(kept)).rstrip("\n")


def respaced(was: Sequence[Entry], now: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """The entries that say what they said, with other white space in their further lines."""
    standing = {entry.id: entry for entry in now}
    for old in was:
        new = standing.get(old.id) if old.id else None
        if new is None or old.text == new.text or told(old) != told(new):
            continue
        if layout(old) != layout(new):
            yield old, new


def misplaced(was: Sequence[Entry], now: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Each entry that stands below a later one now and did not before, and that later one.

    Entries of the same moment may stand in any order.
    """
    count = Counter(entry.id for entry in was)
    places = {entry.id: at for at, entry in enumerate(was) if entry.id and count[entry.id] == 1}
    common = (entry for entry in now if entry.id in places)
    for above, below in pairwise(common):
        if above.at > below.at and places[above.id] > places[below.id]:
            old = was[places[above.id]], was[places[below.id]]
            if (old[0].at, old[1].at) == (above.at, below.at):
                yield above, below


def is_altered(was: Sequence[Entry], now: Sequence[Entry]) -> bool:
    """Whether there is anything of the kind between two versions."""
    found = next(respaced(was, now), None) or next(misplaced(was, now), None)
    return found is not None


class Quiet:
    """What commits did of that kind without saying so, in the order in which they are judged."""

    def __init__(self) -> None:
        self._found: list[Altered] = []

    def ordinary(self, commit: str, words: Words, versions: Sequence[Version]) -> None:
        """Take what a commit with one parent did."""
        self._found += (one for one in _altered(commit, versions) if not _is_said(words, one))

    def merge(self, commit: str, words: Words, sides: Sequence[Sequence[Version]]) -> None:
        """Take what a merge has otherwise than each of its parents that has the entry."""
        made = [list(_altered(commit, versions)) for versions in sides]
        keys = [{one.key for one in side} for side in made]
        known: set[tuple[str, ...]] = set()
        for one in (one for side in made for one in side):
            if one.key in known or _is_said(words, one):
                continue
            known.add(one.key)
            if all(
                one.key in own or _has_not(versions, one)
                for own, versions in zip(keys, sides, strict=True)
            ):
                self._found.append(one)

    def told(self, kin: Kin, standing: Standing) -> Iterator[Finding]:
        """Tell of what is still so at HEAD; `standing` has what an incident says there."""
        entries = cache(lambda eldest: _at_head(standing(eldest)))
        first: dict[tuple[str, str], str] = {}
        below: dict[tuple[str, str], list[Altered]] = defaultdict(list)
        for one in self._found:
            eldest = kin.eldest(name_of(one.version.now))
            if one.above:
                if _stands_below(entries(eldest), one.above, one.now):
                    below[one.commit, one.version.now].append(one)
                continue
            form = first.setdefault((eldest, one.now.id), layout(one.was))
            _, now = entries(eldest).get(one.now.id, (0, None))
            if now and told(now) == told(one.now) and layout(now) == layout(one.now) != form:
                yield _respaced(one)
        yield from map(_misplaced, below.values())


def _at_head(said: Said | None) -> Mapping[str, tuple[int, Entry]]:
    """The entries of an incident by their ids, each with its place."""
    return {one.id: (at, one) for at, one in enumerate(said.entries if said else ()) if one.id}


def _altered(commit: str, versions: Sequence[Version]) -> Iterator[Altered]:
    for one in versions:
        was, now = Said(one.before, one.was).entries, Said(one.after, one.now).entries
        for old, new in respaced(was, now):
            yield Altered(commit, one, old, new)
        for above, below in misplaced(was, now):
            yield Altered(commit, one, below, below, above)


def _is_said(words: Words, one: Altered) -> bool:
    if name_of(one.version.now) not in words.incidents:
        return False
    is_named = one.now.id in words.entries and not _NAMED.isdisjoint(words.operations)
    return is_named or not _EDIT.isdisjoint(words.operations)


def _has_not(versions: Sequence[Version], one: Altered) -> bool:
    """Whether a parent has not what a merge altered; one without a change has it as the merge."""
    for version in versions:
        if version.now == one.version.now:
            ids = {entry.id for entry in Said(version.before, version.was).entries}
            return one.now.id not in ids or bool(one.above and one.above.id not in ids)
    return False


def _stands_below(entries: Mapping[str, tuple[int, Entry]], above: Entry, below: Entry) -> bool:
    """Whether an entry stands below a later one still, and none of them was given another time."""
    first, second = entries.get(above.id), entries.get(below.id)
    if not (first and second) or first[0] > second[0]:
        return False
    return (first[1].at, second[1].at) == (above.at, below.at)


def _respaced(one: Altered) -> Finding:
    name = name_of(one.version.now)
    return Finding(
        Trouble.SPACED,
        one.commit,
        one.version.now,
        one.now.id,
        "the white space in the further lines of the entry was changed",
        f"Compare both: git show {one.commit[:12]}; put it back by hand (inc edit {name})",
        *_first_difference(layout(one.was), layout(one.now)),
    )


def _first_difference(was: str, now: str) -> tuple[str, str]:
    """The first line that is another, as it was and as it is, its white space kept."""
    pairs = zip([*was.split("\n"), ""], [*now.split("\n"), ""], strict=False)
    found = next(((old, new) for old, new in pairs if old != new), ("", ""))
    return visible(found[0])[:_LONGEST], visible(found[1])[:_LONGEST]


def _misplaced(found: Sequence[Altered]) -> Finding:
    """One finding for all that a commit did to the order of a document."""
    one, *others = found
    assert one.above is not None
    path, name = one.version.now, name_of(one.version.now)
    what = f"the entry of {iso(one.now.at)} was put below that of {iso(one.above.at)}"
    more = f", and {len(others):,} more below later ones" if others else ""
    hint = f"Put the entries in their order: inc check --fix {path}, or inc edit {name}"
    return Finding(Trouble.ORDER, one.commit, path, one.now.id, what + more, hint)
