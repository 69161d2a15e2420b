"""Tables of Markdown with a heading row: read by cell, and written cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

_DASHES: Final = r" {0,3}\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?[ \t]*)?\|?[ \t]*"
_BAR: Final = r"(?<!\\)\|"
_MOST_COLUMNS: Final = 50  # of a table that are known by their headings


class Row(NamedTuple):
    """A row of a table: its line, and its cells under the headings of the table."""

    line: int
    columns: Sequence[str]
    cells: Sequence[str]

    def of(self, *headings: str) -> str:
        """The first cell that says something below one of these headings (in small letters)."""
        at = self.at(*headings)
        return self._cell(at) if at is not None else ""

    def at(self, *headings: str) -> int | None:
        """The column of these headings that says something, else the first of them."""
        places = [self.columns.index(one) for one in headings if one in self.columns]
        return next((place for place in places if self._cell(place)), next(iter(places), None))

    def _cell(self, place: int) -> str:
        return self.cells[place] if place < len(self.cells) else ""


def rows(lines: Sequence[str], start: int, end: int) -> Iterator[Row]:
    """The rows of the tables between two lines, each with the headings of its table."""
    for table in tables(lines, start, end):
        for number in range(table.start, table.end):
            yield Row(number, table.columns, cells(lines[number].rstrip()))


class Table(NamedTuple):
    """The headings of a table (in small letters), and the lines of its rows, half-open."""

    columns: Sequence[str]
    start: int
    end: int


def tables(lines: Sequence[str], start: int, end: int) -> Iterator[Table]:
    """The tables between two lines."""
    number = start + 1
    while number < end:
        if not ("|" in lines[number - 1] and is_rule(lines[number].rstrip())):
            number += 1
            continue
        headings = cells(lines[number - 1])[:_MOST_COLUMNS]
        columns = [" ".join(cell.casefold().split()) for cell in headings]
        last = number + 1
        while last < end and "|" in lines[last]:
            last += 1
        yield Table(columns, number + 1, last)
        number = last + 1


def is_rule(line: str) -> bool:
    """Whether a line is the one of dashes below the headings of a table."""
    return "|" in line[:1_000] and len(line) < 1_000 and re.fullmatch(_DASHES, line) is not None


def cells(line: str) -> list[str]:
    """The cells of a row; `\\|` is a bar in one of them."""
    return [cell.strip().replace("\\|", "|") for cell in _raw(line.strip().removeprefix("|"))[0]]


def _raw(inner: str) -> tuple[list[str], bool]:
    """What stands between the bars, behind the first, and whether a last bar closes the row."""
    found = re.split(_BAR, inner)
    is_closed = len(found) > 1 and not found[-1].strip()
    return (found[:-1] if is_closed else found), is_closed


def rule_above(lines: Sequence[str], number: int) -> str:
    """The line of dashes of the table that a row stands in; nothing for no table."""
    while number > 0 and "|" in lines[number]:
        if is_rule(lines[number].rstrip()):
            return lines[number]
        number -= 1
    return ""


def with_cells(line: str, values: Mapping[int, str], rule: str = "") -> str:
    """A row with other texts in some of its cells; everything around them stays.

    A cell keeps its room, but what only its own text took beyond the `rule` of the table is given
    up with that text.
    """
    widths = [len(cell) for cell in _raw(rule.strip().removeprefix("|"))[0]]
    body = line.rstrip()
    first = len(body) - len(body.lstrip())
    first += body[first : first + 1] == "|"
    found, is_closed = _raw(body[first:])
    found += ["  "] * (max(values, default=0) + 1 - len(found))
    for at, value in values.items():
        found[at] = _fitted(found[at], cell(value), widths[at] if at < len(widths) else None)
    return body[:first] + "|".join(found) + "|" * is_closed + line[len(body) :]


def _fitted(before: str, text: str, width: int | None) -> str:
    """A text in the room that another one had, on the side where that one stood."""
    is_full = len(before) - len(before.strip()) <= len("  ")
    room = min(len(before), width) if is_full and width is not None else len(before)
    left = len(before) - len(before.lstrip())
    is_right = bool(before.strip()) and left > 1 >= len(before) - len(before.rstrip())
    text = f" {text} " if text else "  "
    return text.rjust(room) if is_right else text.ljust(room)


def row(values: Sequence[str]) -> str:
    """A row of cells, their bars escaped."""
    return "| " + " | ".join(cell(value) for value in values) + " |"


def cell(value: str) -> str:
    """A text as it stands in a cell."""
    return " ".join(value.split()).replace("|", "\\|")
