"""The laws of merging, as functions that say which of them a case breaks.

A case is a base and what three people made of it. The laws share their merges, since most of the
time goes into those; `violations` looks the functions of the package up when it is called, so a
defect that a test plants there is seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

from inc.documents import incident_of
from inc.domain.operations.reconcile import disagreements
from inc.domain.tasks import OPEN
from inc.domain.timeline import Entry, fold
from inc.domain.versions import VERSION_OF
from inc.store import action_items, blocks, front_matter, tables, yaml_reading
from inc.store.document import Document, split
from inc.store.three_way import documents, header
from inc.store.three_way.documents import Merged

PARSERS: Final = (yaml_reading, front_matter, header)
_SCAFFOLD: Final = ("<!-- inc:versions -->", "<!-- inc:or -->", "<!-- inc:end versions -->")
_NOTHING: Final = "*(nothing)* <!-- inc:nothing -->"
_ID: Final = r"\^([0-9a-z]{12})$"

Merge = Callable[[str, str, str], Merged]


def violations(base: str, sides: Sequence[str], path: str, number: int = 0) -> Iterator[str]:
    """The laws that a case breaks; `number` chooses among those that are one by symmetry."""
    one, other, third = sides
    try:
        both = _merge(base, one, other, path)
        if _merge(base, other, one, path).text != both.text:
            yield "another order of the sides gives another text"
        if _merge(base, both.text, sides[number % 2], path).text != both.text:
            yield "merging a side again changes something"
        yield from _three(base, both, sides, path, number)
        yield from _kept(base, (one, other), both, path)
        if number % 8 == 0:
            yield from _without_base(one, third, path)
    except documents.Unmergeable as error:
        yield f"it cannot be merged: {error}"


@contextmanager
def remembering() -> Iterator[None]:
    """What texts are read as is kept for a while: a case reads the same ones again and again."""
    homes = ((documents, "_read"), *((home, "parse") for home in PARSERS))
    there = [(home, name, getattr(home, name)) for home, name in homes]
    kept = {function: lru_cache(128)(function) for _, _, function in there}
    for home, name, function in there:
        setattr(home, name, kept[function])
    try:
        yield
    finally:
        for home, name, function in there:
            setattr(home, name, function)


def _merge(base: str | None, ours: str, theirs: str, path: str) -> Merged:
    return documents.merge(base, ours, theirs, path)


def _three(base: str, both: Merged, sides: Sequence[str], path: str, number: int) -> Iterator[str]:
    """Three replicas in any order are equal, byte for byte.

    Two things are not promised, where a passage has several versions: how many blank lines stand
    beside it, and, where people also moved the entry above it apart, between which entries it is.
    Nor is it where one drops an entry, another writes below it, and the third keeps the entry: who
    merges the first two sees no more what the text stood below.
    """
    one, other, third = sides
    if number % 2:
        one, other = other, one
    all_three = _merge(base, both.text, third, path)
    rest = _merge(base, other, third, path)
    again = _merge(base, one, rest.text, path).text
    is_adrift = _is_adrift(all_three) or _is_below_dropped(base, sides, path)
    if again != all_three.text and not (is_adrift and _is_moved(again, all_three.text)):
        was_torn = both.torn or rest.torn
        if not (was_torn and _lines(again) == _lines(all_three.text)):
            yield "three sides in another order give another text"
    if number % 4 == 0:
        again = _merge(base, all_three.text, rest.text, path).text
        if again != all_three.text and not (is_adrift and _is_moved(again, all_three.text)):
            yield "merging two merged texts changes something"


def _is_adrift(made: Merged) -> bool:
    """Whether a passage with versions may have stood below an entry that people moved apart."""
    return bool(made.torn and made.versions)


def _is_below_dropped(base: str, sides: Sequence[str], path: str) -> bool:
    """Whether somebody wrote below an entry that another one dropped."""
    before, *journals = (documents._read(text, path).journal for text in (base, *sides))
    dropped = {name[0] for one in journals for name in before.entries.keys() - one.entries.keys()}
    return any(
        text not in before.above and [*one.entries][number - 1][0] in dropped
        for one in journals
        for text, number in one.above.items()
        if number
    )


def _is_moved(one: str, other: str) -> bool:
    """Whether two texts have the same lines, in another order."""
    return sorted(_lines(one)) == sorted(_lines(other))


def _lines(text: str) -> list[str]:
    """The lines of a text but for blank ones: a passage with versions does not tell of those."""
    return [line for line in text.split("\n") if line.strip("> \r")]


def _without_base(one: str, other: str, path: str) -> Iterator[str]:
    made = _merge(None, one, other, path)
    if _merge(None, other, one, path).text != made.text:
        yield "without a base, another order gives another text"
    gone = (_said(one) | _said(other)) - _said(made.text)
    lost = {line for line in gone if not _is_front(line, (one, other))}
    lost = {
        line for line in lost if not any(_is_told(line, made, "", side) for side in (one, other))
    }
    if lost:
        yield f"without a base, lost: {sorted(lost)[:3]}"


# ------------------------------------------------------------------ nothing lost, nothing invented


def _kept(base: str, sides: Sequence[str], made: Merged, path: str) -> Iterator[str]:
    there, before = _said(made.text), _said(base)
    for side in sides:
        for line in sorted(_said(side) - before - there):
            if not _is_front(line, (side,)) and not _is_told(line, made, base, side):
                yield f"lost: {line}"
    for line in sorted(before & _said(sides[0]) & _said(sides[1]) - there):
        if not _is_front(line, (base,)) and VERSION_OF not in line:
            yield f"lost, though nobody touched it: {line}"
    known = before | _said(sides[0]) | _said(sides[1])
    for line in sorted(there - known):
        if not _is_front(line, (made.text,)) and not _is_made(line, (base, *sides), known):
            yield f"invented: {line}"
    yield from _fields(base, sides, made, path)
    yield from _order(base, sides, made, path)


@lru_cache(64)
def _said(text: str) -> frozenset[str]:
    """The lines of a text, without their indentation and the marks of quotations."""
    found = set()
    for line in text.removeprefix("\ufeff").split("\n"):
        line = line.strip()
        while line.startswith(">"):
            line = line[1:].strip()
        if line and line not in (_NOTHING, "---") and not line.endswith(_SCAFFOLD):
            found.add(line)
    return frozenset(found)


def _is_front(line: str, texts: Sequence[str]) -> bool:
    """Whether it is of a front matter (and no comment): those are read as values."""
    return not line.startswith("#") and any(line in _front(text) for text in texts)


@lru_cache(64)
def _front(text: str) -> frozenset[str]:
    return _said(_document(text, "").block)


@lru_cache(64)
def _document(text: str, path: str) -> Document:
    return Document(split(text), path)


def _is_told(line: str, made: Merged, base: str, side: str) -> bool:
    """Whether a line that is gone is accounted for by a rule that says so."""
    name = re.search(_ID, line)
    if name and name[1] in made.redacted:
        return True
    if name and name[1] in made.versions:
        text = line.partition(" — ")[2].rpartition(" ^")[0]
        return text in made.text
    others = {str(other) for choice in made.choices for other in choice.others}
    if any(line in map(str.strip, other.split("\n")) for other in others):
        return True
    if item := action_items.of_line(line):
        return _is_in_items(item, made, others, base)
    if "|" in line:
        rows = {cell for row in _said(made.text) | _said(base) for cell in tables.cells(row)}
        return all(cell in rows | others for cell in tables.cells(line))
    if of_box := re.fullmatch(r"[-*+] \[[ xX]\] (.*)", line):
        return of_box[1].replace("~~", "").partition(" (does not")[0] in made.text
    return _is_of_redacted(line, made, side) or _is_generated(line, side)


def _is_generated(line: str, side: str) -> bool:
    """Whether it is of a block that is made anew from the incident."""
    document = _document(side, "")
    return any(
        line in map(str.strip, document.lines[block.begin : block.end + 1])
        for block in blocks.find(document).blocks
        if not block.is_edited
    )


def _is_in_items(item: Any, made: Merged, others: set[str], base: str) -> bool:
    """Whether every attribute of an item is there, was there before, or was told."""
    lines = _said(made.text) | _said(base)
    all_items = [found for one in lines if (found := action_items.of_line(one))]
    same = [one for one in all_items if _is_one(one, item)]
    return bool(same) and all(
        any(getattr(one, name) == value for one in same)
        or str(value) in others
        or (not base and value in ("", OPEN))
        for name, value in item._asdict().items()
    )


def _is_one(one: Any, other: Any) -> bool:
    """Whether two lines are one item, which a side may have given its id."""
    return bool(one.id == other.id if one.id and other.id else one.text == other.text)


def _is_of_redacted(line: str, made: Merged, side: str) -> bool:
    """Whether it is a further line of an entry whose words were taken out, or have two versions."""
    for placed in _document(side, "").placed:
        if placed.entry.id in made.redacted and line in {
            one.strip() for one in placed.entry.text.split("\n")
        }:
            return True
    return False


def _is_made(line: str, texts: Sequence[str], known: frozenset[str]) -> bool:
    """Whether a line that nobody wrote is one that a rule puts together of what they wrote."""
    if line.startswith("#"):
        return any(line in text for text in texts)
    if VERSION_OF in line:
        said = line.partition(": ")[2].partition(" — ")[2].rpartition(" ^")[0]
        return any(said in text for text in texts)
    if item := action_items.of_line(line):
        items = [found for one in known if (found := action_items.of_line(one))]
        return all(
            any(getattr(one, name) == value for one in items)
            for name, value in item._asdict().items()
        )
    if "|" in line:
        cells = {cell for one in known for cell in tables.cells(one)}
        return all(cell in cells for cell in tables.cells(line))
    return False


# ------------------------------------------------------------------ the front matter


def _fields(base: str, sides: Sequence[str], made: Merged, path: str) -> Iterator[str]:
    """What is true of fields: the fold holds, what one side set stays, lists are united."""
    texts = (base, *sides)
    after = _document(made.text, path)
    folded = fold(after.entries)
    if all(not _wrong(text, path) for text in texts) and (wrong := _wrong(made.text, path)):
        yield f"the front matter disagrees with the timeline: {wrong}"
    was, values = _leaves(base), _leaves(made.text)
    told = {choice.path for choice in made.choices}
    spoken = {".".join(one) for entry in after.entries for one in _spoken(entry)}
    spoken |= {".".join(one) for one in folded}
    changed = [
        {key: value for key, value in _leaves(side).items() if was.get(key) != value}
        for side in sides
    ]
    for mine, theirs in (changed, changed[::-1]):
        for key, value in mine.items():
            free = not any(key == one or key.startswith(f"{one}.") for one in spoken | told)
            if free and not _holds(value, values.get(key), was.get(key), theirs.get(key)):
                yield f"lost: {key} = {value!r}, there is {values.get(key)!r}"


def _wrong(text: str, path: str) -> list[str]:
    return disagreements(incident_of("x", _document(text, path)))


def _spoken(entry: Entry) -> set[tuple[str, ...]]:
    return set(header.spoken_of(entry))


@lru_cache(64)
def _leaves(text: str) -> Mapping[str, Any]:
    return dict(_flat(_document(text, "").fields, ""))


def _flat(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else str(key))
    else:
        yield path, value


def _holds(mine: Any, there: Any, was: Any, theirs: Any) -> bool:
    """Whether what I set is there; of a list, what I added to it."""
    if mine == there:
        return True
    if _is_plain_list(mine) and _is_plain_list(there):
        old = was if isinstance(was, list) else []
        return {str(one) for one in mine if one not in old} <= {str(one) for one in there}
    return theirs is not None and theirs == there and mine == theirs


def _is_plain_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str | int) for one in value)


# ------------------------------------------------------------------ the timeline


def _order(base: str, sides: Sequence[str], made: Merged, path: str) -> Iterator[str]:
    """Entries stand in their order where they did, and no id stands twice that did not."""
    texts = (base, *sides)
    were_ordered = all(_is_ordered(_placed(text, path)) for text in texts)
    if were_ordered and not _is_ordered(_placed(made.text, path)):
        yield "the entries are out of order"
    if all(map(_is_unique, texts)) and not _is_unique(made.text):
        yield "an id stands twice"


@lru_cache(64)
def _placed(text: str, path: str) -> tuple[tuple[Any, str], ...]:
    return tuple((entry.at, entry.id) for entry in _document(text, path).entries)


def _is_ordered(places: Sequence[tuple[Any, str]]) -> bool:
    return list(places) == sorted(places)


@lru_cache(64)
def _is_unique(text: str) -> bool:
    ids = [entry.id for entry in _document(text, "").entries if entry.id]
    return len(ids) == len(set(ids))
