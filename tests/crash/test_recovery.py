"""What the next command makes of what a killed one left, whatever happened in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import rooms
import typed
from dying import KILLED

if TYPE_CHECKING:
    from dying import Clone, Ended

clone, tmp_path = rooms.clone, rooms.tmp_path
DOCUMENT, DRAFTED, ITEM = typed.DOCUMENT, typed.DRAFTED, typed.ITEM
refusing = typed.refusing

LOG = ("log", "-i", "checkout", "the pool is full")
NEXT = ("log", "-i", "checkout", "next")


def cut_off(clone: Clone, *words: str, at: str) -> None:
    assert clone.run(*words, die=at).code == KILLED


def texts(clone: Clone) -> list[str]:
    entries = clone.ok("show", "checkout", "--json").json["incident"]["entries"]
    return [one["text"] for one in entries if one["kind"] == "note"]


def subjects(clone: Clone, number: int) -> list[str]:
    told = clone.git("log", f"-{number}", "--format=%s").splitlines()
    return [line.rpartition(": ")[2] for line in told]


# ------------------------------------------------------------------ told


def test_a_change_that_is_there_is_recorded_and_told(clone: Clone) -> None:
    cut_off(clone, *LOG, at="commit-started")
    ended = clone.ok(*NEXT)
    commit = clone.git("log", "-1", "--skip=1", "--format=%h", "--abbrev=8").strip()
    told = f"A command was cut off (inc log). Its change is recorded now: {commit}"
    assert ended.err.splitlines()[0] == told
    assert texts(clone) == ["the pool is full", "next"]
    assert "Inc-Event: " in clone.git("log", "-1", "--skip=1", "--format=%B")


def test_a_change_that_was_recorded_is_told(clone: Clone) -> None:
    cut_off(clone, *LOG, at="commit-made")
    assert "Its change was recorded: " in clone.ok(*NEXT).err
    assert texts(clone) == ["the pool is full", "next"]


def test_a_change_that_never_was_is_told_and_its_words_kept(clone: Clone) -> None:
    cut_off(clone, *LOG, at="temp-written")
    ended = clone.ok(*NEXT)
    assert "Nothing of its change is there. What was typed is kept: inc retry" in ended.err
    assert clone.waiting() == ["inc log -i checkout 'the pool is full'"]
    clone.ok("retry")
    assert sorted(texts(clone)) == ["next", "the pool is full"]
    assert clone.waiting() == []


def test_what_only_reads_changes_nothing_and_shows_the_file(clone: Clone) -> None:
    cut_off(clone, *LOG, at="renamed")
    before = (clone.of_person(), clone.git("log", "--format=%H"))
    assert texts(clone) == ["the pool is full"]
    for words in (("list",), ("timeline", "checkout"), ("search", "pool"), ("next",)):
        clone.run(*words)
    assert (clone.of_person(), clone.git("log", "--format=%H")) == before
    assert clone.has_journal()


def test_next_reminds_and_the_doctor_heals(clone: Clone) -> None:
    cut_off(clone, *LOG, at="renamed")
    told = "A command was cut off (inc log); the next one that writes finishes it"
    assert told in clone.run("next").err
    ended = clone.run("doctor")
    assert ended.code == 1 and "a command was cut off (inc log)" in ended.out
    clone.run("doctor", "--fix")
    assert not clone.has_journal()
    assert texts(clone) == ["the pool is full"]
    assert told not in clone.run("next").err


# ------------------------------------------------------------------ somebody did something since


def test_what_somebody_edited_since_is_not_overwritten(clone: Clone) -> None:
    cut_off(clone, *LOG, at="renamed")
    with (clone.folder / DOCUMENT).open("a") as file:
        file.write("\nBY HAND\n")
    ended = clone.ok(*NEXT)
    assert (
        f"{DOCUMENT} was edited since, and stays as it is. What it wrote is in there" in ended.err
    )
    assert texts(clone) == ["the pool is full", "next"]
    assert "BY HAND" in clone.git("show", f"HEAD:{DOCUMENT}")
    assert subjects(clone, 2) == ["note", "edited by hand"]
    assert clone.waiting() == []


def test_what_somebody_edited_without_our_words(clone: Clone) -> None:
    before = (clone.folder / DOCUMENT).read_text()
    cut_off(clone, *LOG, at="renamed")
    (clone.folder / DOCUMENT).write_text(before + "\nBY HAND\n")
    ended = clone.ok(*NEXT)
    assert "stays as it is. What was typed is kept: inc retry" in ended.err
    clone.ok("retry")
    assert sorted(texts(clone)) == ["next", "the pool is full"]
    assert "BY HAND" in clone.git("show", f"HEAD:{DOCUMENT}")


def test_what_somebody_threw_away(clone: Clone) -> None:
    cut_off(clone, *LOG, at="renamed")
    clone.git("checkout", "--", DOCUMENT)
    assert "Nothing of its change is there" in clone.ok(*NEXT).err
    assert texts(clone) == ["next"]
    assert len(clone.waiting()) == 1


def test_what_somebody_committed(clone: Clone) -> None:
    cut_off(clone, *LOG, at="renamed")
    clone.git("commit", "-qm", "by hand", "--", DOCUMENT)
    assert "Its change was recorded" in clone.ok(*NEXT).err
    assert texts(clone) == ["the pool is full", "next"]
    assert subjects(clone, 2) == ["note", "by hand"]


def test_what_was_recorded_on_the_branch_that_somebody_left(clone: Clone) -> None:
    clone.git("branch", "other")
    cut_off(clone, *LOG, at="commit-made")
    clone.git("switch", "-q", "other")
    assert "Its change was recorded" in clone.ok(*NEXT).err
    assert texts(clone) == ["next"] and clone.waiting() == []
    clone.git("switch", "-q", "main")
    assert texts(clone) == ["the pool is full"]


def test_a_merge_that_somebody_began(clone: Clone) -> None:
    cut_off(clone, *LOG, at="renamed")
    (clone.folder / ".git" / "MERGE_HEAD").write_text(clone.git("rev-parse", "HEAD"))
    ended = clone.run(*NEXT)
    assert ended.code == 4 and "a merge is in progress" in ended.err
    assert clone.has_journal()
    (clone.folder / ".git" / "MERGE_HEAD").unlink()
    clone.ok("retry")
    assert texts(clone) == ["the pool is full", "next"]


# ------------------------------------------------------------------ git says no


def test_a_hook_that_refuses_what_is_finished(clone: Clone) -> None:
    cut_off(clone, *LOG, at="renamed")
    before = clone.git("show", f"HEAD:{DOCUMENT}")
    remove = refusing(clone)
    ended = clone.run(*NEXT)
    assert ended.code == 4
    assert "Its change was put back, for a hook (pre-commit) did not take the commit" in ended.err
    assert (clone.folder / DOCUMENT).read_text() == before
    assert len(clone.waiting()) == 2
    remove()
    clone.ok("retry")
    assert sorted(texts(clone)) == ["next", "the pool is full"]
    clone.has_no_fault()


@pytest.mark.parametrize("at", ["putting-back", "words-written", "words-kept"])
@pytest.mark.parametrize("words", [LOG, ("declare", "Search is slow", "-s", "3")])
def test_a_death_while_it_is_put_back(at: str, words: tuple[str, ...], clone: Clone) -> None:
    persons, before = clone.of_person(), clone.recorded()
    remove = refusing(clone)
    cut_off(clone, *words, at=at)
    remove()
    ended = clone.run("doctor", "--fix")
    assert clone.recorded() == before, ended
    assert clone.of_person() == persons
    assert len(clone.waiting()) == 1
    clone.ok("retry")
    assert clone.waiting() == []
    assert clone.recorded() != before
    clone.has_no_fault()


# ------------------------------------------------------------------ the same again


@pytest.mark.parametrize("at", ["renamed", "commit-made", "told", "index-synced"])
def test_a_retry_that_died_is_not_done_twice(at: str, clone: Clone) -> None:
    remove = refusing(clone)
    assert clone.run(*LOG).code == 4
    remove()
    cut_off(clone, "retry", at=at)
    clone.ok("retry")
    assert texts(clone) == ["the pool is full"]
    assert clone.waiting() == []


def test_a_death_during_recovery(clone: Clone) -> None:
    for at in ("commit-started", "commit-made", "recovered", "journal-removed"):
        cut_off(clone, "log", "-i", "checkout", f"before {at}", at="renamed")
        cut_off(clone, *NEXT, at=at)
        clone.ok("log", "-i", "checkout", f"after {at}")
    assert [text for text in texts(clone) if "before" in text] == [
        "before commit-started",
        "before commit-made",
        "before recovered",
        "before journal-removed",
    ]
    clone.has_no_fault()


# ------------------------------------------------------------------ a slow hook


def slow(clone: Clone, there: Path) -> Callable[[], None]:
    path = clone.folder / ".git" / "hooks" / "pre-commit"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'#!/bin/sh\nif ! [ -e "{there}" ]; then touch "{there}"; sleep 2; fi\n')
    path.chmod(0o755)
    return path.unlink


def begun(clone: Clone, there: Path, *words: str) -> subprocess.Popen[bytes]:
    """A command in its hook."""
    command = [sys.executable, "-m", "inc", *words]
    null = subprocess.DEVNULL
    process = subprocess.Popen(
        command, cwd=clone.folder, stdout=null, stderr=null, start_new_session=True
    )
    end = time.monotonic() + 20
    while not there.exists() and time.monotonic() < end:
        time.sleep(0.01)
    return process


SEVERAL: dict[str, tuple[list[tuple[str, ...]], tuple[str, ...]]] = {
    "log": ([], LOG),
    "action done": ([ITEM], ("action", "done", "leaks")),
    "merge": (
        [("declare", "Search is slow", "-s", "3")],
        ("merge", "search", "-i", "checkout", "--at", "2026-03-04 15:40"),
    ),
    "postmortem review": (list(DRAFTED), ("postmortem", "review", "checkout", "--no-push")),
}


@pytest.mark.parametrize("is_whole", [True, False], ids=["with its git", "alone"])
@pytest.mark.parametrize("name", SEVERAL)
def test_a_kill_in_a_slow_hook(name: str, is_whole: bool, clone: Clone, tmp_path: Path) -> None:
    before, words = SEVERAL[name]
    for one in before:
        clone.ok(*one)
    persons, commits = clone.of_person(), clone.git("rev-list", "--all", "--count")
    slow(clone, tmp_path / "there")
    process = begun(clone, tmp_path / "there", *words)
    if is_whole:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
    clone.age() if is_whole else None
    ended: Ended = clone.ok("log", "-i", "checkout", "after the kill")
    assert "A command was cut off" in ended.err
    assert int(clone.git("rev-list", "--all", "--count")) == int(commits) + 2
    assert clone.of_person() == persons
    assert clone.waiting() == []
    clone.has_no_fault()


def test_the_doctor_takes_a_lock_away_with_the_same_proof(clone: Clone, tmp_path: Path) -> None:
    remove = slow(clone, tmp_path / "there")
    process = begun(clone, tmp_path / "there", *LOG)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    remove()
    for _ in range(20):
        clone.age()  # so that no git is taken to be at work
    lock = clone.folder / ".git" / "index.lock"
    told = clone.run("doctor").out
    assert f"{lock} has been there for 1 min" in told and "inc doctor --fix" in told
    with lock.open():
        ended = clone.run("doctor", "--fix")
        assert ended.code == 4 and "a git may be at work here" in ended.err
    assert lock.exists() and clone.has_journal()
    clone.run("doctor", "--fix")
    assert texts(clone) == ["the pool is full"]
    clone.has_no_fault()


# ------------------------------------------------------------------ other places


def test_a_linked_work_tree_has_a_journal_of_its_own(clone: Clone, tmp_path: Path) -> None:
    clone.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    side = type(clone)(tmp_path / "side", clone.minute)
    cut_off(side, "log", "-i", "checkout", "from the side", at="renamed")
    ended = clone.ok(*NEXT)
    assert "cut off" not in ended.err
    assert "Its change is recorded now" in side.ok("log", "-i", "checkout", "more").err
    assert texts(side) == ["from the side", "more"]
    assert texts(clone) == ["next"]


def test_a_workspace_below_the_top(clone: Clone) -> None:
    clone.ok("init", "team", "--preset", "ungated")
    team = type(clone)(clone.folder / "team", clone.minute)
    team.ok("declare", "Search is slow", "-s", "3")
    cut_off(team, "log", "below", at="renamed")
    assert "Its change is recorded now" in clone.ok(*NEXT).err
    assert "below" in team.ok("show", "search").out


def test_a_staging_area_that_a_power_cut_emptied(clone: Clone) -> None:
    cut_off(clone, *LOG, at="commit-made")
    (clone.folder / ".git" / "index").write_bytes(b"")
    ended = clone.ok(*NEXT)
    assert "what was staged has to be staged again" in ended.err
    assert texts(clone) == ["the pool is full", "next"]
    assert clone.git("status", "--porcelain", "--", "incidents") == ""


def test_a_journal_that_a_power_cut_emptied(clone: Clone) -> None:
    (clone.folder / ".git" / "inc" / "journal").write_bytes(b"")
    assert clone.ok(*NEXT).err.count("cut off") == 0
    assert texts(clone) == ["next"]
    clone.has_no_fault()


def test_nothing_else_is_committed(clone: Clone) -> None:
    base = clone.git("rev-parse", "HEAD").strip()
    for at in ("renamed", "commit-started", "commit-made"):
        cut_off(clone, "log", "-i", "checkout", at, at=at)
    clone.ok(*NEXT)
    names = clone.git("log", f"{base}..", "--name-only", "--format=").split()
    assert len(names) > 1 and set(names) == {DOCUMENT}
