"""No cell of a CSV is a formula, and every value can be read back."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc.exports import as_csv
from inc.exports.tables import About, Column, Filled, Sort, Table

SIGNS = "=+-@\t\r＝＋－＠"
# Texts in which the dangerous signs are likely, and any others.
TEXTS = st.text(st.sampled_from(" '\n\"," + SIGNS), max_size=6).flatmap(
    lambda start: st.text(max_size=20).map(lambda rest: start + rest)
)
WORDS = Table("words", (Column("first"), Column("second")), ("first",))
ABOUT = About("inc", "", None, "", 0, 0)


@given(TEXTS)
def test_a_cell_is_no_formula_and_one_apostrophe_less_is_the_text(text: str) -> None:
    cell = as_csv.defused(text)
    assert not cell.lstrip().startswith(tuple(SIGNS))
    assert cell[:1] not in tuple(SIGNS)
    assert cell.removeprefix("'") == text


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=4))
def test_what_is_written_is_read_back(rows: list[tuple[str, str]]) -> None:
    sink = io.StringIO(newline="")
    as_csv.write(sink, ABOUT, [Filled(WORDS, lambda: rows)])
    encoded = sink.getvalue().encode("utf-8", "surrogatepass")
    text = encoded.decode("utf-8", "surrogatepass")
    header, *read = csv.reader(io.StringIO(text, newline=""))
    assert header == ["first", "second"]
    assert [tuple(cell.removeprefix("'") for cell in row) for row in read] == rows


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        (" \t=1+1", "' \t=1+1"),
        ("\n@SUM(1)", "'\n@SUM(1)"),
        ("-2 % of requests", "'-2 % of requests"),
        ("＝1", "'＝1"),
        ("'quoted'", "''quoted'"),
        ("a = b", "a = b"),
        ("", ""),
    ],
)
def test_examples(text: str, cell: str) -> None:
    assert as_csv.defused(text) == cell


def test_numbers_and_times_of_ours_are_left_alone() -> None:
    columns = (Column("n", Sort.NUMBER), Column("t", Sort.TIME, is_optional=True))
    table, sink = Table("x", columns, ("n",)), io.StringIO(newline="")
    as_csv.write(sink, ABOUT, [Filled(table, lambda: [(-5, "1969-12-31T23:59:59Z"), (0, None)])])
    assert sink.getvalue() == "n,t\r\n-5,1969-12-31T23:59:59Z\r\n0,\r\n"


def test_a_terminal_is_told_nothing_that_it_obeys() -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    sink = Screen(newline="")
    as_csv.write(sink, ABOUT, [Filled(WORDS, lambda: [("\x1b[2J", "\u202eabc")])])
    assert sink.getvalue() == "first,second\n␛[2J,<U+202E>abc\n"
