"""The index for a question that nobody asked: only where it is there in a moment.

An index that is kept is taken as it is: git is not asked what is dirty, nobody is waited for, and
nothing is written. Where there is none, a small one is made, and kept unless it is very small.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from typing import Final

from inc.documents import Documents
from inc.errors import IncError
from inc.index.database import Damaged, Index
from inc.indexing.fresh import apart_of, fresh, in_memory, lay
from inc.indexing.kept import Kept
from inc.indexing.place import Place, everything
from inc.vcs import trees

_FEW: Final = 300
"""Documents that are read from the disk where there is no index: a twentieth of a second."""
_SOME: Final = 2_000
"""Documents of which an index is made, and kept: half a second, once."""
_BEHIND: Final = 200
"""Documents that may have been committed since the index was moved on last."""


@contextmanager
def at_hand(workspace: Documents) -> Iterator[Index | None]:
    """The index as of the last commit, but for what is changing this moment; else None.

    None where there are many documents, and no index or one that is far behind. Where one is kept,
    a file that was changed by hand and is not committed counts as it was committed.
    """
    place = Place.of(workspace.root, workspace.repository)
    with ExitStack() as stack:
        index = None
        with suppress(IncError, OSError, Damaged):
            index = _moved_on(place) or _of_few(place)
            if index:
                stack.callback(index.close)  # which also forgets what was laid over
            elif not _are_more(place, _SOME):
                index = stack.enter_context(fresh(workspace))
        yield index


def _are_more(place: Place, most: int) -> bool:
    """Whether there are more documents than so many."""
    return len([*islice(everything(place), most + 1)]) > most


def _moved_on(place: Place) -> Index | None:
    """The kept index, with what was committed since as it stands on the disk."""
    index = Kept(place.repository, place.prefix).opened()
    if index is None:
        return None
    try:
        if _is_level(place, index):
            return index
    except (IncError, OSError, Damaged):
        index.close()
        raise
    index.close()
    return None


def _is_level(place: Place, index: Index) -> bool:
    """Bring an open index to the last commit, in its transaction; whether that was possible."""
    commit, head = index.meta("commit"), place.repository.head().oid
    found = apart_of(index)
    if commit == head and not found:
        return True
    if head is None:
        return False
    if commit != head:
        found += trees.Between(place.repository, commit, head, place.folders).blobs()
    paths = list(dict.fromkeys(path for one in found if (path := place.document(one.path))))
    if len(paths) > _BEHIND:
        return False
    index.rollback()
    index.rows("PRAGMA busy_timeout = 0")  # somebody else writes: then there is no answer
    index.begin(write=True)
    if index.meta("commit") != commit:
        return False
    lay(index, place, paths)
    return True


def _of_few(place: Place) -> Index | None:
    """A new index in memory of what is on the disk, where that is little."""
    paths = list(islice(everything(place), _FEW + 1))
    return in_memory(place, paths) if len(paths) <= _FEW else None
