"""Tables: read by cell as people type them, and written cell by cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc.store import tables
from inc.store.tables import Row

TABLE = """\
Prose with a | in it.

| Action |  Due   Date | Owner
|:-------|:----:|---
| a \\| b | x |
c | d | e | too many

| No | rule |
| below | it |
"""


def rows(text: str) -> list[Row]:
    lines = text.splitlines(keepends=True)
    return list(tables.rows(lines, 0, len(lines)))


def test_the_rows_of_a_table() -> None:
    first, second = rows(TABLE)
    assert (first.line, list(first.columns)) == (4, ["action", "due date", "owner"])
    assert first.cells == ["a | b", "x"]
    assert second.cells == ["c", "d", "e", "too many"]
    assert (first.of("owner"), second.of("owner")) == ("", "e")
    assert first.of("nosuch") == ""


def test_of_several_headings_the_one_that_says_something_counts() -> None:
    row = Row(0, ["due", "by", "owner"], ["", "friday"])
    assert (row.of("due", "by"), row.at("due", "by")) == ("friday", 1)
    assert (row.at("owner", "who"), row.at("due")) == (2, 0)
    assert row.at("nosuch") is None


@pytest.mark.parametrize(
    "line", ["|---|", "| :-: | --- |", "---|---", "|-|-", "   |---|---|  ", "|---|---:"]
)
def test_a_line_of_dashes(line: str) -> None:
    assert tables.is_rule(line)


@pytest.mark.parametrize("line", ["---", "", "| a |", "    |---|", "|---|x", "|" + "-|" * 600])
def test_no_line_of_dashes(line: str) -> None:
    assert not tables.is_rule(line)


@pytest.mark.parametrize(
    ("line", "values", "after"),
    [
        ("| a | b |\n", {1: "c"}, "| a | c |\n"),
        ("| a    | b |\r\n", {0: "c"}, "| c    | b |\r\n"),
        ("|    a | b |\n", {0: "cd"}, "|   cd | b |\n"),
        ("| a | b |  \n", {0: "longer"}, "| longer | b |  \n"),
        ("| a |\n", {2: "c"}, "| a |  | c |\n"),
        ("a | b\n", {0: "c"}, " c | b\n"),
        ("|a|b|", {1: ""}, "|a|  |"),
        ("  | a \\| x | b |\n", {1: "c | d"}, "  | a \\| x | c \\| d |\n"),
        ("| `a` | b |\n", {}, "| `a` | b |\n"),
    ],
)
def test_only_the_cells_that_change_are_written(
    line: str, values: dict[int, str], after: str
) -> None:
    assert tables.with_cells(line, values) == after


WORDS = st.text("ab|\\` ~^", max_size=8).map(lambda text: " ".join(text.split()))


@given(st.lists(WORDS, min_size=2, max_size=5), st.data())
def test_any_cell_is_read_as_it_was_written(values: list[str], data: st.DataObject) -> None:
    line = tables.row(values) + "\n"
    read = tables.cells(line)
    assert read == values[: len(read)]
    assert not any(values[len(read) :])
    at, new = data.draw(st.integers(0, 5)), data.draw(WORDS)
    after = tables.cells(tables.with_cells(line, {at: new}))
    wanted = [*values, *[""] * 6][: max(len(values), at + 1)]
    wanted[at] = new
    assert [*after, *[""] * 6][: len(wanted)] == wanted
