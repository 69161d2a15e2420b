"""What was told while git goes through a series of commits, each merged by a process of its own."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final

from inc.vcs.repository import Repository

_STATES: Final = ("rebase-merge", "rebase-apply", "sequencer")
"""The folders that are there while git rebases, or picks or reverts several commits."""
_TOLD: Final = "inc-told"


def told_before(folder: Path, lines: Collection[str]) -> set[str]:
    """Those of some lines that were asked for before in the series that git is at, if it is.

    They are kept in the folder in which git keeps how far it is, and go with it.
    """
    git_dir = Repository.find(folder).git_dir
    state = next((git_dir / name for name in _STATES if (git_dir / name).is_dir()), None)
    if state is None:
        return set()
    file = state / _TOLD
    told = set(file.read_text("utf-8").split("\n")) if file.exists() else set()
    new = [line for line in lines if line not in told]
    if new:
        with file.open("a", encoding="utf-8") as out:
            out.writelines(f"{line}\n" for line in new)
    return told.intersection(lines)
