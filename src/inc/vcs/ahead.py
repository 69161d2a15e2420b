"""Git is asked what is dirty before the program is even loaded, and looks while that goes on.

With 100,000 documents git takes as long for it as all else together. So this module imports `os`
alone, and is not used where it cannot be.
"""

from __future__ import annotations

import os

from inc.vcs.environment import scrub

STATUS = (
    "--no-replace-objects",  # a replaced commit keeps its name, and we keep rows by names
    *("-c", "status.branch=false", "-c", "status.showStash=false"),
    *("status", "--porcelain", "-z", "--no-renames"),
    *("--untracked-files=normal", "--ignore-submodules=dirty"),
)
"""The command; it changes nothing, and its paths are relative to the work tree."""

Mark = tuple[object, ...]


class Asked:
    """A `git status` that goes on beside us, and what was checked out when it began."""

    def __init__(self, git_dir: str) -> None:
        self.git_dir = git_dir
        self.mark = mark(git_dir)
        self.out = os.memfd_create("git")
        self.pid = os.posix_spawnp(
            "git", ["git", *STATUS], _environment(), file_actions=self._files
        )

    @property
    def _files(self) -> list[tuple[object, ...]]:
        return [
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, self.out, 1),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
        ]

    def finish(self) -> tuple[int, bytes]:
        """Wait until it has ended: its exit code, and what it said."""
        _, status = os.waitpid(self.pid, 0)
        with open(self.out, "rb") as out:
            out.seek(0)
            return os.waitstatus_to_exitcode(status), out.read()


asked: Asked | None = None
"""The run for this process, until a command takes it."""


def ask() -> None:
    """Begin, where the folder one is in has a git directory and this system can."""
    global asked
    folder = os.getcwd()
    while asked is None:
        git_dir = _git_dir(folder)
        if git_dir:
            asked = Asked(git_dir)
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent


def take() -> Asked | None:
    """The run, for the one who asks first."""
    global asked
    taken, asked = asked, None
    return taken


def _git_dir(folder: str) -> str:
    """The git directory of a work tree; nothing for another folder."""
    marker = os.path.join(folder, ".git")
    if os.path.isdir(marker):
        return marker
    line = _content(marker).split(b"\n", 1)[0]
    if not line.startswith(b"gitdir:"):
        return ""
    return os.path.join(folder, os.fsdecode(line[7:].strip()))


def mark(git_dir: str) -> Mark:
    """What is another whenever another commit is checked out."""
    common = os.path.join(
        git_dir, os.fsdecode(_content(os.path.join(git_dir, "commondir")).strip())
    )
    head = _content(os.path.join(git_dir, "HEAD"))
    ref = os.fsdecode(head.removeprefix(b"ref:").strip()) if head.startswith(b"ref:") else ""
    loose = _content(os.path.join(common, ref)) if ref else b""
    packed = ("packed-refs", "reftable/tables.list")
    return head, loose, *(_state(os.path.join(common, one)) for one in packed)


def _state(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _content(path: str) -> bytes:
    try:
        with open(path, "rb", buffering=0) as file:
            return file.read()
    except (OSError, ValueError):  # a path with NUL in it
        return b""


def _environment() -> dict[str, str]:
    environ = dict(os.environ)
    scrub(environ)
    return environ | {"LANGUAGE": "C", "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
