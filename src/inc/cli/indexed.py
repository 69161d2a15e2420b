"""The index as commands ask it: with progress on a terminal, and what it cannot know told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Final, TypeVar

from inc.cli import output
from inc.cli.progress import progress
from inc.documents import Documents
from inc.errors import DocumentRefused
from inc.index.database import Index
from inc.indexing.fresh import answered, fresh
from inc.store import layout

T = TypeVar("T")
RECORDS: Final = (layout.INCIDENTS, layout.POSTMORTEMS)
"""What numbers are made of: a postmortem has action items."""
_Broken = Sequence[tuple[str, str, str]]


def asked(workspace: Documents, question: Callable[[Index], T]) -> T:
    """What a question to the index is answered, which takes no longer than git takes to look.

    It may be asked twice, so it must not print; documents that cannot be read, or are not on the
    disk, are told here.
    """

    def both(index: Index) -> tuple[_Broken, Sequence[str], T]:
        return index.broken(), index.strays(), question(index)

    with progress("Reading documents for the index", before_output=True) as tell:
        broken, strays, answer = answered(workspace, both, progress=tell, say=output.talk)
    _tell(broken)
    tell_strays(strays)
    output.tell_unseen(workspace.unseen(*RECORDS))
    return answer


@contextmanager
def indexed(
    workspace: Documents, *, tell_broken: bool = True, folders: Sequence[str] = RECORDS
) -> Iterator[Index]:
    """The index of a workspace as its documents are now; each that cannot be read is told once.

    That some in `folders`, which the answer is from, are not on the disk is told in one line.
    Whatever is printed of it is better printed behind the block: nobody can move the index on
    while it is read.
    """
    with ExitStack() as stack:
        with progress("Reading documents for the index", before_output=True) as tell:
            index = stack.enter_context(fresh(workspace, progress=tell, say=output.talk))
        if tell_broken:
            _tell(index.broken())
            tell_strays(index.strays())
            output.tell_unseen(workspace.unseen(*folders))
        yield index


def _tell(broken: _Broken) -> None:
    for path, problem, hint in broken:
        output.finding(DocumentRefused(problem or path, hint=hint))


def tell_strays(strays: Sequence[str]) -> None:
    """Say which documents no id leads to, in a line for each folder: a moved one is missed."""
    for folder, what in ((layout.INCIDENTS, "an incident"), (layout.POSTMORTEMS, "a postmortem")):
        found = [path for path in strays if path.startswith(f"{folder}/")]
        if found:
            are = "file is" if len(found) == 1 else "files are"
            below = are.replace(" ", f" below {folder}/ ")
            more = f" and {len(found) - 1} more" if len(found) > 1 else ""
            what = f"{len(found)} {below} at no place of {what}: {found[0]}{more}"
            output.finding(DocumentRefused(f"{what}; see: inc check"))
