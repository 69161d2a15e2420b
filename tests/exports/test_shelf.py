"""Rows come back from the shelf as they were put there, however many they are."""

from __future__ import annotations

import pytest

from inc.exports import shelf
from inc.exports.shelf import Shelf
from inc.exports.tables import Row


@pytest.mark.parametrize("in_memory", [0, 100, 10_000_000])
def test_rows_come_back_in_their_order(in_memory: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "_IN_MEMORY", in_memory)
    made: list[Row] = [(f"text {at}\n", at, None, True, ["a", "ü"]) for at in range(100)]
    with Shelf() as kept:
        for at in range(0, 100, 10):
            kept.add("one", made[at : at + 10])
            kept.add("other", made[at : at + 1])
        assert list(kept.rows("one")) == made
        both = zip(kept.rows("one"), kept.rows("other"), strict=False)  # read in turns
        assert list(both) == list(zip(made, made[::10], strict=False))
        assert list(kept.rows("none")) == []
