"""Parquet, a table a file, by the extra `parquet` (DuckDB)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from inc.errors import DiskRefused, Refused
from inc.exports.tables import VERSION, About, Column, Filled, Row, Sort, Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_TYPES: Final = {
    Sort.TEXT: "VARCHAR",
    Sort.TIME: "TIMESTAMPTZ",
    Sort.NUMBER: "BIGINT",
    Sort.FLAG: "BOOLEAN",
    Sort.WORDS: "VARCHAR[]",
}
_AT_ONCE: Final = 2_000  # rows
_MARK: Final = "inc_export"
_SETTINGS: Final[dict[str, str | bool | int | float | list[str]]] = {
    "memory_limit": "256MB",
    "autoinstall_known_extensions": False,  # nothing is ever fetched
}


def require() -> None:
    """Raise Refused where the extra is not there."""
    try:
        import duckdb  # noqa: F401 - 65 MB, only for this
    except ImportError:
        raise Refused(
            "Parquet is written by DuckDB, which is not installed",
            hint="pip install 'inc-cli[parquet]'; or choose another form: --format sqlite",
        ) from None


def write(path: Path, about: About, tables: Sequence[Filled]) -> None:
    """Write the one table; DiskRefused where the disk does not take it."""
    require()
    import duckdb

    (filled,) = tables
    try:
        with TemporaryDirectory(prefix=".inc-", dir=path.parent) as folder:
            database = str(Path(folder, "rows.duckdb"))
            with duckdb.connect(database, config=_SETTINGS) as connection:
                _fill(connection, filled)
                facts = ", ".join(f'"{key}": {_quoted(value)}' for key, value in _facts(about))
                target = f"{_quoted(str(path))} (FORMAT parquet, KV_METADATA {{{facts}}})"
                connection.execute(f"COPY filled TO {target}")
    except duckdb.OperationalError as error:
        first = str(error).split("\n", 1)[0]
        hint = "Is the disk full? `df -h` shows it. `ulimit -f` shows how large a file may be."
        raise DiskRefused(f"{filled.table.name} cannot be written: {first}", hint=hint) from None


def _facts(about: About) -> Iterator[tuple[str, str]]:
    yield _MARK, str(VERSION)
    yield from ((key, str(value)) for key, value in about.facts.items() if value is not None)


def _fill(connection: DuckDBPyConnection, filled: Filled) -> None:
    """Put the rows into a table of a database on the disk: they may be more than the memory."""
    columns = ", ".join(f'"{one.name}" {_TYPES[one.sort]}' for one in filled.table.columns)
    connection.execute(f"CREATE TABLE filled ({columns})")
    values = ", ".join(map(_given, filled.table.columns))
    for cells in _columns(filled.table, filled.rows()):
        connection.execute(f"INSERT INTO filled SELECT {values}", cells)


def _given(column: Column) -> str:
    """A column handed over as a list: a statement a row would take a hundred times longer."""
    if column.sort is Sort.TIME:
        return "unnest(?::VARCHAR[])::TIMESTAMPTZ"
    return f"unnest(?::{_TYPES[column.sort]}[])"


def _columns(table: Table, rows: Iterable[Row]) -> Iterator[list[list[object]]]:
    left = iter(rows)
    while some := list(islice(left, _AT_ONCE)):
        yield [[row[at] for row in some] for at in range(len(table.columns))]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def is_ours(sample: bytes) -> bool:
    """Whether a file with this beginning and end is an export of this form."""
    return sample.startswith(b"PAR1") and _MARK.encode() in sample
