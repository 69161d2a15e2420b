"""Each format: its form, which is a promise, and that it gives back every value."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest
import rows_made

from inc.errors import DiskRefused, Refused
from inc.exports import as_csv, as_jsonl, as_parquet, as_sqlite
from inc.exports.registry import FORMATS
from inc.exports.tables import TABLES, About, Filled, Row, Sort, Table

GOLDEN = Path(__file__).parents[1] / "data" / "exports"
Rows = Mapping[str, Sequence[Row]]


@pytest.fixture
def rows() -> Rows:
    """The rows by hand of each table."""
    made: Rows = rows_made.ROWS
    return made


@pytest.fixture
def filled() -> list[Filled]:
    """The tables with the rows by hand."""
    return list(rows_made.FILLED)


@pytest.fixture
def about() -> About:
    """What an export says of itself."""
    made: About = rows_made.ABOUT
    return made


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with a file, or renew that."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        with path.open(encoding="utf-8", newline="") as file:
            assert text == file.read()

    return compare


def _asked(sql: str) -> list[Any]:
    with duckdb.connect() as connection:
        return connection.execute(sql).fetchall()


def test_every_row_has_the_columns_of_its_table(rows: Rows) -> None:
    for name, table in TABLES.items():
        assert rows[name]
        assert all(len(row) == len(table.columns) for row in rows[name])
        assert set(table.key) | set(table.looked_up) <= set(table.names)
        assert len(set(table.names)) == len(table.names)


# ------------------------------------------------------------------ the form


def test_csv(about: About, filled: list[Filled], golden: Callable[[str, str], None]) -> None:
    for one in filled:
        sink = io.StringIO(newline="")
        as_csv.write(sink, about, [one])
        golden(f"{one.table.name}.csv", sink.getvalue())


@pytest.mark.parametrize("name", ["json", "jsonl"])
def test_text_of_all_tables(
    name: str, about: About, filled: list[Filled], golden: Callable[[str, str], None]
) -> None:
    sink, form = io.StringIO(newline=""), FORMATS[name]
    assert form.to_stream
    form.to_stream(sink, about, filled)
    assert "\x1b" not in sink.getvalue()
    golden(f"all.{name}", sink.getvalue())


def test_a_line_of_one_table_does_not_name_it(about: About, filled: list[Filled]) -> None:
    sink = io.StringIO()
    as_jsonl.write(sink, about, [filled[0]])
    first = json.loads(sink.getvalue().split("\n", 1)[0])
    assert list(first) == ["version", *TABLES["incidents"].names]


def test_sqlite(
    tmp_path: Path, about: About, filled: list[Filled], golden: Callable[[str, str], None]
) -> None:
    as_sqlite.write(tmp_path / "x.sqlite", about, filled)
    with closing(sqlite3.connect(tmp_path / "x.sqlite")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        golden("all.sql", "\n".join(connection.iterdump()) + "\n")


def test_parquet(
    tmp_path: Path, about: About, filled: list[Filled], golden: Callable[[str, str], None]
) -> None:
    lines = []
    for one in filled:
        path = tmp_path / f"{one.table.name}.parquet"
        as_parquet.write(path, about, [one])
        columns = _asked(f"DESCRIBE SELECT * FROM '{path}'")
        lines += [one.table.name, *(f"  {name} {sort}" for name, sort, *_ in columns)]
    metadata = _asked(f"SELECT key, value FROM parquet_kv_metadata('{path}')")
    lines += [f"{key.decode()}={value.decode()}" for key, value in metadata]
    golden("parquet.txt", "\n".join(lines) + "\n")


# ------------------------------------------------------------------ the values


def test_csv_gives_back_every_value(about: About, filled: list[Filled], rows: Rows) -> None:
    for one in filled:
        sink = io.StringIO(newline="")
        as_csv.write(sink, about, [one])
        header, *read = csv.reader(io.StringIO(sink.getvalue(), newline=""))
        assert header == one.table.names
        assert [_of_csv(one.table, row) for row in read] == list(rows[one.table.name])


def _of_csv(table: Table, cells: list[str]) -> Row:
    read: Mapping[Sort, Callable[[str], Any]] = {
        Sort.NUMBER: int,
        Sort.FLAG: {"true": True, "false": False}.__getitem__,
        Sort.WORDS: json.loads,
        Sort.TEXT: lambda cell: cell.removeprefix("'"),
    }
    return tuple(
        None if cell == "" and column.is_optional else read.get(column.sort, str)(cell)
        for column, cell in zip(table.columns, cells, strict=True)
    )


def test_json_gives_back_every_value(about: About, filled: list[Filled], rows: Rows) -> None:
    sink, form = io.StringIO(), FORMATS["json"]
    assert form.to_stream
    form.to_stream(sink, about, filled)
    read = json.loads(sink.getvalue())
    assert {key: value for key, value in read.items() if key not in TABLES} == about.facts
    for name in TABLES:
        assert [tuple(row.values()) for row in read[name]] == list(rows[name])


def test_json_lines_give_back_every_value(about: About, filled: list[Filled], rows: Rows) -> None:
    sink = io.StringIO()
    as_jsonl.write(sink, about, filled)
    read = [json.loads(line) for line in sink.getvalue().split("\n")[:-1]]
    assert {row.pop("version") for row in read} == {1}
    assert [(row.pop("table"), *row.values()) for row in read] == [
        (name, *row) for name in TABLES for row in rows[name]
    ]


def test_sqlite_gives_back_every_value(
    tmp_path: Path, about: About, filled: list[Filled], rows: Rows
) -> None:
    as_sqlite.write(tmp_path / "x.sqlite", about, filled)
    with closing(sqlite3.connect(tmp_path / "x.sqlite")) as connection:
        for name, table in TABLES.items():
            lists = {one.name for one in table.columns if one.sort is Sort.WORDS}
            read = [
                tuple(
                    json.loads(value) if column in lists else value
                    for column, value in zip(table.names, row, strict=True)
                )
                for row in connection.execute(f"SELECT * FROM {name}")
            ]
            assert read == list(rows[name])
        facts = dict(connection.execute("SELECT key, value FROM meta"))
    assert facts == {key: str(value) for key, value in about.facts.items()}


def test_parquet_gives_back_every_value(
    tmp_path: Path, about: About, filled: list[Filled], rows: Rows
) -> None:
    for one in filled:
        path = tmp_path / "it's one.parquet"
        as_parquet.write(path, about, [one])
        columns = ", ".join(
            f"strftime({column.name} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ')"
            if column.sort is Sort.TIME
            else column.name
            for column in one.table.columns
        )
        assert _asked(f"SELECT {columns} FROM '{tmp_path}/it''s one.parquet'") == list(
            rows[one.table.name]
        )


def test_a_table_of_nothing(tmp_path: Path, about: About) -> None:
    for name, form in FORMATS.items():
        form.write(tmp_path / f"x{form.suffix}", about, [Filled(TABLES["entries"], list)])
        assert form.is_ours((tmp_path / f"x.{name}").read_bytes()) or name == "jsonl"
    assert (tmp_path / "x.csv").read_text(
        "utf-8"
    ) == "incident,position,id,happened_at,kind,audience,author,text\n"
    assert json.loads((tmp_path / "x.json").read_text("utf-8"))["entries"] == []
    assert (tmp_path / "x.jsonl").read_text("utf-8") == ""
    assert _asked(f"SELECT count(*) FROM '{tmp_path}/x.parquet'") == [(0,)]


def test_many_rows_stay_in_order(tmp_path: Path, about: About) -> None:
    made = [
        ("2026-03-04-x", at, None, "2026-03-04T15:00:00Z", "note", None, None, "x" * at)
        for at in range(5_001)
    ]
    many = Filled(TABLES["entries"], lambda: made)
    as_parquet.write(tmp_path / "x.parquet", about, [many])
    found = _asked(f"SELECT position, length(text) FROM '{tmp_path}/x.parquet'")
    assert found == [(at, at) for at in range(5_001)]


# ------------------------------------------------------------------ whose it is


def test_each_format_knows_its_own_and_no_other(
    tmp_path: Path, about: About, filled: list[Filled]
) -> None:
    for name, form in FORMATS.items():
        form.write(tmp_path / name, about, filled if form.holds_several else filled[:1])
    for name, form in FORMATS.items():
        knows = [other for other in FORMATS if form.is_ours((tmp_path / other).read_bytes())]
        assert knows == [name]
        assert not form.is_ours(b"SQLite format 3\0" + b"\0" * 100)
        assert not form.is_ours(b'{"version": "of something else"}')
        assert not form.is_ours(b"PAR1 of somebody PAR1")
        assert not form.is_ours(b"\xff\xfe\x00")


# ------------------------------------------------------------------ what can go wrong


def test_a_database_in_a_folder_that_is_gone(tmp_path: Path, about: About) -> None:
    for write in (as_sqlite.write, as_parquet.write):
        with pytest.raises((DiskRefused, OSError)):
            write(tmp_path / "gone" / "x", about, [Filled(TABLES["entries"], list)])


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(Refused) as refused:
        as_parquet.require()
    assert "pip install 'inc-cli[parquet]'" in refused.value.hint
