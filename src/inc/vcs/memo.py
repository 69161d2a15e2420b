"""Whether documents are as HEAD has them: remembered when possible, asked of git when not."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import Final

from inc.errors import DiskRefused, GitRefused
from inc.vcs.process import git
from inc.vcs.repository import Repository

# hashlib loads the whole of OpenSSL, which takes longer than everything else in this module;
# the interpreter's own module is called differently in each version.
_HASHES: Final = ("_sha2", "_sha256", "hashlib")
# More paths than this may not fit on a command line.
_NAMED: Final = 1000


def digest(data: bytes) -> str:
    """Return the SHA-256 of `data`, 64 hexadecimal digits."""
    for name in _HASHES:
        with suppress(ImportError, AttributeError):
            return str(import_module(name).sha256(data).hexdigest())
    raise ImportError("this Python has no SHA-256")


def remember_clean(repository: Repository, path: str, head_oid: str, digest: str) -> None:
    """Note that at commit `head_oid` the content of `path` had that `digest`; never fails."""
    with suppress(OSError, DiskRefused):
        memo = _memo(repository, path)
        try:
            memo.write_text(_note(head_oid, digest))
        except FileNotFoundError:
            memo.parent.mkdir(parents=True, exist_ok=True)
            memo.write_text(_note(head_oid, digest))


def known_clean(repository: Repository, path: str, data: bytes) -> bool:
    """Tell whether `data` is known to be what HEAD has at `path`; False also means "ask git"."""
    try:
        note = _memo(repository, path).read_text("utf-8", "replace")
    except (OSError, DiskRefused):
        return False
    oid = repository.head().oid
    return oid is not None and note == _note(oid, digest(data))


def _note(head_oid: str, digest: str) -> str:
    return f"{head_oid} {digest}\n"


def _memo(repository: Repository, path: str) -> Path:
    """Return the file of the note: the folders of the documents again, in the git directory."""
    relative = PurePosixPath(path)
    if relative.is_absolute() or ".." in relative.parts:
        raise OSError(f"{path} is outside of the work tree")
    return repository.private() / "clean" / relative


def path_states(repository: Repository, paths: Sequence[str]) -> dict[str, str]:
    """Return git's two letters (staging area, work tree) for those `paths` that HEAD has otherwise.

    Paths are relative to the work tree. Ignored files are not among the answers.
    """
    if not paths:
        return {}
    arguments = ["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all"]
    named = ["--", *paths] if len(paths) <= _NAMED else []
    done = git([*arguments, *named], cwd=repository.worktree)
    if done.code != 0:
        raise GitRefused(f"git cannot tell the state of the work tree: {done.err.strip()}")
    records = [_text(record) for record in done.out.split(b"\0") if record]
    wanted = set(paths)
    return {record[3:]: record[:2] for record in records if record[3:] in wanted}


def dirty_paths(repository: Repository, paths: Sequence[str]) -> set[str]:
    """Return those `paths` that differ from HEAD in the work tree or in the staging area."""
    return set(path_states(repository, paths))


def blob(repository: Repository, revision: str, path: str) -> bytes | None:
    """Return the content of `path` at `revision`, None when one of them does not exist."""
    done = git(["cat-file", "blob", f"{revision}:{path}"], cwd=repository.worktree)
    return done.out if done.code == 0 else None


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")
