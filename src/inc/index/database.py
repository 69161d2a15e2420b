"""One open index: what is in it, and how documents get in and out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from inc.errors import NotRecorded
from inc.index import schema

if TYPE_CHECKING:
    from inc.domain.excerpt import Excerpt

Row = tuple[Any, ...]
Segments = dict[int, dict[str, tuple[str, bytes]]]
"""Columns by segment and name: what kind of number, and the bytes of the numbers."""

Damaged = sqlite3.Error
"""What is raised for a file that is no index, damaged, busy for too long, or not to be written."""

_CURABLE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR})
_PATIENCE: Final = 5.0  # seconds to wait for another process at its tables
_EXCERPT: Final = ", ".join(f"i.{name}" for name in schema.INCIDENT)
_AT_ONCE: Final = 500  # parameters of one statement; old builds of SQLite take 999


def _insert(table: str, count: int) -> str:
    return f"INSERT INTO {table} VALUES ({', '.join('?' * count)})"


_DOCUMENT: Final = _insert("documents", 6)
_INCIDENT: Final = _insert("incidents", len(schema.INCIDENT) + 6)
_POSTMORTEM: Final = _insert("postmortems", 10)
_LABEL: Final = _insert("labelled", 2)
_TEXT: Final = "INSERT INTO texts (key, value, folded) VALUES (?, ?, ?)"
_PROMISE: Final = _insert("promises", 4)
_ITEM: Final = _insert("items", 15)
_WORDS: Final = "INSERT INTO words (rowid, title, facts, text) VALUES (?, ?, ?, ?)"
_TUNED: Final = "INSERT INTO words (words, rank) VALUES (?, ?)"
_IN_BULK: Final = (("hashsize", 8 << 20), ("automerge", 8))
"""What FTS5 collects in memory before it writes, eight times the usual, and how many pieces of the
same size it then lets stand. Fewer would make building slower; more, the commit that joins them."""
_OF_A_DOCUMENT: Final = (
    *("DELETE FROM incidents WHERE id = ?", "DELETE FROM postmortems WHERE id = ?"),
    *("DELETE FROM labelled WHERE document = ?", "DELETE FROM promises WHERE document = ?"),
    *("DELETE FROM items WHERE document = ?", "DELETE FROM words WHERE rowid = ?"),
    "DELETE FROM documents WHERE id = ?",
)


def is_lost(error: sqlite3.Error) -> bool:
    """Whether a new file would help; it does not where others hold this one or the disk is full."""
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    return code & 0xFF in _CURABLE  # above it stands which kind of it


def is_of_file(error: sqlite3.Error) -> bool:
    """Whether an error speaks of the file or the disk, and not of a statement that is wrong."""
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    return code & 0xFF != sqlite3.SQLITE_ERROR and not isinstance(error, sqlite3.ProgrammingError)


def _uri(path: str, mode: str) -> str:
    """A path as SQLite takes it with a mode; urllib takes longer to import than that to open."""
    for mark in "%?#":
        path = path.replace(mark, f"%{ord(mark):02x}")
    return f"file:{path}?mode={mode}"


class Index:
    """An open index. What `gathered` gives of a document is what goes in."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._last = 0
        self._texts: dict[tuple[str, str], int] = {}
        self.is_laid_over = False
        """Whether dirty documents stand over what was committed, until it is closed."""
        self.made: Segments = {}
        """The `segments` that questions made, because none were kept."""

    @classmethod
    def in_file(cls, path: str) -> Index:
        """The index in a file that is there; sqlite3.Error where it is none."""
        return cls._at(_uri(path, "rw"))

    @classmethod
    def new(cls, path: str = "") -> Index:
        """A new index with its tables, in a file that is not there yet, or in memory."""
        index = cls._at(_uri(path, "rwc") if path else "file::memory:")
        try:
            index._connection.executescript(schema.TABLES)
        except sqlite3.Error as error:
            index.close()
            if "fts5" not in str(error):
                raise
            raise NotRecorded(
                "the SQLite of this Python has no full-text search (FTS5)",
                hint="Install inc with another Python: those of python.org and Debian have it.",
            ) from error
        return index

    @classmethod
    def _at(cls, uri: str) -> Index:
        connection = sqlite3.connect(uri, timeout=_PATIENCE, isolation_level=None, uri=True)
        # Should the program be killed while it writes, the file is another one than was noted, and
        # is made anew: so the journal may be in memory, and nothing has to be synced.
        for pragma in ("journal_mode=MEMORY", "synchronous=OFF", "cache_spill=OFF"):
            connection.execute(f"PRAGMA {pragma}")
        return cls(connection)

    # ------------------------------------------------------------------ questions

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """What a statement answers."""
        return self._connection.execute(sql, parameters).fetchall()

    def meta(self, key: str) -> str:
        """What is noted of the index itself; nothing where it is not."""
        found = self.rows("SELECT value FROM meta WHERE key = ?", (key,))
        return str(found[0][0]) if found else ""

    def broken(self) -> list[tuple[str, str, str]]:
        """The documents that cannot be read: path, what is wrong, what to do."""
        return [
            (path, problem, hint)
            for path, problem, hint in self.rows(
                "SELECT path, problem, hint FROM documents "
                "WHERE problem <> '' AND folder <> '' ORDER BY path"
            )
        ]

    def strays(self) -> list[str]:
        """The paths of the documents that no id leads to."""
        found = self.rows(
            "SELECT path FROM documents WHERE problem <> '' AND folder = '' ORDER BY path"
        )
        return [path for (path,) in found]

    def open_ids(self) -> list[str]:
        """The incidents that are open, or that nobody can read, the newest first."""
        found = self.rows(
            "SELECT name FROM incidents WHERE is_open UNION ALL SELECT name FROM documents "
            "WHERE problem <> '' AND folder = 'incidents' ORDER BY 1 DESC"
        )
        return [name for (name,) in found]

    def aliases(self) -> list[tuple[str, str]]:
        """Every alias with the id of the incident that has it."""
        found = self.rows(
            "SELECT l.value, i.name FROM labels AS l JOIN incidents AS i ON i.id = l.document "
            "WHERE l.key = 'aliases' ORDER BY i.name DESC, l.place"
        )
        return [(alias, name) for alias, name in found]

    def excerpts(
        self,
        where: str = "",
        parameters: Sequence[object] = (),
        *,
        order: str = "i.began DESC, i.name DESC",
        limit: int | None = None,
    ) -> list[Excerpt]:
        """Incidents (`i`) for which a condition holds, with their labels and promises."""
        condition = f"WHERE {where}" if where else ""
        bounded = "" if limit is None else f"LIMIT {int(limit)}"
        found = self.rows(
            f"SELECT i.id, {_EXCERPT} FROM incidents AS i {condition} ORDER BY {order} {bounded}",
            parameters,
        )
        ids = [row[0] for row in found]
        labels = self._grouped("SELECT document, key, value FROM labels", "place", ids)
        promises = self._grouped("SELECT document, at, until, is_over FROM promises", "rowid", ids)
        return [
            _excerpt(row[1:], labels.get(row[0], ()), promises.get(row[0], ())) for row in found
        ]

    def _grouped(self, select: str, order: str, ids: Sequence[int]) -> dict[int, list[Row]]:
        """Rows of another table by the document that they belong to, in an order."""
        grouped: dict[int, list[Row]] = {}
        for first in range(0, len(ids), _AT_ONCE):
            some = ids[first : first + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            for row in self.rows(
                f"{select} WHERE document IN ({marks}) ORDER BY document, {order}", some
            ):
                grouped.setdefault(row[0], []).append(row[1:])
        return grouped

    # ------------------------------------------------------------------ what changes it

    def finish(self) -> None:
        """Make what finds rows quickly, once all of them are in."""
        self._connection.executescript(schema.INDEXES)

    def begin(self, *, write: bool = False, in_bulk: bool = False, alone: bool = False) -> None:
        """Begin a transaction: what is read from here on is of one state.

        With `in_bulk`, of a file that nobody else has: what is written need not wait in memory.
        With `alone`, at once, while nobody else has the file open: `Damaged` where somebody has.
        """
        for pragma in ("journal_mode=OFF", "cache_spill=ON", "cache_size=-32768") * in_bulk:
            self._connection.execute(f"PRAGMA {pragma}")
        if alone:
            self._connection.execute("PRAGMA busy_timeout = 0")
        self._connection.execute(f"BEGIN {'EXCLUSIVE' if alone else 'IMMEDIATE' if write else ''}")
        if in_bulk:
            self._connection.executemany(_TUNED, _IN_BULK)

    def commit(self) -> None:
        """Keep what was changed since `begin`."""
        self._connection.execute("COMMIT")

    def rollback(self) -> None:
        """Forget what was changed since `begin`."""
        self._texts.clear()  # some may be of the transaction
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def note(self, key: str, value: str) -> None:
        """Note something of the index itself."""
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def add(self, gathered: Iterable[Row]) -> None:
        """Take documents in, as `store.excerpts.gathered` gives them."""
        from inc.index import derived  # who only asks needs none of it

        tables: dict[str, list[Row]] = {
            sql: [] for sql in (_DOCUMENT, _INCIDENT, _POSTMORTEM, _LABEL, _PROMISE, _ITEM, _WORDS)
        }
        self._last = self._last or self.greatest()
        first, texts = self._last + 1, self._texts
        for path, folder, name, problem, hint, stated, labels, promises, items, words in gathered:
            self._last = number = self._last + 1
            tables[_DOCUMENT].append((number, path, folder, name, problem, hint))
            is_incident = folder == "incidents"
            told = derived.of_items(items, is_own=is_incident) if items else []
            if stated and is_incident:
                follows = derived.of_incident(stated, promises)
                tables[_INCIDENT].append((number, *stated, *follows))
            elif stated:
                tables[_POSTMORTEM].append((number, name, *stated, *derived.tallied(told)))
            tables[_LABEL] += [(number, texts.get(one) or self._text(*one)) for one in labels]
            tables[_PROMISE] += [(number, *one) for one in promises]
            tables[_ITEM] += [(number, at, *one) for at, one in enumerate(told)]
            if words:
                tables[_WORDS].append((number, *words))
        for sql, rows in tables.items():
            if rows:
                self._connection.executemany(sql, rows)
        self._outdate(first, self._last)

    def _text(self, key: str, value: str) -> int:
        """The number of a label, which is new unless the index has it."""
        folded = value.casefold()
        asked = "SELECT id FROM texts WHERE key = ? AND folded = ? AND value = ?"
        found = self.rows(asked, (key, folded, value))
        if not found:
            self._connection.execute(_TEXT, (key, value, folded))
            found = self.rows("SELECT last_insert_rowid()")
        number = self._texts[key, value] = int(found[0][0])
        return number

    def remove(self, paths: Iterable[str]) -> None:
        """Take documents out."""
        for path in paths:
            for (number,) in self.rows("SELECT id FROM documents WHERE path = ?", (path,)):
                self._outdate(number, number)
                for sql in _OF_A_DOCUMENT:
                    self._connection.execute(sql, (number,))

    def _outdate(self, first: int, last: int) -> None:
        """Forget the segments that tell of some documents."""
        self.made = {}
        if self.rows("SELECT 1 FROM segments LIMIT 1"):  # there are none while an index is built
            self._connection.execute(schema.OUTDATED, (first, last))

    def greatest(self) -> int:
        """The greatest number of a document."""
        return int(self.rows("SELECT coalesce(max(id), 0) FROM documents")[0][0])

    def copied_to_memory(self) -> Index:
        """A copy that can be changed where the file cannot."""
        copy = Index._at("file::memory:")
        self._connection.backup(copy._connection)
        return copy


def _excerpt(stated: Row, labels: Iterable[Row], promises: Iterable[Row]) -> Excerpt:
    from inc.domain.excerpt import Excerpt, Promised  # few answers need all of an incident

    one = Excerpt._make((*stated, (), ()))
    return one._replace(
        is_restricted=bool(one.is_restricted),
        is_drill=bool(one.is_drill),
        labels=tuple((key, value) for key, value in labels),
        promises=tuple(Promised(at, until, bool(is_over)) for at, until, is_over in promises),
    )
