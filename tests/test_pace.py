"""What measures growth finds a square, and lets pass what is linear, bounded or next to nothing."""

from __future__ import annotations

import re

import pytest

import pace

SIZE = 20_000


def searched(pattern: str, size: int) -> object:
    return re.search(pattern, "a" * size)


def test_a_pattern_whose_time_is_a_square_is_found() -> None:
    with pytest.raises(AssertionError, match="grows faster than its text"):
        pace.steady(lambda size: searched("a*b", size), SIZE)
    with pytest.raises(AssertionError, match="more than 2 yardsticks"):
        pace.bounded(lambda: searched("a*b", SIZE), 2)


def test_a_linear_one_passes_and_gives_what_it_found() -> None:
    assert pace.steady(lambda size: searched("a+$", size), 100 * SIZE) is not None
    assert pace.bounded(lambda: searched("a+$", 100 * SIZE), 10) is not None


def test_what_is_next_to_nothing_is_not_measured() -> None:
    assert pace.steady(lambda size: sum(range(size // 1_000) if size == SIZE else ()), SIZE) == 190
