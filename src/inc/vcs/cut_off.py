"""A checkout that was killed half-way: some files are those of the other branch already."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from inc.vcs.process import git
from inc.vcs.refusals import refusal
from inc.vcs.repository import Repository

_PLAIN: Final = ("100644", "100755")


class _Difference(NamedTuple):
    """A file that another commit has otherwise; an id is None where there is no such file."""

    path: str
    here: str | None
    there: str | None


def take_back(repository: Repository, other: str, lock_fd: int) -> list[str]:
    """Give HEAD's bytes to the files that have those of `other`, or none; returns their paths.

    Git removes a file and writes it anew, one after the other, and HEAD last. Bytes that `other`
    does not have are somebody's own, and stay.
    """
    strange = _differing(repository, other)
    if not strange:
        return []
    on_disk = _on_disk(repository, strange)
    ours = [one for one in strange if _is_of_other(repository, one, on_disk)]
    added = [one.path for one in ours if one.here is None]
    for path in added:
        (repository.worktree / path).unlink(missing_ok=True)
    changed = [one.path for one in ours if one.here is not None]
    if changed:
        done = git(
            ["restore", "--worktree", "--pathspec-from-file=-", "--pathspec-file-nul"],
            cwd=repository.worktree,
            stdin=b"\0".join(os.fsencode(path) for path in changed),
            write=True,
            pass_fds=(lock_fd,),
        )
        if done.code:
            raise refusal(repository, done, changed)
    return [*added, *changed]


def _is_of_other(repository: Repository, one: _Difference, on_disk: Mapping[str, str]) -> bool:
    path = repository.worktree / one.path
    if not os.path.lexists(path):
        return one.here is not None
    if one.there is None or not _is_file(repository, one.path):
        return False
    return on_disk.get(one.path) == one.there or _is_begun(repository, path, one.there)


def _is_begun(repository: Repository, path: Path, blob: str) -> bool:
    """Whether a file is the beginning of what git was writing."""
    size = path.stat().st_size
    if not size:
        return True
    whole = git(["cat-file", "blob", blob], cwd=repository.worktree).out
    return size < len(whole) and whole.startswith(path.read_bytes())


def _differing(repository: Repository, other: str) -> list[_Difference]:
    arguments = ["diff", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff"]
    listed = git([*arguments, "HEAD", other, "--"], cwd=repository.worktree)
    return list(_parsed(listed.out.decode("utf-8", "surrogateescape").split("\0")))


def _parsed(fields: Sequence[str]) -> Iterator[_Difference]:
    for words, path in zip(fields[::2], fields[1::2], strict=False):
        before, after, here, there, _ = words.removeprefix(":").split(" ")
        if {before, after} <= {*_PLAIN, "000000"} and "\n" not in path:
            yield _Difference(
                path, None if before not in _PLAIN else here, None if after not in _PLAIN else there
            )


def _on_disk(repository: Repository, strange: Sequence[_Difference]) -> dict[str, str]:
    """The ids of the files that are not as HEAD has them, as git would keep them."""
    changed = git(["diff", "--name-only", "-z", "--no-renames", "HEAD"], cwd=repository.worktree)
    dirty = {os.fsdecode(name) for name in changed.out.split(b"\0") if name}
    named = [one.path for one in strange if one.path in dirty or one.here is None]
    present = [path for path in named if _is_file(repository, path)]
    if not present:
        return {}
    lines = "".join(f"{path}\n" for path in present).encode("utf-8", "surrogateescape")
    hashed = git(["hash-object", "--stdin-paths"], cwd=repository.worktree, stdin=lines)
    return dict(zip(present, hashed.out.decode().split(), strict=False))


def _is_file(repository: Repository, path: str) -> bool:
    file = repository.worktree / path
    return file.is_file() and not file.is_symlink()
