"""The tables of an export: their columns, in their order, which are a promise.

No name is a word that SQL keeps for itself. A new column goes to the end of its table; whoever
changes or takes away one changes VERSION.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from inc.domain.excerpt import TIMES

VERSION: Final = 1

Value = str | int | bool | list[str] | None
Row = tuple[Value, ...]


class Sort(StrEnum):
    """What a column holds; a time is text as in `2026-03-04T15:30:00Z`."""

    TEXT = "text"
    TIME = "time"
    NUMBER = "number"
    FLAG = "flag"
    WORDS = "words"


class Column(NamedTuple):
    """A column; the values of one that is optional may be None, and a text of it is never empty."""

    name: str
    sort: Sort = Sort.TEXT
    is_optional: bool = False


class Table(NamedTuple):
    """A table, the columns that name a row of it, and those that people look rows up by."""

    name: str
    columns: Sequence[Column]
    key: Sequence[str]
    looked_up: Sequence[str] = ()

    @property
    def names(self) -> list[str]:
        """The names of its columns."""
        return [column.name for column in self.columns]


class Filled(NamedTuple):
    """A table with its rows, which are read when they are asked for."""

    table: Table
    rows: Callable[[], Iterable[Row]]


class About(NamedTuple):
    """What an export says of itself.

    `head` is the commit that the clone had checked out, `query` are the words that chose incidents.
    The two numbers count the incidents and the documents that are not in it.
    """

    generated_by: str
    exported_at: str
    head: str | None
    query: str
    restricted: int
    unreadable: int

    @property
    def facts(self) -> Mapping[str, str | int | None]:
        """All of it in plain values, the version of the tables first."""
        return {
            "version": VERSION,
            **dict(zip(self._fields[:4], self[:4], strict=True)),
            "restricted_left_out": self.restricted,
            "unreadable_left_out": self.unreadable,
        }


def _texts(*names: str) -> list[Column]:
    return [Column(name) for name in names]


def _optional(*names: str, sort: Sort = Sort.TEXT) -> list[Column]:
    return [Column(name, sort, is_optional=True) for name in names]


_POSITION: Final = Column("position", Sort.NUMBER)
_OF_AN_INCIDENT: Final = Column("incident")
_DOCUMENT: Final = Column("document")

INCIDENTS: Final = Table(
    "incidents",
    (
        *_texts("id", "path", "title"),
        *_optional("severity", "status", "type"),
        *(Column(name, Sort.FLAG) for name in ("is_restricted", "is_drill", "is_open")),
        *_optional("merged_into"),
        *_optional("began_at", *(f"{name}_at" for name in TIMES), "ended_at", sort=Sort.TIME),
        Column("reopened", Sort.NUMBER),
        *_optional("impact"),
        *(Column(name, Sort.WORDS) for name in ("services", "tags", "people")),
    ),
    key=("id",),
    looked_up=("began_at",),
)
ENTRIES: Final = Table(
    "entries",
    (
        *(_OF_AN_INCIDENT, _POSITION, *_optional("id"), Column("happened_at", Sort.TIME)),
        *(*_texts("kind"), *_optional("audience", "author"), *_texts("text")),
    ),
    key=("incident", "position"),
    looked_up=("happened_at", "kind"),
)
ACTIONS: Final = Table(
    "actions",
    (
        *(_OF_AN_INCIDENT, _DOCUMENT, _POSITION, *_optional("id"), Column("text")),
        *_optional("type", "owner", "due", "priority"),
        *(Column("state"), *_optional("reason", "done_on", "proof")),
    ),
    key=("incident", "document", "position"),
    looked_up=("state", "owner"),
)
POSTMORTEMS: Final = Table(
    "postmortems",
    (
        *(*_texts("incident", "path", "stage"),),
        *_optional("published_at", "meeting_at", sort=Sort.TIME),
    ),
    key=("incident",),
)
LABELS: Final = Table(
    "labels",
    (_OF_AN_INCIDENT, _DOCUMENT, _POSITION, *_texts("key", "value")),
    key=("incident", "document", "position"),
    looked_up=("key",),
)
PROMISES: Final = Table(
    "promises",
    (
        *(_OF_AN_INCIDENT, _POSITION, Column("promised_at", Sort.TIME)),
        *(*_optional("waited_until", sort=Sort.TIME), Column("is_over", Sort.FLAG)),
    ),
    key=("incident", "position"),
)

TABLES: Final[Mapping[str, Table]] = {
    table.name: table for table in (INCIDENTS, ENTRIES, ACTIONS, POSTMORTEMS, LABELS, PROMISES)
}
"""Each table by its name, in the order in which they are written."""
