"""Comma-separated values by RFC 4180, in UTF-8, with a header; a table a file.

A spreadsheet takes a cell that begins with `=` and some other signs as a formula and runs it, and
what stands in an incident may come from anybody. Such a text gets an apostrophe before it, and so
does one that begins with an apostrophe: whoever takes one away reads what was written.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from typing import Final, TextIO

from inc.domain.text import visible
from inc.exports.as_json import line
from inc.exports.tables import TABLES, About, Column, Filled, Sort, Value

_FORMULA: Final = re.compile(r"'|\s*[=+\-@\t\r＝＋－＠]")


def write(sink: TextIO, _about: About, tables: Sequence[Filled]) -> None:
    """Write the one table; for a terminal with nothing in it that a terminal would obey."""
    (filled,) = tables
    is_screen = sink.isatty()
    rows = csv.writer(sink, lineterminator="\n" if is_screen else "\r\n")
    rows.writerow(filled.table.names)
    cells = [_cell_of(column) for column in filled.table.columns]
    for row in filled.rows():
        written = [cell(value) for cell, value in zip(cells, row, strict=True)]
        rows.writerow(map(visible, written) if is_screen else written)


def _cell_of(column: Column) -> Callable[[Value], str]:
    """What writes the values of a column; numbers and times are ours, and are no formulas."""
    return {
        Sort.TEXT: lambda value: "" if value is None else defused(str(value)),
        Sort.FLAG: lambda value: "true" if value else "false",
        Sort.WORDS: line,
    }.get(column.sort, lambda value: "" if value is None else str(value))


def defused(text: str) -> str:
    """A text that no spreadsheet takes as a formula; without its first apostrophe it is as it was.

    Only a text that gets an apostrophe begins with one.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def is_ours(sample: bytes) -> bool:
    """Whether a file with this beginning is an export of this form."""
    header = sample.partition(b"\n")[0].rstrip(b"\r").decode("utf-8", "replace")
    return any(header == ",".join(table.names) for table in TABLES.values())
