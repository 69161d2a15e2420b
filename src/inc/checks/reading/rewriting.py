"""Which entries of the base a document does not have any more, or has in another form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from inc.checks.examined import Examined
from inc.checks.surroundings import Surroundings
from inc.domain.timeline import Entry
from inc.errors import IncError
from inc.store import files, layout
from inc.store.amending import GONE, Key, Said, State, gone, key_of
from inc.store.entries import Placed


class Rewritten(NamedTuple):
    """An entry of the base, what it is now (nothing where it is gone), and where (from 1)."""

    was: Entry
    now: Entry | None
    line: int


def rewritten(examined: Examined) -> Iterator[Rewritten]:
    """The entries that were removed or rewritten since the base without a command of ours."""
    base = examined.around.base
    before = base.before.get(examined.path) if base else None
    if base is None or before is None or before == examined.data or not examined.is_readable:
        return
    was = base.amendments.said(examined.path, before)
    now = base.amendments.said(examined.path, examined.data)
    for at, entry in gone(was.entries, now.entries):
        key = key_of(entry)
        left = now.state(key) - was.state(key) or GONE
        if _is_excused(examined.path, key, left, examined.around):
            continue
        found = next(
            (one for one in examined.placed if entry.id and one.entry.id == entry.id), None
        )
        line = found.start + 1 if found else _line_of_gap(was.entries, at, examined)
        yield Rewritten(entry, found.entry if found else None, line)


def _is_excused(path: str, key: Key, now: State, around: Surroundings) -> bool:
    """Whether commands made an entry what it is, or took it along to where it stands now."""
    assert around.base is not None
    amendments = around.base.amendments
    return amendments.excuse(path, key, now) or (
        now == GONE and amendments.is_elsewhere(path, key, partial(_now, around))
    )


def _line_of_gap(was: Sequence[Entry], at: int, examined: Examined) -> int:
    """Where an entry stood that is gone: the one before it that is left, else the heading."""
    placed: Sequence[Placed] = examined.placed
    lines = {key_of(one.entry): one.start + 1 for one in placed}
    keys = (key_of(entry) for entry in reversed(was[:at]))
    above = (lines[key] for key in keys if key in lines)
    timeline = examined.document.timeline
    return next(above, timeline.heading + 1 if timeline else 1)


def deleted(around: Surroundings) -> Iterator[tuple[str, int]]:
    """The incidents of the base whose document is gone, each with the number of lost entries.

    One that was renamed is there under another path, with the same entries.
    """
    base = around.base
    missing = [
        path
        for path, data in (base.before.items() if base else ())
        if data and _is_an_incident(path) and not around.exists(path)
    ]
    if base is None or not missing:
        return
    new = [path for path, data in base.before.items() if data is None and around.exists(path)]
    there = [_now(around, path) for path in new]
    for path in missing:
        was = base.amendments.said(path, base.before[path])
        lost = [one for one in was.entries if not _is_kept(path, one, there, around)]
        if lost or not was.entries:
            yield path, len(lost)


def _is_kept(path: str, entry: Entry, there: Sequence[Said], around: Surroundings) -> bool:
    """Whether an entry of a document that is gone stands in a new one, or a command dropped it."""
    assert around.base is not None
    key = key_of(entry)
    allowed = around.base.amendments.allowed(path, key) - GONE
    stands = any(not one.state(key).isdisjoint(allowed) for one in there)
    return stands or _is_excused(path, key, GONE, around)


def _is_an_incident(path: str) -> bool:
    folder, _, rest = path.partition("/")
    return folder == layout.INCIDENTS and layout.is_id(rest.rpartition("/")[2].removesuffix(".md"))


def _now(around: Surroundings, path: str) -> Said:
    assert around.base is not None
    try:
        return around.base.amendments.said(path, files.read(around.root, path))
    except IncError:
        return Said(b"", path)
