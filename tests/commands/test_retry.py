"""`inc retry`: what could not be recorded waits for better times.

What is kept for each refusal is told by `tests/journeys/test_refusals.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Cli


@pytest.fixture
def waiting(declared: Cli, git: Callable[..., str]) -> Cli:
    """Two notes that were typed while no branch was checked out, which is over."""
    git("checkout", "--quiet", "--detach")
    ran = declared("log", "first", ok=False)
    assert ran.code == 4
    assert ran.err.endswith("     What you typed is kept. When the cause is mended: inc retry\n")
    assert declared("log", "-m", "second", "-", stdin="a\tb\n", ok=False).code == 4
    git("checkout", "--quiet", "-")
    return declared


def test_it_is_recorded_as_it_was_typed_and_when(waiting: Cli) -> None:
    ran = waiting("retry")
    assert "Again, as typed 2026-03-04T15:32:00Z: inc log first\n" in ran.err
    rows = waiting("timeline").rows
    assert [row[0] for row in rows[1:]] == ["2026-03-04 15:32 UTC", "2026-03-04 15:33 UTC"]
    assert [row[-1] for row in rows[1:]] == ["first", "second ``` a b ```"]
    empty = waiting("retry")
    assert (empty.out, empty.err) == ("", "Nothing waits to be recorded.\n")


def test_the_list_names_what_waits(waiting: Cli) -> None:
    rows = waiting("retry", "--list").rows
    assert [row[:3] for row in rows] == [
        ["1", "2026-03-04T15:32:00Z", "inc log first"],
        ["2", "2026-03-04T15:33:00Z", "inc log -m second -"],
    ]
    kept = waiting("retry", "--list", "--json").json["waiting"]
    assert [set(one) for one in kept] == [{"number", "at", "command", "input", "error"}] * 2
    assert kept[1]["input"] == "a\tb\n"
    assert "detached HEAD" in kept[0]["error"]


def test_one_is_forgotten_by_its_number(waiting: Cli) -> None:
    assert waiting("retry", "--drop", "1").out == "Forgotten: inc log first\n"
    ran = waiting("retry", "--drop", "2", ok=False)
    assert ran.code == 3
    assert ran.err == "inc: there is no number 2\n     See them: inc retry --list\n"
    assert [row[2] for row in waiting("retry", "--list").rows] == ["inc log -m second -"]


def test_what_still_cannot_be_recorded_still_waits(waiting: Cli, git: Callable[..., str]) -> None:
    git("checkout", "--quiet", "--detach")
    assert waiting("retry", ok=False).code == 4
    assert len(waiting("retry", "--list").rows) == 2


def test_nothing_waits_for_a_program(cli: Cli) -> None:
    assert cli("retry", "--list", "--json").json == {"version": 1, "waiting": []}
    assert cli("retry", "--json").json == {"version": 1, "retried": []}


def test_what_a_program_gets(waiting: Cli, git: Callable[..., str]) -> None:
    dropped = waiting("retry", "--drop", "2", "--json").json
    assert dropped == {"version": 1, "forgotten": "inc log -m second -"}
    git("checkout", "--quiet", "--detach")
    again = {"at": "2026-03-04T15:32:00Z", "command": "inc log first"}
    ran = waiting("retry", "--json", ok=False)
    assert (ran.code, ran.json) == (4, {"version": 1, "retried": [{**again, "exit_code": 4}]})
    git("checkout", "--quiet", "-")
    done = waiting("retry", "--json")
    assert done.json == {"version": 1, "retried": [{**again, "exit_code": 0}]}
    assert "Recorded in 2026-03-04-checkout-failures" in done.err
