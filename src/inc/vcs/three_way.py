"""Three texts made one, line by line, as git does it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from inc.vcs.process import git
from inc.vcs.repository import Repository


def merge_lines(repository: Repository, ours: bytes, base: bytes, theirs: bytes) -> bytes | None:
    """The text with the changes of both sides since `base`; None where they meet in one place."""
    with tempfile.TemporaryDirectory(dir=repository.private()) as folder:
        names = ("ours", "base", "theirs")
        for name, data in zip(names, (ours, base, theirs), strict=True):
            (Path(folder) / name).write_bytes(data)
        done = git(["merge-file", "-p", "-q", *names], cwd=Path(folder))
    return done.out if done.code == 0 else None
