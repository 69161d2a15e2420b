"""Whether documents are as HEAD has them: remembered when possible, asked of git when not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import Any, Final

from inc.errors import DiskRefused, GitRefused
from inc.vcs.process import git
from inc.vcs.repository import Repository

# hashlib loads the whole of OpenSSL, which takes longer than everything else in this module;
# the interpreter's own module is called differently in each version.
_HASHES: Final = ("_sha2", "_sha256")
# More paths than this may not fit on a command line.
_NAMED: Final = 1000


def digest(data: bytes) -> str:
    """Return the SHA-256 of `data`, 64 hexadecimal digits."""
    return _hashed(_HASHES, "sha256", data)


def _hashed(modules: Sequence[str], algorithm: str, data: bytes) -> str:
    return str(_hash(modules, algorithm)(data).hexdigest())


@lru_cache
def _hash(modules: Sequence[str], algorithm: str) -> Callable[[bytes], Any]:
    for name in (*modules, "hashlib"):
        with suppress(ImportError, AttributeError):
            found: Callable[[bytes], Any] = getattr(import_module(name), algorithm)
            return found
    raise ImportError(f"this Python has no {algorithm}")


def remember_clean(repository: Repository, path: str, head_oid: str, digest: str) -> None:
    """Note that commit `head_oid`, which is ours, holds `path` with that `digest`; never fails."""
    with suppress(OSError, DiskRefused):
        note = f"{_chain(repository, head_oid)} {digest}\n"
        memo = _memo(repository, path)
        try:
            memo.write_text(note)
        except FileNotFoundError:
            memo.parent.mkdir(parents=True, exist_ok=True)
            memo.write_text(note)


def known_clean(repository: Repository, path: str, data: bytes) -> bool:
    """Tell whether `data` is known to be what HEAD has at `path`; False also means "ask git".

    It is known while nobody but us has committed since we committed that path.
    """
    try:
        chain, tip = _tip(repository)
        note = _memo(repository, path).read_text("utf-8", "replace")
    except (OSError, ValueError, DiskRefused):
        return False
    return repository.head().oid == tip and note == f"{chain} {digest(data)}\n"


def recorded_last(repository: Repository, path: str, data: bytes) -> bool:
    """Tell whether `data` is what we committed last at `path`, even if HEAD lost it since.

    A plain `git commit` that read the staging area just before we renewed it takes it back.
    """
    try:
        note = _memo(repository, path).read_text("utf-8", "replace")
    except (OSError, DiskRefused):
        return False
    return note.endswith(f" {digest(data)}\n")


def same_as_head(repository: Repository, path: str, data: bytes) -> bool:
    """Tell whether `data` is what HEAD has at `path`, byte for byte, by one cheap question."""
    asked = git(["rev-parse", "--verify", "--quiet", f"HEAD:{path}"], cwd=repository.worktree)
    oid = asked.out.decode("ascii", "replace").strip()
    return asked.code == 0 and is_object(data, oid)


def is_object(data: bytes, oid: str, *, is_one_of_many: bool = False) -> bool:
    """Tell whether git would keep `data`, byte for byte, under that id.

    For many documents OpenSSL is worth to be loaded, which is six times as fast.
    """
    algorithm = {40: "sha1", 64: "sha256"}.get(len(oid))
    if algorithm is None:
        return False
    modules = () if is_one_of_many else _HASHES if algorithm == "sha256" else ("_sha1",)
    return oid == _hashed(modules, algorithm, b"blob %d\0" % len(data) + data)


def _chain(repository: Repository, oid: str) -> str:
    """Return the name of the unbroken row of our own commits that `oid` ends, and note it.

    A commit of somebody else's in between begins a new row, and what was known is known no more.
    """
    try:
        chain, tip = _tip(repository)
    except (OSError, ValueError):
        chain, tip = oid, ""
    if tip == oid:
        return chain
    if not tip or repository.last_move() != (tip, oid):
        chain = oid
    (repository.private() / "tip").write_text(f"{chain} {oid}\n")
    return chain


def _tip(repository: Repository) -> tuple[str, str]:
    chain, tip = (repository.private() / "tip").read_text("utf-8", "replace").split()
    return chain, tip


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
