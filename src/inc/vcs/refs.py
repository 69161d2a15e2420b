"""Where HEAD points, read from the files of the git directory: no process."""

import re
from pathlib import Path
from typing import NamedTuple

# What the HEAD of a repository with reftable says to programs that read files.
_ELSEWHERE = "refs/heads/.invalid"
_LINKS = 5
_OID = r"[0-9a-f]{40}(?:[0-9a-f]{24})?"
_OWN = ("refs/bisect/", "refs/worktree/", "refs/rewritten/")


class Head(NamedTuple):
    """What is checked out: `ref` is None when detached, `oid` is None before the first commit."""

    ref: str | None
    oid: str | None


def read_head(git_dir: Path, common_dir: Path) -> Head | None:
    """Return HEAD, or None when the files do not tell and git must be asked (reftable)."""
    ref, target = None, _target(git_dir / "HEAD")
    for _ in range(_LINKS):
        if target is None:
            return None if ref is None else Head(ref, _packed(common_dir, ref))
        if re.fullmatch(_OID, target):
            return Head(ref, target)
        if not _is_ref(target):
            return None
        ref = target
        home = git_dir if ref.startswith(_OWN) else common_dir
        target = _target(home / ref)
    return None


def read_ref(common_dir: Path, ref: str) -> str | None:
    """Return the object that a ref of all work trees names, None when there is no such ref."""
    target = _target(common_dir / ref)
    if target is None:
        return _packed(common_dir, ref)
    return target if re.fullmatch(_OID, target) else None


def _target(path: Path) -> str | None:
    """Return the object id or the ref that a loose ref names, None when there is no such file."""
    try:
        # Ancient gits and `core.preferSymlinkRefs` make HEAD a symbolic link.
        text = str(path.readlink()) if path.is_symlink() else path.read_text("utf-8", "replace")
    except OSError:
        return None
    return text.removeprefix("ref:").strip()


def _is_ref(name: str) -> bool:
    return name.startswith("refs/") and ".." not in name and name != _ELSEWHERE


def _packed(common_dir: Path, ref: str) -> str | None:
    try:
        packed = (common_dir / "packed-refs").read_bytes()
    except OSError:
        return None
    found = re.search(rb"^([0-9a-f]{40,64}) " + re.escape(ref.encode()) + rb"$", packed, re.M)
    return found[1].decode() if found else None
