"""A SQLite database: real tables with keys and indexes, and `meta`, which says what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from inc.exports.as_json import line
from inc.exports.tables import INCIDENTS, About, Column, Filled, Row, Sort, Table
from inc.index import export_file
from inc.index.export_file import APPLICATION, Part

_TYPES: Final = {Sort.NUMBER: "INTEGER", Sort.FLAG: "INTEGER"}
_META: Final = "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID"


def write(path: Path, about: About, tables: Sequence[Filled]) -> None:
    """Write the tables into a new database."""
    has_incidents = any(one.table is INCIDENTS for one in tables)
    facts = [(key, None if value is None else str(value)) for key, value in about.facts.items()]
    parts = [Part(_META, _insertion("meta", 2), facts)]
    for filled in tables:
        table = filled.table
        create = _created(table, refers=has_incidents and table is not INCIDENTS)
        insert = _insertion(table.name, len(table.columns))
        parts.append(Part(create, insert, _plain(table, filled.rows()), _indexes(table)))
    export_file.write(path, parts)


def _created(table: Table, *, refers: bool) -> str:
    lines = [_defined(column) for column in table.columns]
    lines.append(f"PRIMARY KEY ({', '.join(map(_name, table.key))})")
    if refers:
        lines.append("FOREIGN KEY (incident) REFERENCES incidents (id)")
    inner = ",\n  ".join(lines)
    return f"CREATE TABLE {_name(table.name)} (\n  {inner}\n) WITHOUT ROWID"


def _defined(column: Column) -> str:
    nullable = "" if column.is_optional else " NOT NULL"
    return f"{_name(column.name)} {_TYPES.get(column.sort, 'TEXT')}{nullable}"


def _indexes(table: Table) -> list[str]:
    return [
        f"CREATE INDEX {_name(f'{table.name}_{name}')} ON {_name(table.name)} ({_name(name)})"
        for name in table.looked_up
    ]


def _insertion(table: str, count: int) -> str:
    return f"INSERT INTO {_name(table)} VALUES ({', '.join('?' * count)})"


def _name(word: str) -> str:
    return f'"{word}"'


def _plain(table: Table, rows: Iterable[Row]) -> Iterator[Sequence[object]]:
    """Rows with their lists as JSON, which SQLite has functions for."""
    lists = [at for at, column in enumerate(table.columns) if column.sort is Sort.WORDS]
    if not lists:
        yield from rows
        return
    for row in rows:
        cells: list[object] = list(row)
        for at in lists:
            cells[at] = line(cells[at])
        yield cells


def is_ours(sample: bytes) -> bool:
    """Whether a file with this beginning is an export of this form: its header says whose it is."""
    is_database = sample.startswith(b"SQLite format 3\0")
    return is_database and sample[68:72] == APPLICATION.to_bytes(4, "big")
