"""Where exports and reports go: files that are there whole, all of them, or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from typing import Final, NamedTuple

from inc.errors import DiskRefused, IncError, Refused, UsageError
from inc.store import disk_words, layout
from inc.vcs.repository import Repository

_START: Final = 4_096
_END: Final = 65_536  # bytes at the end of a Parquet file in which it says what it is


class Kind(NamedTuple):
    """What is written: its name with an article, as in `an export`; a place for one; and by which
    bytes at the beginning and the end of a file it is known.
    """

    name: str
    place: str
    is_ours: Callable[[bytes], bool]


def refuse(
    paths: Sequence[Path], root: Path, repository: Repository, kind: Kind, *, force: bool
) -> None:
    """Raise where a file must not be written: among the documents, by a link that came with the
    repository, or over what is another file.
    """
    documents = [root / name for name in (layout.INCIDENTS, layout.POSTMORTEMS, layout.RUNBOOKS)]
    closed = [*documents, repository.worktree / ".git", repository.git_dir, repository.common_dir]
    closed = [folder.resolve() for folder in closed]
    worktree = repository.worktree.resolve()
    for path in paths:
        place = path.resolve()
        for folder in closed:
            if place.is_relative_to(folder):
                raise UsageError(
                    f"{path} is in {folder}, where {kind.name} does not belong",
                    hint=f"Name another place: --out {kind.place}",
                )
        if place.exists() and not place.is_file():
            raise UsageError(f"{path} is no file", hint="Name a file that may be replaced.")
        if path.is_symlink() and path.parent.resolve().is_relative_to(worktree):
            raise Refused(
                f"{path} is a link in the repository, and anybody may have put it there",
                hint=f"Name the file itself: --out {quote(str(place))}",
            )
        if not force and _is_foreign(place, kind):
            raise Refused(
                f"{path} is there, and it is not {kind.name} of ours",
                hint="Name another file, or overwrite it: --force",
            )


def _is_foreign(path: Path, kind: Kind) -> bool:
    """Whether something else than such a file is there; an empty file is nothing."""
    try:
        with path.open("rb") as file:
            sample = file.read(_START)
            file.seek(max(_START, file.seek(0, os.SEEK_END) - _END))
            return bool(sample) and not kind.is_ours(sample + file.read())
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _explained(error, path) from None


@contextmanager
def landing(paths: Sequence[Path]) -> Iterator[Callable[[Path], Path]]:
    """Take drafts in the place of files; after the block they are the files, all of them.

    Yields what gives the draft of a path. If the block or the disk fails, nothing is left of them
    (and of the folder, if it was made for them); DiskRefused says why.
    """
    drafts = {path: path.resolve().with_name(f".inc-{os.urandom(6).hex()}.tmp") for path in paths}
    made = [path for path in dict.fromkeys(path.parent for path in paths) if not path.exists()]
    try:
        for folder in made:
            folder.mkdir()
        for path, draft in drafts.items():
            _begin(draft, path)
        yield drafts.__getitem__
        for draft in drafts.values():
            _synced(draft)
        for path, draft in drafts.items():
            draft.replace(path.resolve())
    except OSError as error:
        _forget(drafts, made)
        raise _explained(error, next(iter(paths))) from None
    except BaseException:
        _forget(drafts, made)
        raise


def _begin(draft: Path, path: Path) -> None:
    """Make an empty draft that is open to those only who may read the file it replaces."""
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    if path.exists():
        draft.chmod(stat.S_IMODE(path.stat().st_mode))


def _synced(draft: Path) -> None:
    descriptor = os.open(draft, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _forget(drafts: dict[Path, Path], made: Sequence[Path]) -> None:
    for draft in drafts.values():
        draft.unlink(missing_ok=True)
    for folder in made:
        try:
            folder.rmdir()
        except OSError:
            continue


def _explained(error: OSError, path: Path) -> IncError:
    if isinstance(error, FileNotFoundError):
        what = f"the folder {path.parent} does not exist"
        return DiskRefused(what, hint=f"mkdir -p {path.parent}")
    try:
        disk_words.explain(error, path.parent, path.name)
    except IncError as explained:
        return explained
