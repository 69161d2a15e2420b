"""Kills at any moment, alone and among others: nothing acknowledged is lost, nothing is twice."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import rooms
from typed import DOCUMENT

if TYPE_CHECKING:
    from dying import Clone

clone, tmp_path = rooms.clone, rooms.tmp_path

WRITERS = 16
LONGER = 1.3
"""A command lives at most so many times as long as it needs before it is killed."""


def notes(clone: Clone) -> Counter[str]:
    """The texts of the notes of the incident, and how often each is there."""
    entries = clone.ok("show", "checkout", "--json").json["incident"]["entries"]
    return Counter(one["text"] for one in entries if one["kind"] == "note")


def needed(clone: Clone) -> float:
    """The seconds that a note takes on this machine now, of three the one in the middle."""
    took = []
    for turn in range(3):
        began = time.monotonic()
        clone.ok("log", "-i", "checkout", f"measured {clone.minute} {turn}")
        took.append(time.monotonic() - began)
    return sorted(took)[1]


def killed_again_and_again(
    clone: Clone, name: str, turns: int, chance: random.Random, longest: float
) -> list[str]:
    """Notes of which some are killed; returns what was acknowledged."""
    acknowledged = []
    for turn in range(turns):
        text = f"{name} note {turn}."  # no text is part of another one
        ended = clone.run("log", "-i", "checkout", text, live=chance.uniform(0.001, longest))
        clone.age()
        if ended.code == 0:
            acknowledged.append(text)
    return acknowledged


def all_is_well(clone: Clone, acknowledged: list[str], persons: tuple[str, str]) -> None:
    clone.ok("log", "-i", "checkout", f"after minute {clone.minute}")
    found = notes(clone)
    assert max(found.values()) == 1, found.most_common(3)
    assert set(acknowledged) - set(found) == set()
    kept = clone.waiting()
    doubled = [text for text in found if any(text in words for words in kept)]
    assert doubled == []
    clone.has_no_fault()
    assert clone.of_person() == persons
    assert clone.git("show", f"HEAD:{DOCUMENT}") == (clone.folder / DOCUMENT).read_text()
    assert "edited by hand" not in clone.git("log", "--format=%s")


def alone(clone: Clone, kills: int, seed: int) -> None:
    persons = clone.of_person()
    chance = random.Random(seed)
    for _ in range(kills // 50):
        longest = LONGER * needed(clone)
        acknowledged = killed_again_and_again(clone, f"{chance.random()}", 50, chance, longest)
        all_is_well(clone, acknowledged, persons)


def among_others(clone: Clone, tmp_path: Path, kills: int, seed: int) -> None:
    persons, writers = clone.of_person(), []
    longest = LONGER * needed(clone) * WRITERS / 4  # they wait for one another
    for writer in range(WRITERS):
        child = os.fork()
        if not child:
            try:
                chance = random.Random(seed * WRITERS + writer)
                turns = kills // WRITERS
                told = killed_again_and_again(clone, f"w{writer}", turns, chance, longest)
                (tmp_path / f"writer-{writer}").write_text("\n".join(told))
                os._exit(0)
            finally:
                os._exit(1)
        writers.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(one, 0)[1]) for one in writers] == [0] * WRITERS
    lines = [(tmp_path / f"writer-{writer}").read_text().split("\n") for writer in range(WRITERS)]
    all_is_well(clone, [line for part in lines for line in part if line], persons)


@pytest.mark.slow
def test_two_hundred_kills(clone: Clone) -> None:
    alone(clone, 200, seed=1)


@pytest.mark.slow
def test_a_hundred_kills_among_sixteen_writers(clone: Clone, tmp_path: Path) -> None:
    among_others(clone, tmp_path, 112, seed=2)


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("seed", range(50))
def test_ten_thousand_kills(seed: int, clone: Clone, tmp_path: Path) -> None:
    alone(clone, 100, seed=100 + seed)
    among_others(clone, tmp_path, 112, seed=100 + seed)
