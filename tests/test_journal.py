"""The journal of a write: what it says of each document, and what becomes of a damaged one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc import journal, recovery
from inc.errors import DiskRefused
from inc.journal import Record, Splice
from inc.vcs.repository import Repository

PATH = "incidents/2026/03/2026-03-04-checkout.md"
texts = st.none() | st.binary(max_size=40) | st.text("ab\n", max_size=30).map(str.encode)


def record(*splices: Splice, words: tuple[str, ...] = (), owner: str = "") -> Record:
    return Record(
        "op", "inc log", owner or journal.me(), "", "refs/heads/main", "x", "", words, splices
    )


@given(texts, texts)
def test_a_splice_turns_the_one_into_the_other_and_back(
    before: bytes | None, after: bytes | None
) -> None:
    splice = Splice.of(PATH, before, after)
    if (before, after) == (None, None):
        return
    assert splice.forward(before) == after
    assert splice.back(after) == before
    assert splice.is_after(after) and splice.is_before(before)
    assert before == after or not splice.is_after(before)
    assert before == after or not splice.is_before(after)


@given(texts, texts, texts)
def test_a_splice_knows_what_is_neither(
    before: bytes | None, after: bytes | None, other: bytes | None
) -> None:
    splice = Splice.of(PATH, before, after)
    assert not splice.is_after(other) or other == after
    assert not splice.is_before(other) or other == before


def test_a_splice_is_small() -> None:
    long = b"a line of a long document\n" * 40_000
    splice = Splice.of(PATH, long, long[:500_000] + b"more\n" + long[500_000:])
    assert len(splice.new) < 10 and splice.old == b""


@given(st.lists(st.tuples(texts, texts), max_size=3), st.lists(st.text(max_size=8), max_size=4))
def test_what_is_written_is_read(
    documents: list[tuple[bytes | None, bytes | None]], words: list[str]
) -> None:
    said = tuple(word.encode("utf-8", "replace").decode() for word in words)
    whole = record(*(Splice.of(PATH, *two) for two in documents), words=said)
    assert journal._decoded(journal._encoded(whole)) == whole


def test_how_far_it_is(repository: Path) -> None:
    inc = Repository.find(repository)
    assert journal.read(inc) is None and not journal.is_there(inc)
    journal.write(inc, record(Splice.of(PATH, None, b"x")))
    began = journal.since(inc)
    for phase in (journal.COMMITTING, journal.REFUSED):
        journal.mark(inc, phase)
        assert journal.is_marked(inc, phase)
    assert journal.since(inc) == began
    journal.write(inc, record(Splice.of(PATH, None, b"y")))
    assert journal.is_marked(inc, journal.PREPARED)
    journal.forget(inc)
    assert os.listdir(repository / ".git" / "inc") == []


@pytest.mark.parametrize("damage", [b"", b"inc journal 2\n\n", b"\xff" * 50])
def test_a_damaged_journal_says_nothing(damage: bytes, repository: Path) -> None:
    inc = Repository.find(repository)
    journal.write(inc, record(Splice.of(PATH, b"x", b"y")))
    journal.place(inc).write_bytes(damage)
    assert journal.read(inc) is None and journal.is_there(inc)


def test_any_byte_that_differs_is_noticed() -> None:
    whole = journal._encoded(record(Splice.of(PATH, b"before", b"after")))
    for at in range(0, len(whole), 7):
        with pytest.raises((ValueError, IndexError)):
            journal._decoded(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])


def test_a_disk_that_takes_none(repository: Path) -> None:
    (repository / ".git" / "inc").write_text("in the way")
    with pytest.raises(DiskRefused, match="journal cannot be written"):
        journal.write(Repository.find(repository), record())


def test_whose_it_is(repository: Path) -> None:
    inc = Repository.find(repository)
    journal.write(inc, record(Splice.of(PATH, None, b"x")))
    assert recovery.is_running(journal.me())
    assert recovery.unfinished(inc) is None  # it is of this process
    code = "from inc import journal; print(journal.me())"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    journal.write(inc, record(Splice.of(PATH, None, b"x"), owner=ended.stdout.strip()))
    assert recovery.unfinished(inc)
    pid, began, boot = journal.me().split(" ")
    assert not recovery.is_running(f"{pid} {began}1 {boot}")  # another one had that number
    assert not recovery.is_running(f"{pid} {began} {boot}1")
    assert not recovery.is_running("")
