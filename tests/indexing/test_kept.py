"""The file of the index is disposable: whatever becomes of it, the answer is right."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import brute
import pytest

from inc.documents import Documents
from inc.errors import NotRecorded
from inc.index.database import Damaged
from inc.indexing import kept
from inc.indexing.fresh import fresh
from inc.vcs.repository import Repository

Git = Callable[..., str]
PATH = "incidents/2026/03/2026-03-{day:02}-checkout-{day}.md"
TEXT = """\
---
title: Checkout fails {day}
severity: SEV2
status: closed
declared_at: "2026-03-{day:02}T15:30:00Z"
services: [checkout, pool]
---

## Timeline

- `2026-03-{day:02}T15:30:00Z` **declared** @bob — it fails {word} ^0j4hpr5gz5s7
"""


def put(root: Path, day: int, word: str = "alpha") -> None:
    path = root / PATH.format(day=day)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TEXT.format(day=day, word=word))


@pytest.fixture
def filled(repository: Path, git: Git) -> Path:
    """A repository with twenty incidents and an index of them."""
    for day in range(1, 21):
        put(repository, day)
    git("add", "--all")
    git("commit", "--quiet", "--message", "x")
    brute.check(repository)
    return repository


def folder(root: Path) -> Path:
    return root / ".git" / "inc" / "index"


def database(root: Path) -> Path:
    (path,) = folder(root).glob("*.sqlite")
    return path


def current(root: Path) -> Path:
    (path,) = folder(root).glob("*.current")
    return path


def is_healed(root: Path) -> bool:
    """Whether there is one file again, nothing left over, and the next answer is from it."""
    names = sorted(path.suffix for path in folder(root).iterdir())
    before = brute.state(database(root))
    brute.check(root)
    is_same = brute.state(database(root)) == before
    return names == ["", ".current", ".sqlite"] and is_same


# ------------------------------------------------------------------ whatever happens to the files


def gone(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def longer(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"\0" * 4096)


def replaced(path: Path) -> None:
    path.write_bytes(b"something else, " * 999)


def linked(path: Path) -> None:
    """A link to the very same bytes."""
    path.rename(path.with_name("aside"))
    path.symlink_to("aside")


def copied(path: Path) -> None:
    """The same bytes and times in another file."""
    shutil.copy2(path, path.with_name("aside"))
    path.with_name("aside").replace(path)


def dangling(path: Path) -> None:
    path.unlink()
    path.symlink_to("/nowhere/at/all")


HARMS = (gone, empty, cut, longer, replaced, linked, copied, dangling)


@pytest.mark.parametrize("which", [database, current])
@pytest.mark.parametrize("harm", HARMS)
def test_a_file_that_was_harmed(
    filled: Path, which: Callable[[Path], Path], harm: Callable[[Path], None]
) -> None:
    harm(which(filled))
    brute.check(filled)
    folder(filled).joinpath("aside").unlink(missing_ok=True)
    assert is_healed(filled)


@pytest.mark.parametrize("which", [database, current, folder])
def test_a_folder_where_a_file_should_be(filled: Path, which: Callable[[Path], Path]) -> None:
    path = which(filled)
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    path.mkdir()
    (path / "x").write_text("")
    brute.check(filled)
    brute.check(filled)


def test_a_file_where_the_folder_should_be(filled: Path) -> None:
    shutil.rmtree(folder(filled))
    folder(filled).write_text("")
    brute.check(filled)


@pytest.mark.parametrize("kind", ["folder", "link"])
def test_a_lock_that_cannot_be_taken(filled: Path, git: Git, kind: str) -> None:
    lock = folder(filled) / "lock"
    lock.unlink()
    lock.mkdir() if kind == "folder" else lock.symlink_to("/dev/null")
    git("commit", "--quiet", "--allow-empty", "--message", "y")
    put(filled, 1, "beta")
    brute.check(filled)


def test_all_of_it_may_be_deleted(filled: Path, git: Git) -> None:
    shutil.rmtree(filled / ".git" / "inc")
    put(filled, 1, "beta")
    brute.check(filled)
    assert is_healed(filled)


def test_any_byte_may_flip(filled: Path) -> None:
    chance = random.Random(5)
    for _ in range(60):
        path = chance.choice((database, database, current))(filled)
        data = bytearray(path.read_bytes())
        for _ in range(chance.choice((1, 1, 30, 3_000))):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
        brute.check(filled)
    assert is_healed(filled)


def test_another_version_of_the_program(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = database(filled)
    monkeypatch.setattr("inc.__version__", "0.0.1")
    brute.check(filled)
    assert database(filled) != before
    assert is_healed(filled)


def test_another_schema(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = database(filled)
    monkeypatch.setattr("inc.index.schema.FORMAT", 999)
    brute.check(filled)
    assert database(filled) != before


def test_after_another_start_of_the_machine(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was not synced may be lost; without word of a start, everything is synced."""
    before = database(filled)
    monkeypatch.setattr(kept, "_BOOT", tmp_path / "boot")
    (tmp_path / "boot").write_text("another one\n")
    brute.check(filled)
    assert database(filled) != before
    (tmp_path / "boot").unlink()
    brute.check(filled)
    assert is_healed(filled)


