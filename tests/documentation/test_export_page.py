"""The page on exports names every table and column, and its SQL answers."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from inc.exports import as_sqlite
from inc.exports.registry import FORMATS
from inc.exports.tables import TABLES, About, Filled

PAGE = (Path(__file__).parents[2] / "docs" / "export.md").read_text(encoding="utf-8")
STATEMENTS = re.findall(r"^```sql\n(.*?)^```$", PAGE, re.M | re.S)


def test_it_names_every_column_in_its_order() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| ((?:`\w+` ?)+)\|$", PAGE, re.M))
    told = {name: re.findall(r"\w+", columns) for name, columns in rows.items()}
    assert told == {name: table.names for name, table in TABLES.items()}


def test_it_names_every_format() -> None:
    table = PAGE.partition("| `--format` |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.M) == list(FORMATS)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_its_sql_answers(statement: str, tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    tables = [Filled(table, list) for table in TABLES.values()]
    as_sqlite.write(path, About("inc", "", None, "", 0, 0), tables)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute(statement).fetchall() == []


def test_it_shows_statements() -> None:
    assert len(STATEMENTS) >= 3
