"""The journal of a write: what was to become of which document, until it is recorded.

It stands in the git directory of the work tree before the first byte of a document changes, and is
gone once the commit is made. Whoever takes the lock and finds one knows that its writer was killed,
and what it was about to do.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from inc.errors import DiskRefused
from inc.faults import point
from inc.vcs import memo
from inc.vcs.repository import Repository

PREPARED: Final = "prepared"
"""Documents are being written."""
COMMITTING: Final = "committing"
"""All documents are written; git is at work."""
REFUSED: Final = "refused"
"""Git said no; documents are being put back."""

KEPT: Final = "kept"
"""As refused, and the words of the command are kept."""
MADE: Final = "made"
"""The commit is made; the staging area and our notes of it are not yet as they should be."""

_FORMAT: Final = b"inc journal 1"
_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")


class Splice(NamedTuple):
    """How one document changes: between its first `start` and last `end` bytes, `old` to `new`.

    `path` is as git names it; `had` and `has` tell whether there is a file before and afterwards,
    `digest` is that of what is there afterwards (of what was there, for a file that goes).
    """

    path: str
    had: bool
    has: bool
    start: int
    end: int
    old: bytes
    new: bytes
    digest: str

    @classmethod
    def of(cls, path: str, before: bytes | None, after: bytes | None) -> Splice:
        """What turns the one into the other."""
        one, other = before or b"", after or b""
        start, end = _shared(one, other)
        whole = other if after is not None else one
        old, new = one[start : len(one) - end], other[start : len(other) - end]
        had, has = before is not None, after is not None
        return cls(path, had, has, start, end, old, new, memo.digest(whole))

    def is_after(self, data: bytes | None) -> bool:
        """Whether that is the document with the change."""
        if data is None or not self.has:
            return data is None and not self.has
        return self._fits(data, self.new) and memo.digest(data) == self.digest

    def is_before(self, data: bytes | None) -> bool:
        """Whether that is the document without the change."""
        if data is None or not self.had:
            return data is None and not self.had
        whole = self.forward(data) if self.has else data
        return self._fits(data, self.old) and memo.digest(whole or b"") == self.digest

    def forward(self, before: bytes | None) -> bytes | None:
        """The document with the change, made of the one without it."""
        return self._with(before or b"", self.new) if self.has else None

    def back(self, after: bytes | None) -> bytes | None:
        """The document without the change, made of the one with it."""
        return self._with(after or b"", self.old) if self.had else None

    def _fits(self, data: bytes, middle: bytes) -> bool:
        whole = self.start + len(middle) + self.end
        return len(data) == whole and data[self.start : whole - self.end] == middle

    def _with(self, data: bytes, middle: bytes) -> bytes:
        return data[: self.start] + middle + data[len(data) - self.end :]


class Record(NamedTuple):
    """What a journal says.

    `operation` names the command that was typed, however often it is run; `kept` is the file of its
    words where they were kept before, `words` are what they were (see `Session.words`). `head` and
    `ref` are what was checked out (nothing: no commit, no branch); `owner` is who writes.
    """

    operation: str
    purpose: str
    owner: str
    head: str
    ref: str
    message: str
    kept: str
    words: Sequence[str]
    splices: Sequence[Splice]
    phase: str = PREPARED

    @property
    def is_sweep(self) -> bool:
        """Whether it only commits what was in the documents already."""
        return all((one.had, one.old) == (one.has, one.new) for one in self.splices)


def write(repository: Repository, record: Record) -> None:
    """Have the journal on the disk; raises DiskRefused where it cannot be."""
    path = place(repository)
    draft = path.with_name("journal-draft")  # who holds the lock is alone, and leaves but one
    try:
        path.parent.mkdir(exist_ok=True)
        _phase(repository).unlink(missing_ok=True)
        _written(draft, _encoded(record))
        draft.rename(path)
        _sync(path.parent)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise DiskRefused(
            f"{path} cannot be written: {error.strerror}", hint="`df -h .` shows how full it is"
        ) from error
    point("journal-written")


def mark(repository: Repository, phase: str) -> None:
    """Note how far it is: as the text of a link, so that nothing has to be synced for it."""
    path = _phase(repository)
    with suppress(OSError):
        path.unlink(missing_ok=True)
        path.symlink_to(phase)


def is_marked(repository: Repository, phase: str) -> bool:
    """Whether it is as far as that."""
    record = read(repository)
    return record is not None and record.phase == phase


def is_put_back(repository: Repository) -> bool:
    """Whether no document has any change of the journal that is not recorded."""
    record = read(repository)
    return record is None or not any(
        one.is_after(_on_disk(repository.worktree / one.path))
        for one in record.splices
        if (one.had, one.old) != (one.has, one.new)
    )


def _on_disk(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def forget(repository: Repository) -> None:
    """It is over."""
    with suppress(OSError):
        place(repository).unlink(missing_ok=True)
        _phase(repository).unlink(missing_ok=True)
    point("journal-removed")


def is_there(repository: Repository) -> bool:
    """Whether somebody is writing, or was killed while writing."""
    return os.path.lexists(place(repository))


def read(repository: Repository) -> Record | None:
    """What the journal says; None where there is none, or none that can be read."""
    try:
        record = _decoded(place(repository).read_bytes())
    except (OSError, ValueError, IndexError):
        return None
    with suppress(OSError):
        return record._replace(phase=str(_phase(repository).readlink()))
    return record


def since(repository: Repository) -> float:
    """When the journal was written, in seconds; never, where there is none."""
    try:
        return place(repository).stat().st_mtime
    except OSError:
        return float("inf")


def place(repository: Repository) -> Path:
    """Where the journal of a work tree stands while somebody writes there."""
    return repository.git_dir / "inc" / "journal"


def _phase(repository: Repository) -> Path:
    return place(repository).with_name("journal-phase")


# ------------------------------------------------------------------ who writes


def me() -> str:
    """This process, so that no later one with its number is taken for it."""
    return f"{os.getpid()} {started(os.getpid())} {boot()}"


def started(pid: int) -> str:
    """When a process began, in ticks since the boot; nothing where the system does not tell."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return ""
    return status.rpartition(")")[2].split()[19]  # its name may hold anything


