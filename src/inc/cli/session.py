"""One run of the program: everything it is given from outside, in one place."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from inc.domain.times import iso
from inc.errors import IncError, UsageError

if TYPE_CHECKING:
    from inc.workspace import Workspace

MAX_INPUT: Final = 1 << 20
SURROUNDINGS: Final = ("INC_AUTHOR", "INC_INCIDENT")
"""What of the environment a command means when it is run again."""


def random_number() -> int:
    """24 random bits; `secrets` would cost an import of 5 ms."""
    return int.from_bytes(os.urandom(3), "big")


def read_clock() -> datetime:
    """What the clock of this machine says, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


class Session:
    """The words of the command, the time they were typed, chance, and the surroundings."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        now: datetime | None = None,
        entropy: Callable[[], int] = random_number,
        environ: Mapping[str, str] = os.environ,
        folder: Path | None = None,
        replayed: Sequence[str] | None = None,
        base: str | None = None,
        detached_ok: bool = False,
        kept: Path | None = None,
    ) -> None:
        self.argv = argv
        self.now = now or read_clock()
        self.entropy = entropy
        self.environ = environ
        self.folder = folder
        self.replayed = replayed
        """What the command read the first time it ran, when `inc retry` runs it again."""
        self.base = base
        """The text that an edit begins with."""
        self.kept = kept
        """The file of its words, when `inc retry` runs it again."""
        self.operation = kept.stem if kept else f"{time.time_ns()}-{os.urandom(3).hex()}"
        """The name of what is to be done, the same when it is run again."""
        self.told_kept: str | None = None
        """What was said of its words once they were kept."""
        self.typed: list[str] = []
        """What was read from standard input or the editor, so that it can be kept."""
        self.has_new_words = False
        """Whether any of that is not what the editor began with."""
        self.is_typing = False
        """Whether somebody is still writing, so that Ctrl-C means: never mind."""
        self.drafts: list[Path] = []
        """The files that an editor wrote, needless once the change is recorded."""
        self.incident: str | None = None
        """The incident that the command settled on."""
        self.by_default = ""
        """What was said of a policy that cannot be read, and the default one in its place."""
        self.workspace: Workspace | None = None
        """The workspace that the command settled on."""
        self.is_write = False
        self.is_wordless = False
        """Whether the command has no words that could be lost: to type it again is as easy."""
        self.is_recorded = False
        self.detached_ok = detached_ok
        self.dry_run = False
        self.as_json = False

    @property
    def typed_at(self) -> datetime | None:
        """When the command was typed, if that was before this run of it."""
        return None if self.replayed is None else self.now

    @property
    def start(self) -> Path:
        """The folder the command works from."""
        return self.folder or Path.cwd()

    def read_input(self) -> str:
        """All of standard input, bytes that are not UTF-8 made visible later."""
        again = self._typed_before()
        if again is not None:
            return self._typed(again)
        if sys.stdin is None:
            raise UsageError("there is no standard input", hint="Give the text with -m.")
        if sys.stdin.isatty():
            print("Type the text; end it with Ctrl-D on an empty line.", file=sys.stderr)  # noqa: T201
        self.is_typing = True
        data = sys.stdin.buffer.read(MAX_INPUT + 1)
        self.is_typing = False
        if len(data) > MAX_INPUT:
            raise UsageError(
                "standard input is longer than 1 MiB",
                hint="Keep what matters, such as: … | tail -200 | inc log -m WHAT -",
            )
        self.has_new_words = True
        return self._typed(data.decode("utf-8", "surrogateescape"))

    def read_editor(self, initial: str, name: str, open_editor: Callable[[str, str], str]) -> str:
        """What comes back from the editor."""
        again = self._typed_before()
        if again is not None:
            return self._typed(again)
        text = self._typed(open_editor(initial, name))
        self.has_new_words = text.strip() != initial.strip()
        return text

    def read_again(self, produce: Callable[[], str]) -> str:
        """What something outside said; what it said the first time, when it is run again."""
        again = self._typed_before()
        return self._typed(produce() if again is None else again)

    @property
    def has_answers(self) -> bool:
        """Whether something that was typed the first time has not been read again yet."""
        return self._typed_before() is not None

    def begin_with(self, text: str) -> str:
        """The text that an edit begins with: what it began with first when it is run again."""
        if self.base is None:
            self.base = text
        return self.base

    def _typed_before(self) -> str | None:
        """What was read here the first time, when `inc retry` runs the command again."""
        return next(iter((self.replayed or ())[len(self.typed) :]), None)

    def forget_drafts(self, code: int) -> None:
        """Remove what editors wrote once it is recorded; a dry run records nothing."""
        if code == 0 and not self.dry_run:
            for path in self.drafts:
                path.unlink(missing_ok=True)

    def recorded(self) -> None:
        """Note that the change is in git: whatever happens now, its words are not lost."""
        self.is_recorded = True
        if self.kept:
            self.kept.unlink(missing_ok=True)

    def refused(self, error: BaseException) -> None:
        """Keep the words while nobody else can write: until now the journal had them."""
        from inc.cli.main import kept

        self.told_kept = kept(self, error if isinstance(error, IncError) else None)

    def words(self) -> list[str]:
        """All that it takes to run it again, one after the other: see `spool.Kept.of`.

        Nothing where there are no words that could be lost.
        """
        if not self.is_write or self.is_wordless or self.dry_run:
            return []
        names = (name for name in SURROUNDINGS if self.environ.get(name))
        pairs = [word for name in names for word in (name, self.environ[name])]
        if self.incident:
            pairs += ["INC_INCIDENT", self.incident]
        base = "" if self.base is None else f"={self.base}"
        groups = (self.argv, pairs, self.typed)
        counted = (word for group in groups for word in (str(len(group)), *group))
        return [iso(self.now), str(self.start), base, *counted]

    def _typed(self, text: str) -> str:
        self.typed.append(text)
        return text


_current: ContextVar[Session] = ContextVar("session")


def current() -> Session:
    """The run this code belongs to."""
    return _current.get()


@contextmanager
def running(session: Session) -> Iterator[Session]:
    """Make a session the current one."""
    token = _current.set(session)
    try:
        yield session
    finally:
        _current.reset(token)
