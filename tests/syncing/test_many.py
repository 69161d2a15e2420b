"""Sixteen clones of one incident: nothing lost, nothing twice, and everywhere the same bytes."""

from __future__ import annotations

import sys
from pathlib import Path

import people
import pytest
from many import play

tmp_path = people.tmp_path


@pytest.mark.parametrize(("seed", "clones", "operations"), [(1, 16, 3), (2, 8, 5), (3, 4, 8)])
def test_nothing_is_lost(tmp_path: Path, seed: int, clones: int, operations: int) -> None:
    figures = play(tmp_path, seed, clones, operations)
    assert figures.faults == {}, figures
    assert figures.acknowledged > figures.operations / 2
    assert figures.merges > 0


def test_some_want_a_straight_history(tmp_path: Path) -> None:
    figures = play(tmp_path, 4, 5, 5, linear=3)
    assert figures.faults == {}, figures


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(20))
def test_nothing_is_lost_in_a_long_time(
    tmp_path: Path, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """20 seeds of 16 clones and 100 operations each; with `-p no:xdist` it says its figures."""
    figures = play(tmp_path, 1000 + seed, 16, 100)
    with capsys.disabled():
        sys.stdout.write(f"\nseed {seed}: {figures}\n")
    assert figures.faults == {}, figures
