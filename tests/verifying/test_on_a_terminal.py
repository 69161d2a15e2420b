"""`inc verify` on a real terminal of 80 columns."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect

Cli = Callable[..., Any]
HOSTILE = "a\x1b[2Jb\u202eevil " * 9


def test_findings_fit_and_nothing_gets_there_raw(
    declared: Cli, repository: Path, git: Callable[..., str]
) -> None:
    declared("log", "the pool is full of connections that nobody gives back to it " * 3)
    document = next(repository.glob("incidents/*/*/*.md"))
    document.write_text(document.read_text().replace("the pool is full", HOSTILE))
    git("commit", "-qam", "tidy", "--author", f"{HOSTILE} <eve@example.com>")
    child: Any = pexpect.spawn(
        sys.executable,
        ["-m", "inc", "verify"],
        dimensions=(24, 80),
        env={**os.environ, "TERM": "dumb", "LC_ALL": "C.UTF-8"},
        cwd=str(repository),
        timeout=30,
        encoding="utf-8",
    )
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1
    lines = re.sub(r"\r\x1b\[K", "", child.before).replace("\r\n", "\n").split("\n")
    assert lines[0].startswith("NOT proven: 1 finding in 2 entries of 1 incident")
    told = " ".join(line.strip() for line in lines)
    assert "error entry-rewritten ^" in told
    assert "the entry was given another text" in told
    assert " was: 2026-03-04T15:32:00Z note @alice — the pool is full" in told
    assert " now: 2026-03-04T15:32:00Z note @alice — a␛[2Jb" in told
    assert "→ Put it back as it was, then: inc amend" in told
    assert not re.search("[\x1b\u202e]", "".join(lines))
    assert max(map(len, lines)) <= 80
