"""What an index should answer, by reading every document on the disk; and what one answers."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from inc.documents import Documents
from inc.domain.excerpt import Excerpt
from inc.domain.metrics import MOMENTS
from inc.domain.tasks import ActionItem
from inc.errors import IncError
from inc.index import columns, measures
from inc.index.database import Index
from inc.index.measures import Scope
from inc.indexing import fresh as indexing
from inc.indexing.fresh import fresh
from inc.store import files
from inc.store.excerpts import Gathered, broken, gathered
from inc.vcs.repository import Repository

Values = dict[str, list[tuple[Any, ...]]]

_DATED = re.compile(
    r"(?:incidents|postmortems)/(\d{4})/(\d\d)/\1-\2-\d\d-[a-z0-9]+(?:-[a-z0-9]+)*\.md"
)
_RUNBOOK = re.compile(r"runbooks/(?:.*/)?([^/]+)\.md", re.DOTALL)
_TABLES = ("incidents", "postmortems", "labels", "promises", "items")
_ROWS = {"labels": "SELECT document, key, value, folded FROM labels ORDER BY place"}
RANKED = """
    SELECT d.path, bm25(words, 4, 2, 1) FROM words JOIN documents AS d ON d.id = words.rowid
    WHERE words MATCH ? ORDER BY bm25(words, 4, 2, 1), d.path
