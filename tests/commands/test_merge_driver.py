"""`inc merge-driver`: what git gets back for three files, whatever is in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inc.store.three_way.documents import merge

if TYPE_CHECKING:
    from conftest import Inc, Ran

NAME = "2026-03-04-checkout"
PATH = f"incidents/2026/03/{NAME}.md"
BASE = f"""\
---
id: {NAME}
title: Checkout failures
status: investigating
---

## Summary

Some orders fail.

## Timeline

- `2026-03-04T15:33:00Z` **note** @bob — looking at the pool ^0j4hq9r05akg
"""
OURS = BASE + "- `2026-03-04T15:40:00Z` **note** @bob — ours ^0j4hr9r05akg\n"
THEIRS = BASE + "- `2026-03-04T15:35:00Z` **note** @carol — theirs ^0j4hs9r05akg\n"
Drive = Callable[..., "tuple[Ran, bytes]"]


@pytest.fixture
def drive(inc: Inc, tmp_path: Path) -> Drive:
    """Runs the driver as git does, on three files; how it ended, and what is in the second one."""

    def run(
        base: str | bytes, ours: str | bytes, theirs: str | bytes, *more: str
    ) -> tuple[Ran, bytes]:
        files = [tmp_path / name for name in ("O", "A", "B")]
        for file, data in zip(files, (base, ours, theirs), strict=True):
            file.write_bytes(data.encode() if isinstance(data, str) else data)
        ran = inc("merge-driver", *map(str, files), PATH, *more, ok=False)
        return ran, files[1].read_bytes()

    return run


def test_what_two_people_wrote_is_merged(drive: Drive) -> None:
    ran, made = drive(BASE, OURS, THEIRS)

    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert made.decode() == merge(BASE, OURS, THEIRS, PATH).text


def test_an_empty_base_is_no_base(drive: Drive) -> None:
    ran, made = drive("", OURS, THEIRS)

    assert ran.code == 0
    assert made.decode() == merge(None, OURS, THEIRS, PATH).text
    assert made.count(b"looking at the pool") == 1


def test_what_people_should_look_at_is_told(drive: Drive) -> None:
    ours = OURS.replace("Some orders", "Most orders").replace("Checkout f", "Order f")
    theirs = THEIRS.replace("Some orders", "All orders").replace("Checkout f", "Web f")
    ran, made = drive(BASE, ours, theirs)

    assert ran.code == 0
    assert "title says Order failures; the other side: Web failures" in ran.err
    assert "a passage has several versions: inc check tells where" in ran.err
    assert b"<!-- inc:versions -->" in made


@pytest.mark.parametrize(
    "broken",
    [
        THEIRS.replace("title: Checkout failures", "title: Web: failures"),
        THEIRS.replace("title: Checkout failures", "title: Web\nfailures"),
    ],
)
def test_what_does_not_parse_is_merged_line_by_line_with_markers(drive: Drive, broken: str) -> None:
    ours = OURS.replace("Checkout failures", "Order failures")
    ran, made = drive(BASE, ours, broken)

    assert ran.code == 1
    assert f"{PATH} was merged line by line" in ran.err
    text = made.decode()
    for line in (
        "<<<<<<< ours",
        ">>>>>>> theirs",
        "title: Order failures",
        "title: Web",
        "— ours",
        "— theirs",
    ):
        assert line in text


def test_markers_are_as_long_as_git_wants_them(drive: Drive) -> None:
    ran, made = drive("no\n\xff".encode("latin-1"), b"ours\n\xff", b"theirs\n\xff", "11")

    assert ran.code == 1
    assert made == b"<<<<<<<<<<< ours\nours\n===========\ntheirs\n>>>>>>>>>>> theirs\n\xff"


def test_no_side_is_dropped_where_nothing_can_be_written_between(drive: Drive) -> None:
    ran, made = drive(b"\0base", b"\0\xffours", b"\0theirs")

    assert ran.code == 1
    assert made == b"\0\xffours"


def test_even_what_merges_line_by_line_is_looked_at_where_it_does_not_parse(drive: Drive) -> None:
    broken = "---\ntitle: a: b\n---\n\n" + "one\n\n" * 9
    ran, made = drive(broken, "first\n" + broken, broken + "last\n")

    assert ran.code == 1
    assert made.decode() == "first\n" + broken + "last\n"


def test_words_that_are_not_git_s_are_told(inc: Inc) -> None:
    for words in ((), ("--help",), ("one", "two")):
        ran = inc("merge-driver", *words, ok=False)
        assert ran.code == 2
        assert "inc doctor --fix" in ran.err


def test_files_that_are_not_there_are_a_conflict(inc: Inc) -> None:
    ran = inc("merge-driver", "no", "such", "file", PATH, ok=False)

    assert ran.code == 1
