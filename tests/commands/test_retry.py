"""`inc retry`: what could not be recorded waits for better times.

What is kept for each refusal is told by `tests/journeys/test_refusals.py`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Cli, Inc


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
    assert [set(one) for one in kept] == [
        {"number", "at", "command", "input", "error", "folder"}
    ] * 2
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


# ------------------------------------------------------------------ typed in another place


@pytest.fixture
def elsewhere(declared: Cli, inc: Inc, tmp_path: Path) -> Path:
    """Another workspace, whose clone could not even keep the words of a note."""
    folder = tmp_path / "other place"
    shutil.copytree(declared.folder, folder)
    (folder / ".git/inc/spool").parent.mkdir(exist_ok=True)
    (folder / ".git/inc/spool").write_text("in the way")
    (folder / ".git/index.lock").touch()
    (folder / ".git/HEAD").write_text(_head(folder))
    assert inc("log", "the pool is full", cwd=folder, ok=False).code == 4
    return folder


def _head(folder: Path) -> str:
    """A commit without a branch, where nothing is recorded."""
    return (folder / ".git/refs/heads/main").read_text()


def _told_by_doctor(cli: Cli) -> list[tuple[str, str, bool]]:
    parts = cli("doctor", "--json", ok=False).json["examinations"]
    found = [one for part in parts for one in part["findings"]]
    return [(one["what"], one["hint"], one["is_wrong"]) for one in found]


def test_what_was_typed_in_another_workspace_is_for_that_one(
    declared: Cli, elsewhere: Path
) -> None:
    assert declared("retry").err == (
        f"Left, because it was typed in {elsewhere}: inc log 'the pool is full'\n"
        f"  To record it there: cd '{elsewhere}' && inc retry\n"
    )
    way = f"cd '{elsewhere}' && inc retry"
    what = f"commands that could not be recorded in {elsewhere}: 1"
    assert _told_by_doctor(declared) == [(what, way, False)]
    lines = declared("doctor").out.split("\n")
    assert lines[lines.index("other  words wait to be recorded") + 1].strip() == what


def test_what_was_typed_in_a_folder_that_is_gone_can_only_be_forgotten(
    declared: Cli, elsewhere: Path
) -> None:
    shutil.rmtree(elsewhere)
    assert declared("retry").err == (
        f"Left, because it was typed in {elsewhere}: inc log 'the pool is full'\n"
        "  That folder is not there any more. To forget it: inc retry --drop 1\n"
    )
    what = f"typed in {elsewhere}, which is not there any more: inc log 'the pool is full'"
    way = "See it: inc retry --list; forget it: inc retry --drop 1"
    assert _told_by_doctor(declared) == [(what, way, False)]
    declared("retry", "--drop", "1")
    assert _told_by_doctor(declared) == []


def test_what_was_typed_where_there_is_no_workspace(
    declared: Cli, inc: Inc, tmp_path: Path
) -> None:
    nowhere = tmp_path / "nowhere"
    nowhere.mkdir()
    inc("log", "x", cwd=nowhere, ok=False)
    said = declared("retry").err
    assert said.endswith("  No workspace is there. To record it here: inc retry --here\n")
    [(what, way, is_wrong)] = _told_by_doctor(declared)
    assert what == "commands that were typed where there is no workspace: 1"
    assert (way, is_wrong) == ("Record them here: inc retry --here", True)
    declared("retry", "--here")
    assert declared("timeline").rows[-1][-1] == "x"
    assert _told_by_doctor(declared) == []
