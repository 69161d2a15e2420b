"""Commands whose words could not be recorded, kept word for word until they can be.

They stand in the git directory, or, where there is no repository or it cannot be written, in the
state folder of the person. `inc retry` runs them again as they were typed, at the time they were
typed.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from inc.faults import point


@dataclass(frozen=True)
class Kept:
    """A command as it was typed: its words, the time, the folder, and what it read."""

    argv: Sequence[str]
    at: str
    folder: str
    environment: Mapping[str, str]
    typed: Sequence[str]
    error: str
    base: str | None = None
    """The text that an edit began with."""

    @property
    def words(self) -> str:
        """The command in one line, to recognise it by."""
        import shlex

        return "inc " + shlex.join(self.argv)

    @classmethod
    def of(cls, fields: Sequence[str], error: str) -> Kept:
        """The command of the `words` that a session has put down for the journal."""
        given = iter(fields)
        at, folder, base = next(given), next(given), next(given)

        def some() -> list[str]:
            return [next(given) for _ in range(int(next(given)))]

        argv, pairs, typed = some(), some(), some()
        environment = dict(zip(pairs[::2], pairs[1::2], strict=True))
        return cls(argv, at, folder, environment, typed, error, base[1:] if base else None)


def keep(kept: Kept, folders: Sequence[Path], operation: str = "") -> Path | None:
    """Write it to the first folder that takes it; None where none does.

    What is kept twice under the name of one `operation` is there once.
    """
    for folder in folders:
        with suppress(OSError):
            return _write(kept, folder, operation or f"{time.time_ns()}-{os.urandom(3).hex()}")
    return None


def _write(kept: Kept, folder: Path, operation: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{kept.at.replace(':', '')}-{operation}.json"
    temporary = folder / f".{name}"
    text = json.dumps(asdict(kept), indent=1, ensure_ascii=True) + "\n"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        point("words-written")
        temporary.rename(folder / name)
        _sync(folder)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    point("words-kept")
    return folder / name


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def waiting(folders: Sequence[Path]) -> Iterator[tuple[Path, Kept]]:
    """What waits to be recorded, the oldest first, with the file that holds it."""
    files = [path for folder in folders for path in _names(folder)]
    for path in sorted(files, key=lambda path: path.name):
        with suppress(OSError, ValueError, TypeError):
            yield path, Kept(**json.loads(path.read_text(encoding="ascii")))


@contextmanager
def claimed(path: Path) -> Iterator[bool]:
    """Whether these words are ours to record: another `inc retry` may have, or may be at it."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        yield False
        return
    try:
        yield _is_first(descriptor) and path.exists()
    finally:
        os.close(descriptor)


def _is_first(descriptor: int) -> bool:
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _names(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.suffix == ".json" and path.name[0] != "."]
    except OSError:
        return []


def of_person(environ: Mapping[str, str]) -> Path:
    """The folder of a person for words that no repository can hold."""
    home = Path(environ.get("HOME", "."))
    return Path(environ.get("XDG_STATE_HOME") or home / ".local" / "state") / "inc" / "spool"
