"""Why documents are not seen where there are some, and what to type so that they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from shlex import quote

from inc.errors import DocumentRefused, IncError, NotFound
from inc.store import layout
from inc.store.disk_words import a_link
from inc.vcs.comparing import object_at
from inc.vcs.left_out import left_out
from inc.vcs.repository import Repository


def unseen(root: Path, repository: Repository, folders: Sequence[str]) -> IncError | None:
    """What keeps documents in folders of a workspace from being seen; None for nothing."""
    for folder in folders:
        if (root / folder).is_symlink():
            return a_link(folder)
    missing = elsewhere(root, repository, folders)
    return outside(root, repository, missing) if missing else None


def real(root: Path, paths: Iterable[str]) -> list[str]:
    """The paths that no link in place of a folder of documents leads to."""
    found = [folder for folder in layout.FOLDERS if (root / folder).is_symlink()]
    return [path for path in paths if path.partition("/")[0] not in found]


def links(root: Path, repository: Repository) -> list[IncError]:
    """What is to be done about each link in place of a folder of documents."""
    found = [folder for folder in layout.FOLDERS if (root / folder).is_symlink()]
    return [_of_link(root, repository, folder) for folder in found]


def _of_link(root: Path, repository: Repository, folder: str) -> IncError:
    """What a link leads to is not to be copied by the word of whoever made it."""
    named, there = quote(_named(root, repository, folder)), quote(str(repository.worktree))
    return DocumentRefused(
        a_link(folder).what,
        hint=f"Have a folder there: cd {there} && rm {named} && {_made(root, repository, folder)}\n"
        f"What {(root / folder).readlink()} has stays where it is: copy from there what is yours, "
        "and see with git diff what that changes",
    )


def _made(root: Path, repository: Repository, folder: str) -> str:
    """What makes a folder where a link was, with the documents that the last commit has there."""
    path = _named(root, repository, folder)
    if object_at(repository, "HEAD", f"{path}/"):
        is_staged = object_at(repository, "", path)
        source = "--source=HEAD --staged --worktree " if is_staged else ""
        return f"git restore {source}{quote(path)}"
    forget = f"git rm --cached {quote(path)} && " if object_at(repository, "", path) else ""
    return f"{forget}mkdir {quote(path)}"


def elsewhere(root: Path, repository: Repository, folders: Sequence[str]) -> list[str]:
    """The paths, below the workspace, of documents that a sparse checkout leaves out."""
    found = left_out(repository, *(_named(root, repository, folder) for folder in folders))
    paths = ((repository.worktree / path).relative_to(root).as_posix() for path in found)
    return [path for path in paths if layout.placed(path)]


def outside(root: Path, repository: Repository, paths: Sequence[str]) -> NotFound:
    """The sentence on documents that a sparse checkout leaves out, and how to have them here."""
    folders = list(dict.fromkeys(path.partition("/")[0] for path in paths))
    count, of = len(paths), " and ".join(folders)
    if count == 1:
        what, them = f"1 document of {of} is not on the disk: it is", "it"
    else:
        what, them = f"{count} documents of {of} are not on the disk: they are", "them"
    added = " ".join(quote(_named(root, repository, folder)) for folder in folders)
    return NotFound(
        f"{what} outside of the sparse checkout",
        hint=f"Have {them} here: git sparse-checkout add {added}",
    )


def _named(root: Path, repository: Repository, folder: str) -> str:
    """A folder of the workspace as git names it."""
    return (root / folder).relative_to(repository.worktree).as_posix()
