"""Every command that writes dies at every point it passes, and the next one puts all in order."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import rooms
import typed
from dying import KILLED

from inc.cli.app import COMMANDS, load

if TYPE_CHECKING:
    from dying import Clone
    from typed import Typed

clone, tmp_path = rooms.clone, rooms.tmp_path
ELSEWHERE, READS, WRITES = typed.ELSEWHERE, typed.READS, typed.WRITES


def test_no_command_is_forgotten() -> None:
    """Each stands in one of the tables: give a new one that writes its words in WRITES."""
    known = READS | ELSEWHERE | {name.partition(",")[0] for name in WRITES}
    every = {
        " ".join(filter(None, (name, sub)))
        for name in COMMANDS
        for sub in ("", *getattr(load(name), "commands", ()))
    }
    assert every - known == set()


def prepared(clone: Clone, row: Typed) -> Clone:
    for words in row.before:
        clone.ok(*words)
    row.by_hand(clone)
    return clone


def points(passed: list[str]) -> list[str]:
    """The points of a run, each with its number where it is passed more than once."""
    seen: Counter[str] = Counter()
    found = []
    for name in passed:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name}:{seen[name]}")
    return found


@pytest.mark.parametrize("name", WRITES)
def test_a_death_at_every_point(name: str, clone: Clone, tmp_path: Path) -> None:
    row = WRITES[name]
    base = prepared(clone, row)
    persons = base.of_person()

    without = base.copy(tmp_path / "without")
    without.minute += 1
    without.ok(*row.after, environment=row.environment)
    whole = base.copy(tmp_path / "whole")
    ended = whole.ok(*row.words, environment=row.environment)
    whole.ok(*row.after, environment=row.environment)
    done, undone = whole.recorded(), without.recorded()
    assert done != undone or name == "init"
    assert "journal-written" in ended.passed, ended
    persons = whole.of_person() if row.words[0] in ("edit",) else persons

    passed = points(list(ended.passed))
    for number, point in enumerate(passed):
        dead = base.copy(tmp_path / f"dead-{number}")
        where = f"{name}, at {point}"
        killed = dead.run(*row.words, die=point, environment=row.environment)
        assert killed.code == KILLED, (where, killed)
        died_in_journal = dead.has_journal()
        after = dead.ok(*row.after, environment=row.environment)
        settled(dead, where, after.err)
        assert dead.of_person() == whole.of_person(), where
        found = dead.recorded()
        if found == done:
            assert name == "retry" or dead.waiting() == [], where
            continue
        assert found == undone, (where, after, dead.git("log", "-p", "--all", "-4"))
        assert "renamed" not in passed[: number + 1], where
        recorded_by_retry(dead, row, where) if died_in_journal else None


def settled(clone: Clone, where: str, said: str) -> None:
    try:
        clone.has_no_fault()
    except AssertionError as error:
        raise AssertionError(f"{where}: {said}\n{error}") from error


def recorded_by_retry(clone: Clone, row: Typed, where: str) -> None:
    """The words of what nothing is there of are kept, and can be recorded; once."""
    if not row.is_kept:
        return
    if clone.waiting() or row.words[0] == "retry":
        again: Any = clone.run("retry", environment=row.environment)
        # What is typed of the last entry means another one now: it is refused, and still there.
        assert again.code in (0, 1), (where, again)
        assert bool(clone.waiting()) == bool(again.code), where
    else:
        raise AssertionError(f"{where}: the words are lost")
    settled(clone, where, "")
