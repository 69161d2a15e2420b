"""The index as commands ask it: with progress on a terminal, and what cannot be read told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from inc.cli import output
from inc.cli.progress import progress
from inc.documents import Documents
from inc.errors import DocumentRefused
from inc.index.database import Index
from inc.indexing.fresh import fresh


@contextmanager
def indexed(workspace: Documents, *, tell_broken: bool = True) -> Iterator[Index]:
    """The index of a workspace as its documents are now; each that cannot be read is told once.

    Whatever is printed of it is better printed behind the block: nobody can move the index on
    while it is read.
    """
    with ExitStack() as stack:
        with progress("Reading documents for the index", before_output=True) as tell:
            index = stack.enter_context(fresh(workspace, progress=tell))
        for path, problem, hint in index.broken() if tell_broken else ():
            output.finding(DocumentRefused(problem or path, hint=hint))
        yield index
