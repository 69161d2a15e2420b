"""What a merge decided where both sides spoke of one thing, so that people can judge it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from inc.domain import versions
from inc.domain.timeline import Entry, Path, fold
from inc.store import layout
from inc.store.document import Document
from inc.store.three_way import passages
from inc.store.three_way.header import spoken_of
from inc.uniting.commits import Met

BY_ENTRIES: Final = "later-entry"
"""The later of two entries decides, as it does everywhere in the record."""
BY_RULE: Final = "rule"
"""No entry speaks of it; the rule does not know whose value is whose."""
BOTH_KEPT: Final = "both-kept"
"""Both sides rewrote one entry: the other version is a note."""
EDIT_KEPT: Final = "edit-kept"
"""One side took away what the other changed: that stays."""
REDACTED: Final = "redacted"
"""One side redacted an entry that the other rewrote: it is redacted."""
PASSAGE: Final = "two-versions"
"""Both sides rewrote one passage: both stand there."""
TWICE: Final = "declared-twice"
"""Both sides declared one incident: it has the entries of both."""
WENT_ON: Final = "merged-and-went-on"
"""One side merged an incident into another, `about`; the other side went on writing to it."""
EACH_OTHER: Final = "merged-into-each-other"
"""One side merged the one incident into the other, `about`, and the other side that into this."""

_TIMES: Final = "_at"


class Said(NamedTuple):
    """What one side said of a field: the value, by whom and when if an entry says so."""

    value: str
    is_ours: bool | None
    by: str = ""
    at: datetime | None = None


class Decision(NamedTuple):
    """One thing that a merge decided: in which document, how, and between what.

    `about` is a field (`roles.commander`), the id of an entry or of an incident, or nothing for a
    passage or a file.
    """

    path: str
    how: str
    about: str = ""
    chosen: Said | None = None
    others: Sequence[Said] = ()
    times: int = 1


def decided(met: Sequence[Met]) -> list[Decision]:
    """What was decided in the documents that both sides changed."""
    return [*(one for document in met for one in _of(document)), *_merged_incidents(met)]


def _merged_incidents(met: Sequence[Met]) -> Iterator[Decision]:
    """The stubs that have more than the merge of incidents left there, which was one side's."""
    stubs = {_name(one.path): one for one in met if one.merged and _target(one.merged.text)}
    targets = {name: _target(one.merged.text) for name, one in stubs.items() if one.merged}
    for name, one in stubs.items():
        target = targets[name]
        if targets.get(target) == name:
            if name < target:
                yield Decision(one.path, EACH_OTHER, target)
        elif _went_on(one, target):
            yield Decision(one.path, WENT_ON, target)


def _went_on(met: Met, target: str) -> bool:
    left = [text for text in (met.own, met.other) if text and _target(text) == target]
    if len(left) != 1 or met.merged is None:
        return False
    return _entries(met.merged.text, met.path) != _entries(left[0], met.path)


def _target(text: str) -> str:
    """The incident that one was merged into; nothing where it was not."""
    if "\nmerged_into:" not in text:
        return ""
    target = str(_fields(text).get("merged_into") or "")
    return target if layout.is_id(target) else ""


def _name(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".md")


def _of(met: Met) -> Iterator[Decision]:
    merged = met.merged
    if merged is None:
        yield Decision(met.path, EDIT_KEPT)
        return
    if met.own is None or met.other is None:
        return
    yield from _twice(met)
    yield from _by_entries(met)
    own, other = _fields(met.own), _fields(met.other)
    for choice in merged.choices:
        keys = tuple(choice.path.split("."))
        values = (choice.value, *choice.others)
        chosen, *others = (_by_hand(value, _at(own, keys), _at(other, keys)) for value in values)
        yield Decision(met.path, BY_RULE, choice.path, chosen, others)
    there = _noted(met.own, met.path) | _noted(met.other, met.path)
    noted = {name for name, _ in _noted(merged.text, met.path) - there}
    both = [name for name in merged.versions if name in noted or name in merged.redacted]
    noticed = ((BOTH_KEPT, both), (EDIT_KEPT, merged.kept), (REDACTED, merged.redacted))
    for how, ids in noticed:
        yield from (Decision(met.path, how, name) for name in ids)
    torn = passages.within(merged.text) - passages.within(met.own) - passages.within(met.other)
    if merged.torn and torn:
        yield Decision(met.path, PASSAGE, times=len(torn))


def _twice(met: Met) -> Iterator[Decision]:
    """One incident that two people declared without knowing of each other."""
    own, other = (_entries(text, met.path) for text in (met.own, met.other))
    if met.base is None and own and other and own.keys().isdisjoint(other):
        first, second = (
            min(entries.values(), key=lambda one: one.order) for entries in (own, other)
        )
        mine, their = (
            Said("", True, first.author, first.at),
            Said("", False, second.author, second.at),
        )
        yield Decision(met.path, TWICE, chosen=mine, others=[their])


def _by_entries(met: Met) -> Iterator[Decision]:
    """The fields that both sides recorded anew, with values that differ."""
    base, own, other = (_entries(text, met.path) for text in (met.base, met.own, met.other))
    ours = _newest([one for name, one in own.items() if name not in base and name not in other])
    theirs = _newest([one for name, one in other.items() if name not in base and name not in own])
    for path in sorted(ours.keys() & theirs.keys()):
        mine, their = ours[path], theirs[path]
        one, two = (_said(entry, path, mine is entry) for entry in (mine, their))
        if one.value != two.value and not path[-1].endswith(_TIMES):
            chosen, left = (one, two) if mine.order > their.order else (two, one)
            yield Decision(met.path, BY_ENTRIES, ".".join(path), chosen, [left])


def _noted(text: str, path: str) -> set[tuple[str, str]]:
    """The ids of the entries of which a document keeps other versions, and of these notes."""
    return {(versions.version_of(one), name) for name, one in _entries(text, path).items()}


def _entries(text: str | None, path: str) -> dict[str, Entry]:
    if text is None:
        return {}
    return {one.id: one for one in Document.parse(text.encode(), path).entries if one.id}


def _newest(entries: Sequence[Entry]) -> dict[Path, Entry]:
    """The last of some entries that speaks of each field."""
    return {
        path: one for one in sorted(entries, key=lambda one: one.order) for path in spoken_of(one)
    }


def _said(entry: Entry, path: Path, is_ours: bool) -> Said:
    return Said(_text(fold([entry]).get(path)), is_ours, entry.author, entry.at)


def _by_hand(value: Any, own: Any, other: Any) -> Said:
    is_ours, is_theirs = value == own, value == other
    return Said(_text(value), None if is_ours == is_theirs else is_ours)


def _fields(text: str) -> Any:
    return Document.parse(text.encode(), "").fields


def _at(fields: Any, keys: Sequence[str]) -> Any:
    for key in keys:
        fields = fields.get(key) if isinstance(fields, Mapping) else None
    return fields


def _text(value: Any) -> str:
    return "" if value is None else str(value)
