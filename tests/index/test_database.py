"""The index as a box: what goes in comes out, what is taken out is gone, and ids do not matter."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inc.domain.excerpt import excerpt
from inc.domain.incident import Incident
from inc.index.database import Damaged, Index, is_lost, is_of_file
from inc.store.document import Document
from inc.store.excerpts import Gathered, broken, gathered

TEXT = """\
---
title: {title}
severity: SEV2
status: {status}
declared_at: "2026-03-{day:02}T15:30:00Z"
services: [zeta, alpha, Checkout]
roles:
  commander: alice
---

## Summary

{words}

## Timeline

- `2026-03-{day:02}T15:30:00Z` **declared** @alice — SEV2: {title} ^0j4hpr5gz5s7
- `2026-03-{day:02}T15:36:00Z` **update** customer @carol — Status ^0j4hqvahq948
  - Next update: 2026-03-{day:02}T15:51:00Z

## Action items

- [ ] Prevent: alert on it (@bob, due 2026-04-01) ^0j4hqvahq949
"""


def document(
    day: int, title: str = "It fails", words: str = "x", status: str = "resolved"
) -> Gathered:
    path, text = placed(day), TEXT.format(day=day, title=title, words=words, status=status)
    return gathered(path, text.encode())


def placed(day: int) -> str:
    return f"incidents/2026/03/2026-03-{day:02}-it-fails.md"


def of(*documents: Gathered) -> Index:
    index = Index.new()
    index.add(documents)
    index.finish()
    return index


TABLES = ("incidents", "postmortems", "promises", "items")
ROWS = {table: f"SELECT * FROM {table} ORDER BY rowid" for table in TABLES}
ROWS["labels"] = "SELECT document, key, value, folded FROM labels ORDER BY place"


def everything(index: Index) -> object:
    """All rows, without the numbers of documents."""
    paths: dict[int, str] = dict(index.rows("SELECT id, path FROM documents"))
    rows = [
        (table, paths[row[0]], *row[1:])
        for table, asked in ROWS.items()
        for row in index.rows(asked)
    ]
    words = index.rows("SELECT rowid, title, facts, text FROM words")
    told = index.rows("SELECT path, folder, name, problem, hint FROM documents ORDER BY path")
    return (
        told,
        sorted(rows, key=lambda row: row[:2]),
        sorted((paths[n], *row) for n, *row in words),
    )


def test_an_incident_comes_out_as_it_went_in() -> None:
    data = TEXT.format(day=4, title="It fails", words="x", status="monitoring").encode()
    read = Document.parse(data, placed(4))
    (found,) = of(gathered(placed(4), data)).excerpts()
    assert found == excerpt(Incident("2026-03-04-it-fails", read.fields, read.entries))
    assert found.all("services") == ["zeta", "alpha", "Checkout"]


def test_incidents_come_by_condition_and_order() -> None:
    index = of(*(document(day, status="resolved" if day % 2 else "closed") for day in range(1, 9)))
    days = [one.id[8:10] for one in index.excerpts("i.status = ?", ["closed"])]
    assert days == ["08", "06", "04", "02"]
    assert [one.id[8:10] for one in index.excerpts(order="i.began", limit=2)] == ["01", "02"]
    assert index.excerpts("i.status = 'x'") == []


def test_the_labels_of_many_incidents_are_theirs() -> None:
    """More than one statement asks for."""
    months = range(1, 13)
    many = [
        gathered(path, TEXT.format(day=day, title=path, words="x", status="closed").encode())
        for month in months
        for day in range(1, 29)
        for number in range(4)
        for path in [f"incidents/2026/{month:02}/2026-{month:02}-{day:02}-x{number}.md"]
    ]
    found = of(*many).excerpts()
    assert len(found) == len(many) > 1_000
    assert {one.all("services") == ["zeta", "alpha", "Checkout"] for one in found} == {True}
    assert {len(one.promises) for one in found} == {1}


def test_a_document_that_cannot_be_read_is_told() -> None:
    index = of(document(4), broken(placed(5), "it is a link", "Put the file there."))
    assert index.broken() == [(placed(5), "it is a link", "Put the file there.")]
    assert [one.id for one in index.excerpts()] == ["2026-03-04-it-fails"]


days = st.lists(st.integers(1, 9), max_size=4, unique=True)


@given(st.lists(st.tuples(days, days), max_size=6))
@settings(max_examples=60, deadline=None)
def test_whatever_came_and_went_what_is_there_is_as_in_a_new_index(
    steps: list[tuple[list[int], list[int]]],
) -> None:
    index, there = of(), dict[int, Gathered]()
    for number, (coming, going) in enumerate(steps):
        index.remove([placed(day) for day in (*coming, *going)])
        there = {day: one for day, one in there.items() if day not in going}
        made = {day: document(day, words=f"word{number} common") for day in coming}
        index.add(made.values())
        there |= made
    fresh = of(*there.values())
    assert everything(index) == everything(fresh)
    found = [one.rows(RANKED) for one in (index, fresh)]
    assert found[0] == found[1]
    index.close()
    fresh.close()


RANKED = """
    SELECT d.path, bm25(words) FROM words JOIN documents AS d ON d.id = words.rowid
    WHERE words MATCH 'common OR word1' ORDER BY bm25(words), d.path
"""


def test_what_was_laid_over_is_forgotten(tmp_path: Path) -> None:
    path = str(tmp_path / "x #?%41 é.sqlite")
    index = Index.new(path)
    index.add([document(4)])
    index.finish()
    before = everything(index)
    index.begin(write=True)
    index.remove([placed(4)])
    index.add([document(5)])
    index.rollback()
    assert everything(index) == before
    index.begin(write=True)
    index.remove([placed(4)])
    index.close()  # or somebody is killed
    again = Index.in_file(path)
    assert everything(again) == before
    again.close()


def test_a_copy_in_memory_is_another_one(tmp_path: Path) -> None:
    index = Index.new(str(tmp_path / "one"))
    index.add([document(4)])
    copy = index.copied_to_memory()
    copy.add([document(5)])
    assert (len(copy.excerpts()), len(index.excerpts())) == (2, 1)
    for one in (index, copy):
        one.close()


def test_a_file_that_is_none_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(Damaged):
        Index.in_file(str(tmp_path / "none"))
    (tmp_path / "text").write_text("no database at all, " * 99)
    with pytest.raises(Damaged) as raised:
        Index.in_file(str(tmp_path / "text")).meta("commit")
    assert is_lost(raised.value)
    assert is_of_file(raised.value)


def test_a_wrong_statement_is_no_damage_of_the_file() -> None:
    index = of(document(4))
    with pytest.raises(Damaged) as raised:
        index.rows("SELECT nothing FROM nowhere")
    assert not is_of_file(raised.value)
    index.close()
    with pytest.raises(Damaged) as raised:
        index.rows("SELECT 1")
    assert not is_of_file(raised.value)


def test_a_file_that_somebody_else_holds_is_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "one"
    Index.new(str(path)).close()
    holder = Index.in_file(str(path))
    holder.begin(write=True)
    with sqlite3.connect(path, timeout=0) as waiting, pytest.raises(Damaged) as raised:
        waiting.execute("BEGIN IMMEDIATE")
    waiting.close()
    holder.close()
    assert not is_lost(raised.value)
    assert is_of_file(raised.value)
