"""The file of an index in the git directory: whether it is as we left it, and its replacement.

`current` names the file, and what it looked like when we wrote it last: its inode, its size, the
time of its last change, and the boot of the machine. Whatever does not agree is doubt, and doubt
means a new file. So nothing has to be synced, and a process that is killed leaves nothing half.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Final

import inc
from inc.index import schema
from inc.index.database import Damaged, Index
from inc.vcs import lock, memo
from inc.vcs.repository import Repository

_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")
_CURRENT: Final = "current"
_SUFFIX: Final = ".sqlite"
_LONGEST: Final = 4_096  # bytes of `current`
_LONGEST_CONFIG: Final = 1 << 20
_FILTERS: Final = re.compile(rb"(?im)^.*(?:filter|autocrlf|eol|smudge|clean|process|text).*$")
_LONGEST_WAIT: Final = 300.0  # seconds; then the documents are read for this one command
_READERS: Final = (
    *("index/schema.py", "domain/excerpt.py", "store/excerpts.py", "store/document.py"),
    *("store/entries.py", "store/sections.py", "store/action_items.py", "store/task_lines.py"),
    *("store/yaml_reading.py", "store/plain_scalars.py", "store/plain_fields.py"),
    *("store/layout.py", "store/comments.py", "store/plain_documents.py", "store/prose.py"),
    *("store/item_words.py", "index/derived.py", "domain/promises.py", "domain/tasks.py"),
    "index/columns.py",
)
"""The modules that decide what is in a row: with another version of one, rows may be others."""


class Kept:
    """The folder of an index; one for each workspace of a work tree."""

    def __init__(self, repository: Repository, prefix: str) -> None:
        self.folder = repository.git_dir / "inc" / "index"
        self._common = repository.common_dir
        # Of one length, so that no name of ours begins as that of another workspace.
        self._name = memo.digest(prefix.encode("utf-8", "surrogateescape"))[:12]

    # ------------------------------------------------------------------ reading

    def opened(self) -> Index | None:
        """The index, in a transaction, if it is as we left it; else None."""
        noted = self._noted()
        if noted is None:
            return None
        index = None
        try:
            index = Index.in_file(str(self.folder / noted[0]))
            index.begin()
            commit = index.meta("commit")  # from here on nobody can change it
            if commit and self._noted() == self._seen(noted[0]):
                return index
        except (Damaged, OSError, ValueError):
            pass
        if index:
            index.close()
        return None

    def _noted(self) -> list[str] | None:
        """What `current` says: the name of the file, and how it was."""
        path = self.folder / f"{self._name}.{_CURRENT}"
        try:
            found = path.lstat()
            if not stat.S_ISREG(found.st_mode) or found.st_size > _LONGEST:
                return None
            lines = path.read_text("utf-8").split("\n")
        except (OSError, ValueError):
            return None
        is_ours = len(lines) > 1 and lines[0].endswith(_SUFFIX) and "/" not in lines[0]
        return lines if is_ours else None

    def _seen(self, name: str) -> list[str]:
        """What `current` would say of a file now."""
        try:
            made = (self.folder / name).stat()
        except OSError:
            return []
        state = f"{made.st_ino} {made.st_size} {made.st_mtime_ns} {made.st_ctime_ns}"
        return [name, state, *self._surroundings]

    @cached_property
    def _surroundings(self) -> tuple[str, str, str]:
        """What decides what is in a row beside the documents, as it was when we came."""
        return boot(), version(), self._filters()

    def _filters(self) -> str:
        """What the configuration says of how a checkout writes files; git does not tell a change.

        Whoever unlocks encrypted files has the same commit, and other documents.
        """
        told = []
        for path in (self._common / "config", self._common / "info" / "attributes"):
            with suppress(OSError):
                told += _FILTERS.findall(path.read_bytes()[:_LONGEST_CONFIG])
        return memo.digest(b"\n".join(told)) if told else ""

    # ------------------------------------------------------------------ writing

    @contextmanager
    def locked(
        self, say: Callable[[str], None] = lambda _: None, wait: float = _LONGEST_WAIT
    ) -> Iterator[None]:
        """Be the only one who writes the index; raises NotRecorded where nobody can.

        `say` is told who is waited for, `wait` seconds at most.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with lock.of_file(self.folder / "lock", "reading documents", wait=wait, say=say):
            yield

    def draft(self) -> Path:
        """A path for a new index; what is left of others makes room for it."""
        self._clear()
        return self.folder / f"{self._name}-{os.urandom(6).hex()}{_SUFFIX}"

    def note(self, path: Path) -> None:
        """Make a file the current one, as it is now."""
        if not boot():  # nothing would tell that the machine lost what was not synced
            descriptor = os.open(path, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)
        draft = self.folder / f"{self._name}-{os.urandom(6).hex()}.tmp"
        draft.write_text("\n".join(self._seen(path.name)), "utf-8")
        draft.replace(self.folder / f"{self._name}.{_CURRENT}")

    def _clear(self) -> None:
        """Remove all files, also those that somebody was killed over; who reads one goes on."""
        for path in self.folder.glob(f"{self._name}[-.]*"):
            with suppress(OSError):
                path.unlink()

    def forget(self) -> None:
        """Have a new index made by the next who asks."""
        with suppress(OSError):
            (self.folder / f"{self._name}.{_CURRENT}").unlink()

    def path(self) -> Path | None:
        """The current file."""
        noted = self._noted()
        return self.folder / noted[0] if noted else None


def wipe(repository: Repository) -> None:
    """Remove every index of all work trees, and with it the words that a document had once.

    A row that is deleted leaves its bytes in the file until others take their place.
    """
    import shutil  # who asks removes nothing

    common = repository.common_dir
    for git_dir in (common, *common.glob("worktrees/*")):
        shutil.rmtree(git_dir / "inc" / "index", ignore_errors=True)


def boot() -> str:
    """Which start of the machine this is; nothing where it does not tell."""
    try:
        return _BOOT.read_text("ascii").strip()
    except (OSError, ValueError):
        return ""


def version() -> str:
    """What a row depends on beside its document."""
    folder = Path(inc.__file__).parent
    times = ((folder / one).stat().st_mtime_ns for one in _READERS)
    return " ".join([inc.__version__, str(schema.FORMAT), *map(str, times)])