def boot() -> str:
    """Which run of the machine this is; nothing where the system does not tell."""
    try:
        return _BOOT.read_text().strip()
    except OSError:
        return ""


# ------------------------------------------------------------------ the bytes


def _shared(one: bytes, other: bytes) -> tuple[int, int]:
    """How many bytes two texts share at the start, and how many of the rest at the end."""
    most = min(len(one), len(other))
    start = _longest(most, lambda low, high: one[low:high] == other[low:high])
    a, b = len(one), len(other)
    end = _longest(
        most - start, lambda low, high: one[a - high : a - low] == other[b - high : b - low]
    )
    return start, end


def _longest(most: int, are_same: Callable[[int, int], bool]) -> int:
    """How far two texts are the same: found by halves, since a loop over bytes takes too long."""
    low = 0
    while low < most:
        middle = (low + most + 1) // 2
        if are_same(low, middle):
            low = middle
        else:
            most = middle - 1
    return low


def _encoded(record: Record) -> bytes:
    said = [*record[:7], str(len(record.words)), *record.words]
    fields = [text.encode("utf-8", "surrogateescape") for text in said]
    for one in record.splices:
        numbers = f"{one.had:d} {one.has:d} {one.start} {one.end} {one.digest}"
        path = one.path.encode("utf-8", "surrogateescape")
        fields += (path, numbers.encode(), one.old, one.new)
    body = b"".join(b"%d:%b," % (len(field), field) for field in fields)
    return b"%b\n%b\n%b" % (_FORMAT, memo.digest(body).encode(), body)


def _decoded(data: bytes) -> Record:
    """The record; ValueError or IndexError where a power cut left another text."""
    first, digest, body = data.split(b"\n", 2)
    if first != _FORMAT or memo.digest(body).encode() != digest:
        raise ValueError("no journal of this version")
    fields = list(_fields(body))
    said = [field.decode("utf-8", "surrogateescape") for field in fields[:8]]
    end = 8 + int(said[7])
    words = tuple(field.decode("utf-8", "surrogateescape") for field in fields[8:end])
    splices = tuple(_splice(fields[at : at + 4]) for at in range(end, len(fields), 4))
    operation, purpose, owner, head, ref, message, kept = said[:7]
    return Record(operation, purpose, owner, head, ref, message, kept, words, splices)


def _splice(fields: Sequence[bytes]) -> Splice:
    path, numbers, old, new = fields
    had, has, start, end, digest = numbers.decode().split()
    name = path.decode("utf-8", "surrogateescape")
    return Splice(name, had == "1", has == "1", int(start), int(end), old, new, digest)


def _fields(body: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(body):
        colon = body.index(b":", at)
        end = colon + 1 + int(body[at:colon])
        yield body[colon + 1 : end]
        at = end + 1


def _written(path: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o600)
    with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor
        file.write(data)
        file.flush()
        os.fsync(descriptor)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
