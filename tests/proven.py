"""What the tests of `inc verify` share: what is told, and forgeries with plain git."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

Cli = Callable[..., Any]
Git = Callable[..., str]
NAME = "2026-03-04-checkout-failures"
INCIDENT = f"incidents/2026/03/{NAME}.md"
OTHER_NAME = "2026-03-04-payments-fail"
OTHER = f"incidents/2026/03/{OTHER_NAME}.md"
TEXT = "restarted the pods"
POOL = "the pool is full"
NOW = "2026-03-04T15:40:00Z"
"""About the time of the clock of the tests, for commits by hand."""


def answer(inc: Cli, *args: str) -> Any:
    """What is told, as JSON."""
    ran = inc("verify", "--json", *args, ok=False)
    assert ran.code in (0, 1, 2), ran
    assert (ran.code == 0) is ran.json["proven"]
    return ran.json


def found(inc: Cli, *args: str) -> list[str]:
    """What is found, in short."""
    return [one["finding"] for one in answer(inc, *args)["findings"]]


def the_one(inc: Cli, *args: str) -> dict[str, Any]:
    """The only finding."""
    told = answer(inc, *args)
    [one] = told["findings"]
    assert told["unknown"] or told["proven"] is (one["level"] == "warning")
    return dict(one)


def line_with(root: Path, words: str, path: str = INCIDENT) -> str:
    """The line of a document that has some words."""
    return next(line for line in (root / path).read_text().split("\n") if words in line)


def entry_id(root: Path, words: str, path: str = INCIDENT) -> str:
    """The id of the entry that has some words."""
    return line_with(root, words, path).rpartition("^")[2]


def rewrite(root: Path, old: str, new: str, path: str = INCIDENT) -> None:
    """Put a text in the place of another, all over a document."""
    file = root / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def drop(root: Path, words: str) -> None:
    """Take out the line that has some words."""
    rewrite(root, f"{line_with(root, words)}\n", "")


def unmarked(text: str) -> str:
    """A text without the markers of a conflict: both sides, one below the other."""
    lines = (one for one in text.split("\n") if not re.match("<<<<<<<|=======|>>>>>>>", one))
    return "\n".join(lines)


def head(git: Git) -> str:
    """The commit that is checked out."""
    return git("rev-parse", "HEAD").strip()


def commit(git: Git, message: str = "tidy") -> str:
    """Commit all that is there."""
    git("add", "-A")
    git("commit", "-qm", message, "--date", NOW)
    return head(git)


def without_driver(folder: Path) -> None:
    """Have people resolve what git cannot merge."""
    section = ["git", "config", "--remove-section", "merge.inc"]
    subprocess.run(section, cwd=folder, check=True)


def with_two_notes(declared: Any) -> Cli:
    """An incident with three entries, and a git without our merge driver."""
    without_driver(declared.folder)
    declared("log", "-i", NAME, POOL)
    declared("log", "-i", NAME, TEXT)
    return declared  # type: ignore[no-any-return]