"""
NO_YES = (False, True)
KINDS = [Scope(drills=drills, restricted=inside) for drills in NO_YES for inside in NO_YES]
ASKED = ("checkout", "pool OR alpha", '"status update"', "fail*")


def documents(root: Path) -> Iterator[str]:
    """The paths of all documents: files or links, in folders that are no links."""
    for folder in ("incidents", "postmortems", "runbooks"):
        if (root / folder).is_symlink():
            continue
        for place, inner, names in os.walk(root / folder):
            for name in (*inner, *names):
                path = Path(place, name)
                mode = path.lstat().st_mode
                relative = path.relative_to(root).as_posix()
                if (stat.S_ISREG(mode) or stat.S_ISLNK(mode)) and _is_document(relative):
                    yield relative


def _is_document(path: str) -> bool:
    if any("\udc80" <= letter <= "\udcff" for letter in path):
        return False
    runbook = _RUNBOOK.fullmatch(path)
    return bool(
        _DATED.fullmatch(path) or (runbook and runbook[1].lower() != "readme") or is_stray(path)
    )


def is_stray(path: str) -> bool:
    """Whether a document stands where no id leads to."""
    is_named = re.fullmatch(r"(?:incidents|postmortems)/.*\.md", path, re.DOTALL)
    is_readme = path.lower().endswith("/readme.md")
    return bool(is_named) and not (_DATED.fullmatch(path) or "/." in path or is_readme)


def read(root: Path) -> list[Gathered]:
    """What an index keeps of each document as it is on the disk now."""
    return [_read(root, path) for path in sorted(documents(root))]


def _read(root: Path, path: str) -> Gathered:
    try:
        return gathered(path, files.read(root, path))
    except IncError as error:
        return broken(path, error.what, error.hint)


def expected(root: Path) -> Values:
    """The rows of all tables, with paths for numbers, and what a search finds in which order."""
    found = read(root)
    tables: Values = {name: [] for name in (*_TABLES, "documents", "words")}
    for one in found:
        tables["documents"].append(one[:5])
        if one.stated and one.folder == "incidents":
            state = Excerpt(*one.stated)
            row = (one.path, *one.stated, state.is_open, state.ended, *_settled(one))
            tables["incidents"].append(row)
        elif one.stated:
            tables["postmortems"].append((one.path, one.name, *one.stated, *_counted(one)))
        tables["labels"] += [(one.path, key, word, word.casefold()) for key, word in one.labels]
        tables["promises"] += [(one.path, *promise) for promise in one.promises]
        tables["items"] += [
            (one.path, at, *item, *_told(item), one.folder == "incidents")
            for at, item in enumerate(one.items)
        ]
        tables["words"] += [(one.path, *one.words)] if one.words else []
    index = Index.new()
    index.add(found)
    index.finish()
    try:
        return tables | searched(index)
    finally:
        index.close()


def _settled(one: Gathered) -> tuple[int, int, int]:
    """How many promises were kept, missed, and overtaken by the end."""
    answered = [
        (at, until) for at, until, is_over in one.promises if until is not None and not is_over
    ]
    kept = sum(until <= at for at, until in answered)
    return kept, len(answered) - kept, sum(is_over for *_, is_over in one.promises)


def _told(item: tuple[str, ...]) -> tuple[bool, bool]:
    """Whether an item is due on a day, and whether it also was done on one."""
    said = ActionItem(*item)
    is_due = _is_a_day(said.due)
    return is_due, is_due and said.state == "done" and _is_a_day(said.done_on)


def _is_a_day(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"[1-8]\d{3}-\d\d-\d\d", text, re.ASCII)) and bool(
            date.fromisoformat(text)
        )
    except ValueError:
        return False


def _counted(one: Gathered) -> tuple[int, int, int, int, int]:
    """The done items, of these the dated ones and the late ones; the open ones; the dropped."""
    items = [ActionItem(*item) for item in one.items]
    states = [item.state for item in items]
    dated = [item for item in items if _told(tuple(item))[1]]
    late = [item for item in dated if item.done_on > item.due]
    return (
        states.count("done"),
        len(dated),
        len(late),
        states.count("open"),
        states.count("dropped"),
    )


def searched(index: Index) -> Values:
    """What is found for some words, with its rank."""
    return {words: index.rows(RANKED, (words,)) for words in ASKED}


def values(index: Index) -> Values:
    """The same of an index that there is."""
    paths: dict[int, str] = dict(index.rows("SELECT id, path FROM documents"))
    tables: Values = {
        table: sorted(
            (
                (paths[row[0]], *row[1:])
                for row in index.rows(_ROWS.get(table, f"SELECT * FROM {table} ORDER BY rowid"))
            ),
            key=lambda row: row[0],  # each document's in their own order
        )
        for table in _TABLES
    }
    tables["documents"] = index.rows(
        "SELECT path, folder, name, problem, hint FROM documents ORDER BY path"
    )
    words = index.rows("SELECT rowid, title, facts, text FROM words")
    tables["words"] = sorted((paths[number], *row) for number, *row in words)
    return tables | searched(index)


def answered(root: Path) -> Values:
    """What the index of the workspace in a folder answers now."""
    with fresh(Documents(root, Repository.find(root))) as index:
        return values(index)


def check(root: Path) -> Values:
    """Hold the index against the documents; returns what both say."""
    found, true = answered(root), expected(root)
    for table, rows in true.items():
        assert found[table] == rows, table
    indexing.answered(Documents(root, Repository.find(root)), check_columns)
    return found


def check_columns(index: Index) -> None:
    """Hold the columns that are kept against what a SELECT tells of each row."""
    for whole in KINDS:
        assert measured(index, whole) == measured(index, whole._replace(where="1")), whole
    kept = columns.of_plain(index, columns.CAUSED)
    assert _having(kept) == _having(columns.of_causes(index, f"NOT {columns.APART}"))


def measured(index: Index, scope: Scope) -> list[object]:
    """What metrics are made of, in March of 2026."""
    found: list[object] = [sorted(map(str, measures.rows(index, scope, MOMENTS)))]
    for each in (True, False):
        found.append(measures.promises(index, scope, 1_772_639_460, each=each))
        found.append(measures.items(index, scope, "2026-03-05", each=each))
    return found


def _having(told: columns.Told) -> dict[str, list[tuple[int, int]]]:
    """When each incident with a cause began, and its key."""
    found: dict[str, list[tuple[int, int]]] = {}
    pairs = zip(told["cause_began"], told["cause_key"], strict=True)
    for text, count in zip(told["causes"], told["having"], strict=True):
        found.setdefault(text, []).extend(next(pairs) for _ in range(count))
    return {text: sorted(some) for text, some in found.items()}


def is_kept(root: Path) -> bool:
    """Whether the last answer came from a file, so that the tests are about one."""
    folder = Repository.find(root).git_dir / "inc" / "index"
    return bool(list(folder.glob("*.current")))


def state(path: Path) -> tuple[int, ...]:
    """What a file looks like to who writes: all but when it was read."""
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
