"""Tables of Markdown with a heading row: read by cell, and written cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

_DASHES: Final = r" {0,3}\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?[ \t]*)?\|?[ \t]*"


class Row(NamedTuple):
    """A row of a table: its line, and its cells under the headings of the table."""

    line: int
    columns: Sequence[str]
    cells: Sequence[str]

    def of(self, *headings: str) -> str:
        """The first cell that says something below one of these headings (in small letters)."""
        told = dict(zip(self.columns, self.cells, strict=False))
        return next((told[heading] for heading in headings if told.get(heading)), "")


def rows(lines: Sequence[str], start: int, end: int) -> Iterator[Row]:
    """The rows of the tables between two lines, each with the headings of its table."""
    columns: tuple[str, ...] = ()
    for number in range(start, end):
        line = lines[number].rstrip()
        if "|" not in line:
            columns = ()
        elif columns:
            yield Row(number, columns, cells(line))
        elif number > start and is_rule(line) and "|" in lines[number - 1]:
            columns = tuple(" ".join(cell.casefold().split()) for cell in cells(lines[number - 1]))


def is_rule(line: str) -> bool:
    """Whether a line is the one of dashes below the headings of a table."""
    return len(line) < 1_000 and re.fullmatch(_DASHES, line) is not None


def cells(line: str) -> list[str]:
    """The cells of a row; `\\|` is a bar in one of them."""
    text = line.strip()
    text = text.removeprefix("|")
    found = re.split(r"(?<!\\)\|", text)
    if len(found) > 1 and not found[-1].strip():
        found.pop()
    return [cell.strip().replace("\\|", "|") for cell in found]


def row(values: Sequence[str]) -> str:
    """A row of cells, their bars escaped."""
    return "| " + " | ".join(cell(value) for value in values) + " |"


def cell(value: str) -> str:
    """A text as it stands in a cell."""
    return " ".join(value.split()).replace("|", "\\|")
