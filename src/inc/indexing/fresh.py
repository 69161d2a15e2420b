"""The index as the documents are now: of the last commit, with what is dirty laid over it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from typing import Final, TypeVar

from inc.documents import Documents
from inc.errors import IncError, NotRecorded
from inc.index.database import Damaged, Index, Row, Segments, is_lost, is_of_file
from inc.indexing import place as places
from inc.indexing.kept import Kept
from inc.indexing.place import Place, Progress
from inc.vcs import trees
from inc.vcs.trees import Blob, Dirt

T = TypeVar("T")
Say = Callable[[str], None]

_TRIES: Final = 8
_NO_COMMIT: Final = "no commit"  # which no branch can be called, so that git takes it for none
_APART: Final = "apart"


@contextmanager
def fresh(
    workspace: Documents,
    *,
    progress: Progress | None = None,
    meanwhile: Callable[[Index], None] = lambda _: None,
    say: Say = lambda _: None,
) -> Iterator[Index]:
    """The index of a workspace, exactly as a fresh parse of all documents would fill it.

    `progress` is told how far a new index is; `meanwhile` may read what was committed, while git
    still looks what is dirty; `say` is told who is waited for.
    """
    place = Place.of(workspace.root, workspace.repository)
    kept = Kept(place.repository, place.prefix)
    index = _kept(place, kept, progress, meanwhile, say)
    index = index or in_memory(place, list(places.everything(place)), progress)
    try:
        yield index
    except Damaged as error:
        if is_lost(error):
            kept.forget()
        if not is_of_file(error):
            raise  # a statement of ours is wrong, unless damage made it so
        raise NotRecorded(
            f"the index cannot be read: {error}", hint="Run it again: the index is made anew."
        ) from error
    finally:
        index.close()  # which also forgets what was laid over


def answered(
    workspace: Documents,
    question: Callable[[Index], T],
    *,
    progress: Progress | None = None,
    say: Say = lambda _: None,
) -> T:
    """What a question to the fresh index is answered; it is asked while git still looks.

    Where something is dirty it is asked again, so it may only read. What it made of the commit on
    the way is kept.
    """
    early: list[tuple[Index, T]] = []
    made: dict[str, Segments] = {}

    def ask(index: Index) -> None:
        early.clear()
        with suppress(IncError):  # it is met again
            early.append((index, question(index)))
        made[_commit_of(index)] = index.made

    with fresh(workspace, progress=progress, meanwhile=ask, say=say) as index:
        is_told = early and early[0][0] is index and not index.is_laid_over
        answer = early[0][1] if is_told else question(index)
    if any(made.values()):
        from inc.indexing import segments  # as a rule they are kept already

        segments.keep(workspace, made)
    return answer


def _kept(
    place: Place,
    kept: Kept,
    progress: Progress | None,
    meanwhile: Callable[[Index], None],
    say: Say,
) -> Index | None:
    """The index in the git directory; None where git or the disk does not let us have one."""
    index = None
    try:
        for _ in range(_TRIES):
            dirt = Dirt(place.repository)
            index = _at_commit(place, kept, progress, say)
            meanwhile(index)
            told = dirt.paths()
            # Else somebody committed meanwhile, and git may have looked before or after it.
            if told is not None and _commit_of(index) == (dirt.head or _NO_COMMIT):
                dirty = places.dirty(place, [*told, *(one.path for one in apart_of(index))])
                laid = _laid_over(index, place, dirty) if dirty else index
                # What was dirty may have been committed, and changed again, before it was read.
                if laid is not None and dirt.holds():
                    return laid
                index = laid or index
            index.close()
    except (IncError, OSError):
        pass
    except Damaged as error:
        if is_lost(error):
            kept.forget()
    if index:
        index.close()
    return None


def _head(place: Place) -> str:
    return place.repository.head().oid or _NO_COMMIT


def _commit_of(index: Index) -> str:
    return index.meta("commit")


def apart_of(index: Index) -> list[Blob]:
    """What no row tells: each answer reads it from the disk, and so does the next commit."""
    told = (one.split(" ", 2) for one in index.meta(_APART).split("\0") if one)
    return [Blob(path, mode, oid) for mode, oid, path in told]


def _there(blobs: Iterable[Blob]) -> list[Blob]:
    return [one for one in blobs if one.oid and one.mode != trees.MODULE]


def _modules(blobs: Iterable[Blob]) -> list[Blob]:
    """Folders that are repositories of their own: what is in them no commit of this one tells."""
    return [one for one in blobs if one.mode == trees.MODULE and places.is_text(one.path)]


def _note(index: Index, commit: str, apart: Iterable[Blob]) -> None:
    """Note the commit that an index is at, and what it has no rows of."""
    index.note(_APART, "\0".join(sorted(f"{one.mode} {one.oid} {one.path}" for one in apart)))
    index.note("commit", commit)


def _at_commit(place: Place, kept: Kept, progress: Progress | None, say: Say) -> Index:
    """The kept index in a transaction, as a rule at HEAD; Damaged, OSError, IncError."""
    index = kept.opened()
    if index and _commit_of(index) == _head(place):
        return index
    if index:
        index.close()
    with kept.locked(say):
        head = _head(place)
        index = _moved_on(place, kept, head)
        if index is None:
            _build(place, kept, head, progress)
            index = kept.opened()
    if index is None:
        raise Damaged("the index is not as it was left")
    return index


def _moved_on(place: Place, kept: Kept, head: str) -> Index | None:
    """The kept index, moved from its commit to another; None where that is not possible."""
    path, index = kept.path(), kept.opened()
    if path is None or index is None:
        return None
    with ExitStack() as stack:
        stack.callback(index.close)
        with suppress(IncError, Damaged):
            if _commit_of(index) != head:  # else somebody else did
                index.rollback()
                index.begin(write=True)
                _move(index, place, head)
                kept.forget()  # whoever is killed from here on leaves no file that anybody trusts
                index.commit()
                kept.note(path)
                index.begin()
            if _commit_of(index) == head:  # from here on nobody can change it
                stack.pop_all()
                return index
    return None


def _move(index: Index, place: Place, head: str) -> None:
    """Have the rows of another commit in an index, in the transaction that it is in."""
    between = trees.Between(place.repository, _commit_of(index), head, place.folders)
    from inc.indexing import gathering  # the readers of documents: most answers need none

    changed = between.blobs()
    index.remove(filter(None, (place.document(one.path) for one in changed)))
    again = {one.path: one for one in (*apart_of(index), *changed)}
    apart = list[Blob]()
    for found in gathering.committed(place, _there(again.values()), apart):
        index.add(found)
    _note(index, head, [*apart, *_modules(again.values())])


def _build(place: Place, kept: Kept, head: str, progress: Progress | None) -> bool:
    """A new index of a commit."""
    listing = trees.Listing(place.repository, head, place.folders) if head != _NO_COMMIT else None
    from inc.indexing import gathering  # the readers of documents: most answers need none

    gathering.readied()
    path = kept.draft()
    try:
        with closing(Index.new(str(path))) as index:
            blobs = listing.blobs() if listing else []
            apart = list[Blob]()
            _fill(index, gathering.committed(place, blobs, apart, progress))
            index.begin(write=True)
            _note(index, head, [*apart, *_modules(blobs)])
            index.commit()
        kept.note(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return True


def _fill(index: Index, batches: Iterable[Sequence[Row]]) -> None:
    index.begin(write=True, in_bulk=True)
    for found in batches:
        index.add(found)
    index.commit()
    index.finish()


def _laid_over(index: Index, place: Place, dirty: Sequence[str]) -> Index | None:
    """The same with dirty documents as they are on the disk, in a transaction never kept.

    None where the index was moved to another commit before that began.
    """
    commit = _commit_of(index)
    index.rollback()
    try:
        index.begin(write=True)
        index.note("commit", _commit_of(index))  # only now SQLite says that a disk is read-only
    except Damaged:  # nobody may write there: in memory everybody may
        index.rollback()
        index.begin()
        copy = index.copied_to_memory()
        index.close()
        index = copy
        index.begin(write=True)
    if _commit_of(index) != commit:
        index.close()
        return None
    lay(index, place, dirty)
    return index


def lay(index: Index, place: Place, paths: Sequence[str]) -> None:
    """Have documents in an index as they are on the disk, in the transaction that it is in."""
    from inc.indexing import gathering  # the readers of documents: most answers need none

    index.is_laid_over = True
    index.remove(paths)
    for found in gathering.on_disk(place, paths):
        index.add(found)


def in_memory(place: Place, paths: Sequence[str], progress: Progress | None = None) -> Index:
    """A new index of some documents as they are on the disk, for this one command."""
    from inc.indexing import gathering  # the readers of documents: most answers need none

    index, done = Index.new(), 0
    index.begin(write=True)
    for found in gathering.on_disk(place, paths):
        index.add(found)
        done += len(found)
        if progress:
            progress(done, len(paths))
    index.commit()
    index.finish()
    index.begin()
    return index
