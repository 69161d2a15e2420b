"""`inc asof --diff` and `inc history` on a terminal: what fits, and what is cut."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pexpect
import pytest

if TYPE_CHECKING:
    from conftest import Cli

LONG = "restarted the order pods, one after the other, and looked at each of them for a while"
HOSTILE = "a\x1b[2Jb[bold]c\u202e 支払い処理が遅い " * 3


@pytest.fixture
def shown(declared: Cli) -> Callable[..., str]:
    """Run `inc` in a terminal to its end; what it wrote there, without colours."""
    declared("log", f"{LONG}\nand more")
    declared("amend", "last", "--text", f"not {LONG}")
    declared("log", HOSTILE)
    declared("amend", "last", "--text", f"{HOSTILE}!")
    declared("log", "oops")
    declared("undo")

    def run(*args: str, columns: int = 80) -> str:
        child: Any = pexpect.spawn(
            sys.executable,
            ["-m", "inc", *args],
            dimensions=(24, columns),
            env={**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"},
            cwd=str(declared.folder),
            timeout=60,
        )
        text: str = child.read().decode()
        child.close()
        assert child.exitstatus == 0, text
        return re.sub(r"\x1b\[[0-9;]*m", "", text)

    return run


ASKED = [
    ("history",),
    ("history", "--entry", "last"),
    ("asof", "2026-03-04 15:32", "--diff"),
    ("asof", "2026-03-04 15:34"),
]


@pytest.mark.parametrize("args", ASKED, ids="-".join)
@pytest.mark.parametrize("columns", [80, 50])
def test_it_fits_and_is_clean(
    args: tuple[str, ...], columns: int, shown: Callable[..., str]
) -> None:
    text = shown(*args, columns=columns)
    assert "\x1b" not in text
    assert "\u202e" not in text
    wide = re.compile("[\u3000-\u9fff]")
    for line in text.split("\r\n"):
        assert len(line.rstrip()) + len(wide.findall(line)) <= columns


def test_versions_are_cut_to_the_screen(shown: Callable[..., str]) -> None:
    lines = [line.rstrip() for line in shown("history").split("\r\n")]
    at = next(
        place for place, line in enumerate(lines) if "amended note" in line and "15:33" in line
    )
    before, after = (line.strip() for line in lines[at + 1 : at + 3])
    assert re.fullmatch(r"\^\w{4} before: restarted the order.*…", before)
    assert re.fullmatch(r"after: not restarted the order.*…", after)
    assert any("removed: oops" in line for line in lines)


def test_the_table_of_what_became_of_it(shown: Callable[..., str]) -> None:
    lines = [line.rstrip() for line in shown("asof", "2026-03-04 15:32", "--diff").split("\r\n")]
    assert lines[1].split() == ["CHANGE", "HAPPENED", "RECORDED", "WHAT"]
    assert lines[2].startswith("amended  2026-03-04 15:32 UTC  15:33 UTC  note @alice ^")
    assert lines[3].strip().startswith("before: restarted the order pods")
