"""Numbers in words: rounded, never past what is true, and a dash for nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc.reports.told import counted, lasted, longer, more, percent, points


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (None, "–"),
        (0, "0 %"),
        (0.001, "1 %"),
        (0.125, "12 %"),
        (2 / 3, "67 %"),
        (0.999, "99 %"),
        (1, "100 %"),
    ],
)
def test_a_share(share: float | None, told: str) -> None:
    assert percent(share) == told


@given(st.integers(0, 500), st.integers(1, 500))
def test_only_all_is_all_and_only_nothing_is_nothing(part: int, more_than_that: int) -> None:
    share = part / (part + more_than_that)
    assert percent(share) != "100 %"
    assert (percent(share) == "0 %") == (part == 0)


@pytest.mark.parametrize(
    ("now", "before", "told"), [(3, 1, "+2"), (1, 3, "−2"), (2, 2, "±0"), (0, 0, "±0")]
)
def test_how_many_more(now: int, before: int, told: str) -> None:
    assert more(now, before) == told


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [(120, 60, "+100 %"), (45, 60, "−25 %"), (60, 60, "±0 %"), (60, 0, "–"), (60, None, "–")],
)
def test_how_much_longer(now: float, before: float | None, told: str) -> None:
    assert longer(now, before) == told
    assert longer(None, before) == "–"


def test_points_of_a_share_are_the_difference_of_what_is_told() -> None:
    assert points(0.5, 0.45) == "+5 points"
    assert points(None, 0.5) == "–"
    assert points(0.5, None) == "–"


def test_lengths_and_counts() -> None:
    assert (lasted(3_900), lasted(None), lasted(-1)) == ("1 h 05 min", "–", "–")
    assert (counted(1, "drill"), counted(0, "drill")) == ("1 drill", "0 drills")
