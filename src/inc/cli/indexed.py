"""The index as commands ask it: with progress on a terminal, and what cannot be read told."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from inc.cli import output
from inc.documents import Documents
from inc.errors import DocumentRefused
from inc.index.database import Index
from inc.indexing.fresh import fresh
from inc.indexing.place import Progress

_MANY = 2_000  # documents; fewer are read before anybody wonders


@contextmanager
def indexed(workspace: Documents, *, tell_broken: bool = True) -> Iterator[Index]:
    """The index of a workspace as its documents are now; each that cannot be read is told once."""
    with fresh(workspace, progress=_progress()) as index:
        for path, problem, hint in index.broken() if tell_broken else ():
            output.finding(DocumentRefused(problem or path, hint=hint))
        yield index


def _progress() -> Progress | None:
    """How far the index is, on one line of a terminal that is cleared at the end."""
    if not sys.stderr.isatty():
        return None
    shown = -1

    def show(done: int, count: int) -> None:
        nonlocal shown
        percent = 100 * done // max(count, 1)
        if count < _MANY or percent == shown:
            return
        shown = percent
        line = f"Reading {count} documents for the index: {percent} %"
        sys.stderr.write(f"\r{line}" if done < count else f"\r{' ' * len(line)}\r")
        sys.stderr.flush()

    return show