def test_what_was_left_behind_is_cleared_away(filled: Path) -> None:
    name = database(filled).name.partition("-")[0]
    for left in (f"{name}-000000000000.sqlite", f"{name}-111111111111.tmp"):
        (folder(filled) / left).write_text("half")
    current(filled).unlink()
    brute.check(filled)
    assert is_healed(filled)


def test_a_rotten_file_that_looks_as_we_left_it(filled: Path) -> None:
    """Bytes are lost below the file system, which tells of it by nothing."""
    rot(filled)
    try:
        brute.answered(filled)
    except NotRecorded as error:
        assert "Run it again" in error.hint
    brute.check(filled)
    assert is_healed(filled)


def test_a_rotten_file_that_is_met_while_dirty_documents_are_laid_over(filled: Path) -> None:
    put(filled, 1, "beta")
    rot(filled)
    try:
        brute.answered(filled)
    except NotRecorded as error:
        assert "Run it again" in error.hint
    brute.check(filled)
    assert is_healed(filled)


def test_damage_in_the_middle_of_a_query_is_one_clear_error(filled: Path) -> None:
    rot(filled)
    with (
        pytest.raises(NotRecorded, match="cannot be read") as raised,
        fresh(Documents(filled, Repository.find(filled))) as index,
    ):
        index.rows("PRAGMA integrity_check(1)")
        for table in ("labels", "words", "documents", "incidents"):
            index.rows(f"SELECT * FROM {table}")
    assert "again" in raised.value.hint
    brute.check(filled)
    assert is_healed(filled)


def test_a_statement_that_is_wrong_is_no_damage(filled: Path) -> None:
    with pytest.raises(Damaged), fresh(Documents(filled, Repository.find(filled))) as index:
        index.rows("SELECT nothing FROM nowhere")
    brute.check(filled)
    assert is_healed(filled)


def rot(root: Path) -> None:
    """Every table but the notes is lost, and what is noted of the file agrees."""
    path = database(root)
    with closing(sqlite3.connect(path)) as index:
        pages = index.execute("SELECT rootpage FROM sqlite_master WHERE name <> 'meta'").fetchall()
    with path.open("r+b") as file:
        for (page,) in pages:
            if page:
                file.seek((page - 1) * 4096)
                file.write(b"\xa5" * 4096)
    made = path.stat()
    lines = current(root).read_text().split("\n")
    lines[1] = f"{made.st_ino} {made.st_size} {made.st_mtime_ns} {made.st_ctime_ns}"
    current(root).write_text("\n".join(lines))


# ------------------------------------------------------------------ disks that do not want it


def mounted(root: Path, options: str) -> bool:
    """Put a small file system over the folder of the index, where we may."""
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder(root))]
    return subprocess.run(command, capture_output=True).returncode == 0


@pytest.fixture
def unmounted(filled: Path) -> Iterator[Path]:
    """Whatever was mounted is gone at the end."""
    yield filled
    if folder(filled).is_mount():
        subprocess.run(["umount", str(folder(filled))], check=True)  # nobody holds a file there


def test_a_disk_that_is_full(unmounted: Path, git: Git) -> None:
    if not mounted(unmounted, "size=64k"):
        pytest.skip("nobody may mount here")
    for day in (1, 2):
        brute.check(unmounted)
        assert not list(folder(unmounted).glob("*-*"))
        put(unmounted, day, "beta")
        git("commit", "--quiet", "--all", "--message", "y")


def test_a_disk_that_gets_full_while_the_index_moves_on(unmounted: Path, git: Git) -> None:
    if not mounted(unmounted, "size=400k"):
        pytest.skip("nobody may mount here")
    brute.check(unmounted)
    assert current(unmounted)
    for number in range(12):
        for day in range(1, 21):
            put(unmounted, day, " ".join(f"w{number}x{word}" for word in range(150)))
        git("commit", "--quiet", "--all", "--message", "y")
        brute.check(unmounted)
    assert len(list(folder(unmounted).glob("*-*"))) <= 1


def test_a_disk_that_is_read_only(unmounted: Path, git: Git) -> None:
    if not mounted(unmounted, "size=4m"):
        pytest.skip("nobody may mount here")
    brute.check(unmounted)
    before = brute.state(database(unmounted))
    command = ["mount", "-o", "remount,ro", str(folder(unmounted))]
    subprocess.run(command, check=True, capture_output=True)
    brute.check(unmounted)
    put(unmounted, 1, "beta")
    with fresh(Documents(unmounted, Repository.find(unmounted))) as index:
        assert index.meta("commit"), "laid over a copy of what is kept, not read anew"
    brute.check(unmounted)
    git("commit", "--quiet", "--all", "--message", "y")
    brute.check(unmounted)
    assert brute.state(database(unmounted)) == before


def test_a_git_directory_that_is_read_only(unmounted: Path) -> None:
    shutil.rmtree(folder(unmounted))
    folder(unmounted).mkdir()
    if not mounted(unmounted, "size=4m,ro"):
        pytest.skip("nobody may mount here")
    brute.check(unmounted)
    put(unmounted, 1, "beta")
    brute.check(unmounted)
    assert not list(folder(unmounted).iterdir())
