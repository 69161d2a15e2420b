"""The rows of an export: from the index, and for the entries from the documents themselves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from inc.domain.action_items import Located, once
from inc.domain.excerpt import PERSON, TIMES
from inc.domain.tasks import ActionItem, folded
from inc.domain.times import iso
from inc.errors import DocumentRefused, IncError, NotFound
from inc.exports.shelf import Shelf
from inc.exports.tables import Row, Value
from inc.index import export_rows
from inc.index.database import Index
from inc.index.database import Row as Stored
from inc.index.schema import INCIDENT
from inc.sharing import streamed
from inc.store import files, layout
from inc.store.document import Document

_AT_ONCE: Final = 400  # incidents; with their postmortems fewer than old builds of SQLite take
_LISTS: Final = ("services", "tags", PERSON)
_REPLACEMENT: Final = "\ufffd"
_OWN: Final = "incident"  # where something stands: in the incident, or in its postmortem
_ITS: Final = "postmortem"


class Chosen(NamedTuple):
    """An incident that is exported: its number in the index, and its id."""

    number: int
    name: str


class Survey(NamedTuple):
    """The incidents that are exported, by their ids, and what is not.

    `restricted` counts those that were left out; `problems` says of each document that is not in
    the export why.
    """

    chosen: Sequence[Chosen]
    restricted: int
    problems: Sequence[IncError]


def survey(
    index: Index, where: str = "", parameters: Sequence[object] = (), *, restricted: bool = False
) -> Survey:
    """The incidents (`i`) for which a condition holds; the restricted ones only if asked for."""
    found = export_rows.chosen(index, where, parameters)
    chosen = [
        Chosen(number, name) for number, name, is_closed in found if restricted or not is_closed
    ]
    problems: list[IncError] = [
        DocumentRefused(what, hint=hint)
        for path, what, hint in index.broken()
        if not path.startswith(f"{layout.RUNBOOKS}/")
    ]
    problems += [
        NotFound(f"{path}: its incident is not there, or cannot be read")
        for path in export_rows.orphans(index)
    ]
    return Survey(chosen, len(found) - len(chosen), problems)


class _Page(NamedTuple):
    """A few incidents, their postmortems, and whose the documents of a number are."""

    source: Index
    incidents: Mapping[int, str]
    postmortems: Mapping[int, str]
    stored: Sequence[Stored]

    @property
    def documents(self) -> dict[int, tuple[str, str]]:
        """Each document, those of the postmortems first, with its incident and what it is."""
        return {
            **{number: (name, _ITS) for number, name in self.postmortems.items()},
            **{number: (name, _OWN) for number, name in self.incidents.items()},
        }


def shelve(
    shelf: Shelf,
    index: Index,
    found: Sequence[Chosen],
    tables: Collection[str],
    *,
    restricted: bool = False,
) -> None:
    """Put what the index has of the incidents on a shelf, for each of these tables that it has.

    A postmortem that is restricted by itself is among them only if `restricted`.
    """
    for first in range(0, len(found), _AT_ONCE):
        incidents = {one.number: one.name for one in found[first : first + _AT_ONCE]}
        stored = export_rows.postmortems(index, list(incidents.values()), restricted=restricted)
        page = _Page(index, incidents, {row[0]: row[1] for row in stored}, stored)
        for table, read in _READERS.items():
            if table in tables:
                shelf.add(table, list(read(page)))


def _incidents(page: _Page) -> Iterator[Row]:
    lists: dict[tuple[int, str], dict[str, None]] = {}
    for number, key, value in export_rows.labels(page.source, list(page.incidents)):
        if key in _LISTS:
            lists.setdefault((number, key), {})[_plain(value)] = None
    for number, path, is_open, ended, *stored in export_rows.incidents(
        page.source, list(page.incidents)
    ):
        one = dict(zip(INCIDENT, stored, strict=True))
        times = (*(one[name] for name in ("began", *TIMES)), ended)
        yield (
            *(one["name"], path, _plain(one["title"])),
            *(_text(one[name]) for name in ("severity", "status", "type")),
            *(bool(one["is_restricted"]), bool(one["is_drill"]), bool(is_open)),
            *(_text(one["merged_into"]), *map(_time, times)),
            *(one["reopened"], _text(one["impact"])),
            *(list(lists.get((number, key), ())) for key in _LISTS),
        )


def _postmortems(page: _Page) -> Iterator[Row]:
    for _, name, path, stage, published, meeting in page.stored:
        yield name, path, stage, _time(published), _time(meeting)


def _actions(page: _Page) -> Iterator[Row]:
    """The items of the postmortem, then those of the incident; one in both where it is first."""
    documents = page.documents
    items: dict[int, list[Located]] = {}
    for number, position, *fields in export_rows.items(page.source, list(documents)):
        item = ActionItem(*map(_plain, fields))
        items.setdefault(number, []).append(Located(item, *documents[number], position + 1))
    by_incident: dict[str, list[Located]] = {}
    for number in documents:
        by_incident.setdefault(documents[number][0], []).extend(items.get(number, ()))
    for name in page.incidents.values():
        for item, incident, document, position in _once(by_incident.get(name, ())):
            facts = (item.type, item.owner, item.due, item.priority)
            end = (item.state, *map(_text, (item.reason, item.done_on, item.proof)))
            yield (
                *(incident, document, position, _text(item.id), item.text),
                *(*map(_text, facts), *end),
            )


def _once(found: Sequence[Located]) -> list[Located]:
    """Each item of an incident once; without an id in either document, the same text is one."""
    nameless = [one for one in found if not one.item.id]
    learnt = {folded(one.item.text) for one in nameless if one.path != _OWN}
    return once(
        one
        for one in found
        if one.item.id or one.path != _OWN or folded(one.item.text) not in learnt
    )


def _labels(page: _Page) -> Iterator[Row]:
    documents = page.documents
    of_document: dict[int, list[Stored]] = {}
    for number, *label in export_rows.labels(page.source, list(documents)):
        of_document.setdefault(number, []).append(tuple(map(_plain, label)))
    numbers = {(name, sort): number for number, (name, sort) in documents.items()}
    for name in page.incidents.values():
        for sort in (_OWN, _ITS):
            labels = of_document.get(numbers.get((name, sort), 0), ())
            for position, (key, value) in enumerate(labels, 1):
                yield name, sort, position, key, value


def _promises(page: _Page) -> Iterator[Row]:
    grouped: dict[int, list[Stored]] = {}
    for number, *promise in export_rows.promises(page.source, list(page.incidents)):
        grouped.setdefault(number, []).append(tuple(promise))
    for number, name in page.incidents.items():
        for position, (at, until, is_over) in enumerate(grouped.get(number, ()), 1):
            yield name, position, _time(at), _time(until), bool(is_over)


_READERS: Final[Mapping[str, Callable[[_Page], Iterator[Row]]]] = {
    "incidents": _incidents,
    "actions": _actions,
    "postmortems": _postmortems,
    "labels": _labels,
    "promises": _promises,
}


# ------------------------------------------------------------------ entries


class Reading(NamedTuple):
    """Where the documents are, what is told of one that cannot be read, and how far it is."""

    root: Path
    report: Callable[[IncError], None]
    progress: Callable[[int, int], None] = lambda _done, _of: None


def entries(reading: Reading, found: Sequence[Chosen]) -> Generator[Row, None, None]:
    """The entries of the incidents, read from the documents as they are now, a few at a time."""
    done = 0
    for rows, problems, count in streamed(partial(_entries, reading.root), found):
        yield from rows
        for problem in problems:
            reading.report(problem)
        done += count
        reading.progress(done, len(found))


def _entries(root: Path, found: Sequence[Chosen]) -> tuple[list[Row], list[IncError], int]:
    rows, problems = list[Row](), list[IncError]()
    with files.Reader(root) as reader:
        for one in found:
            path = layout.incident_path(one.name)
            try:
                document = Document.parse(reader.read(path), path)
                rows += (
                    (
                        *(one.name, position, _text(entry.id), iso(entry.at), str(entry.kind)),
                        *(_text(entry.audience), _text(entry.author), _plain(entry.text)),
                    )
                    for position, entry in enumerate(document.entries, 1)
                )
            except IncError as error:
                problems.append(error)
    return rows, problems, len(found)


# ------------------------------------------------------------------ values


def _time(seconds: int | None) -> Value:
    return None if seconds is None else iso(datetime.fromtimestamp(seconds, UTC))


def _text(text: str) -> Value:
    """A text that says nothing when it is empty."""
    return _plain(text) or None


def _plain(text: str) -> str:
    """A text without NUL, which ends a text in many programs; Markdown reads that sign for it."""
    return str(text).replace("\0", _REPLACEMENT)
