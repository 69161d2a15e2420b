"""Incidents as columns are the same incidents as rows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inc.domain.metrics import MOMENTS, Columns, Row
from inc.domain.metrics.summaries import without

times = st.none() | st.integers(-100_000, 100_000)
rows = st.lists(
    st.builds(
        Row,
        st.integers(1, 1_000),
        times,
        st.integers(0, 1),
        st.integers(0, 3),
        st.sampled_from(["", "SEV1"]),
        *[times] * len(MOMENTS[1:]),
    ),
    max_size=20,
)


@given(rows, st.data())
def test_columns_are_their_rows(each: list[Row], data: st.DataObject) -> None:
    columns = Columns.of(each)
    assert (len(columns), [*columns]) == (len(each), each)
    assert columns.instants == sorted(row.began for row in each if row.began is not None)
    assert columns.open_places == [place for place, row in enumerate(each) if row.is_open]
    for name in MOMENTS:
        lacking = [place for place, row in enumerate(each) if getattr(row, name) is None]
        assert columns.lacking(name) == lacking
    places = data.draw(st.lists(st.sampled_from(range(len(each))))) if each else []
    assert [*columns.at(places)] == [each[place] for place in places]


@given(st.lists(st.integers()), st.sets(st.integers(0, 20)))
def test_what_is_left_without_some(column: list[int], places: set[int]) -> None:
    there = sorted(place for place in places if place < len(column))
    kept = [one for place, one in enumerate(column) if place not in there]
    assert [*without(column, there)] == kept


def test_columns_that_nobody_asked_for_are_empty_of_times() -> None:
    assert [*Columns({"key": [1, 2], "detected": [5, 6]})] == [
        Row(1, detected=5),
        Row(2, detected=6),
    ]
