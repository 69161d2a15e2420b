"""Which entries of the base a document does not have any more, or has in another form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from inc.checks.examined import Examined
from inc.checks.surroundings import Surroundings
from inc.documents import incident_of
from inc.domain.timeline import Entry
from inc.errors import IncError
from inc.store import files, layout
from inc.store.document import Document
from inc.store.entries import Placed

_Told = tuple[datetime, str, str, str, str]


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
    was = entries(before, examined.path)
    gone = _gone(was, examined, set(base.amended.get(examined.path, ())))
    elsewhere = moved(examined, examined.around) if gone else set()
    for at, entry in gone:
        if entry.id and entry.id in elsewhere:
            continue
        now = next((one for one in examined.placed if entry.id and one.entry.id == entry.id), None)
        line = now.start + 1 if now else _line_of_gap(was, at, examined.placed, examined)
        yield Rewritten(entry, now.entry if now else None, line)


def _gone(was: Sequence[Entry], examined: Examined, amended: set[str]) -> list[tuple[int, Entry]]:
    """The entries of the base, with their numbers, that do not stand in the document as they did.

    Order does not count, nor do white space and line ends; an entry without id may have got one.
    """
    by_id = {entry.id: told(entry) for entry in examined.entries if entry.id}
    standing = Counter(told(entry) for entry in examined.entries)
    found = []
    for at, entry in enumerate(was):
        if entry.id in amended:
            continue
        if entry.id in by_id or entry.id:
            is_there = by_id.get(entry.id) == told(entry)
        else:
            is_there = standing[told(entry)] > 0
            standing[told(entry)] -= 1
        if not is_there:
            found.append((at, entry))
    return found


def told(entry: Entry) -> _Told:
    """What an entry tells, white space aside."""
    return (entry.at, entry.kind, entry.author, entry.audience, " ".join(entry.text.split()))


def entries(data: bytes, path: str) -> Sequence[Entry]:
    """The entries of a document; none where it cannot be read."""
    try:
        return Document.parse(data, path).entries
    except IncError:
        return ()


def moved(examined: Examined, around: Surroundings) -> set[str]:
    """The ids of the entries of the incident that this one was merged into."""
    return _ids_beside(str(examined.incident.fields.get("merged_into") or ""), around)


def _ids_beside(name: str, around: Surroundings) -> set[str]:
    found: set[str] = set()
    passed: set[str] = set()
    while layout.is_id(name) and name not in passed:
        passed.add(name)
        path = layout.incident_path(name)
        try:
            document = Document.parse(files.read(around.root, path), path)
            found |= {entry.id for entry in document.entries if entry.id}
            name = str(incident_of(name, document).fields.get("merged_into") or "")
        except IncError:
            break
    return found


def _line_of_gap(
    was: Sequence[Entry], at: int, placed: Sequence[Placed], examined: Examined
) -> int:
    """Where an entry stood that is gone: the one before it that is left, else the heading."""
    lines = {one.entry.id or told(one.entry): one.start + 1 for one in placed}
    keys = (entry.id or told(entry) for entry in reversed(was[:at]))
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
    there = {told(entry) for path in new for entry in _now(around, path)}
    for path in missing:
        was = entries(base.before[path] or b"", path)
        lost = [one for one in was if told(one) not in there]
        if lost or not was:
            yield path, len(lost)


def _is_an_incident(path: str) -> bool:
    folder, _, rest = path.partition("/")
    return folder == layout.INCIDENTS and layout.is_id(rest.rpartition("/")[2].removesuffix(".md"))


def _now(around: Surroundings, path: str) -> Sequence[Entry]:
    try:
        return entries(files.read(around.root, path), path)
    except IncError:
        return ()
