"""Work shared with copies of the process: all of it is done, in order, whoever dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from inc.sharing import shared, streamed

MANY = 2_345


def doubled(numbers: Sequence[int]) -> list[int]:
    return [2 * number for number in numbers]


def in_order(answers: list[list[int]]) -> list[int]:
    return [number for answer in answers for number in answer]


@pytest.fixture(autouse=True)
def several(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many copies as elsewhere, however many processors there are here."""
    monkeypatch.setattr("inc.sharing._processors", lambda: 3)


def children() -> set[str]:
    ran = subprocess.run(
        ["ps", "-o", "pid=,comm=", "--ppid", str(os.getpid())], capture_output=True, text=True
    )
    return {line for line in ran.stdout.splitlines() if not line.endswith(" ps")}


@pytest.mark.parametrize("count", [0, 1, 399, 400, MANY])
def test_all_is_done_in_order(count: int) -> None:
    before = children()
    assert in_order(list(streamed(doubled, range(count)))) == doubled(range(count))
    assert shared(lambda word: f"{word}!", [str(one) for one in range(count)]) == [
        f"{one}!" for one in range(count)
    ]
    assert children() == before


@pytest.mark.parametrize("at", [0, 250, 1_000, MANY - 1])
def test_a_copy_that_is_killed_is_replaced(at: int) -> None:
    ours = os.getpid()

    def deadly(numbers: Sequence[int]) -> list[int]:
        if at in numbers and os.getpid() != ours:
            os.kill(os.getpid(), signal.SIGKILL)
        return doubled(numbers)

    assert in_order(list(streamed(deadly, range(MANY)))) == doubled(range(MANY))


def test_all_copies_may_be_killed() -> None:
    ours = os.getpid()

    def deadly(numbers: Sequence[int]) -> list[int]:
        if os.getpid() != ours:
            os.kill(os.getpid(), signal.SIGKILL)
        return doubled(numbers)

    assert in_order(list(streamed(deadly, range(MANY)))) == doubled(range(MANY))


def test_an_answer_that_is_cut_off_is_done_again() -> None:
    """Larger than a pipe holds, and its writer dies while it is being read."""
    ours = os.getpid()

    class Deadly:
        def __reduce__(self) -> tuple[type[bytes], tuple[()]]:
            if os.getpid() != ours:
                os.kill(os.getpid(), signal.SIGKILL)
            return bytes, ()

    def work(numbers: Sequence[int]) -> list[object]:
        return [b"x" * 300_000, Deadly(), *numbers]

    answers = list(streamed(work, range(800)))
    assert [one for answer in answers for one in answer[2:]] == list(range(800))


def test_whoever_has_heard_enough_leaves_no_copy() -> None:
    before = children()
    stream = streamed(doubled, range(100 * MANY))
    next(stream)
    assert children() != before
    del stream
    assert children() == before


def test_an_error_is_that_of_the_work() -> None:
    def wrong(numbers: Sequence[int]) -> list[int]:
        raise ValueError("wrong")

    before = children()
    with pytest.raises(ValueError, match="wrong"):
        list(streamed(wrong, range(MANY)))
    assert children() == before


ENDLESS = """
import sys
from inc import sharing
sharing._processors = lambda: 3
for number, _ in enumerate(sharing.streamed(lambda some: b"x" * 200_000, range(10_000_000))):
    if number == 3:
        print("working", flush=True)
        sys.stdin.read()
"""


def test_copies_end_when_the_process_is_killed(tmp_path: Path) -> None:
    """They hold its standard output, which ends when the last of them does."""
    with subprocess.Popen(
        [sys.executable, "-c", ENDLESS], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout
        assert child.stdout.readline() == b"working\n"
        child.kill()
        assert child.stdout.read() == b""


def test_where_nothing_can_be_forked_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError("too many processes")

    monkeypatch.setattr(os, "fork", refuse)
    assert in_order(list(streamed(doubled, range(MANY)))) == doubled(range(MANY))
    assert shared(str.upper, ["a"] * 500) == ["A"] * 500
