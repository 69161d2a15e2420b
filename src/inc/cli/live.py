"""An incident on a terminal, live: it is painted again when what it says has changed.

It wakes once a second and costs next to nothing while nothing happens: the document is read when
its file has changed, and the words are put together every few seconds.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from inc import config
from inc.cli import frame
from inc.cli.frame import Line, Size
from inc.cli.naming import is_meant, short
from inc.cli.owing import case_of
from inc.documents import incident_of
from inc.domain.policy import Policy
from inc.errors import IncError
from inc.store import layout
from inc.workspace import Workspace

if TYPE_CHECKING:
    from rich.text import Text

_WAKE: Final = 1.0  # seconds
_COUNT: Final = 5.0  # seconds between two looks at the clock
_REST: Final = 200  # times as long as a look took: a long timeline is looked at less often
_HELP: Final = "q leaves"


class Source:
    """A document and the policy, read again when their files have changed; else the last good."""

    def __init__(self, workspace: Workspace, name: str) -> None:
        self._workspace = workspace
        self._name = name
        everyone = layout.incident_ids(workspace.root)
        self._said = "" if is_meant(workspace, name) else short(name, everyone)
        self._document = File(workspace.root / layout.incident_path(name))
        self._settings = File(workspace.root / config.FILE)
        self._policy, self._which = Policy(), "default"
        self.incident = workspace.incident(name)
        self._problem = ""
        self._problem_of_policy = ""
        self._read_policy()

    def read(self) -> bool:
        """Read what has changed; returns whether anything had."""
        changed = [self._document.has_changed(), self._settings.has_changed()]
        if changed[0]:
            self._read_document()
        if changed[1]:
            self._read_policy()
        return any(changed)

    def _read_document(self) -> None:
        try:
            document = self._workspace.document(self._name)
            document.fields, document.entries  # noqa: B018 - to meet what is wrong with it here
            self.incident, self._problem = incident_of(self._name, document), ""
        except IncError as error:  # half saved, perhaps
            folder = layout.incident_path(self._name).rpartition("/")[0]
            self._problem = f"Shown as it was: {error.what.removeprefix(f'{folder}/')}"

    def _read_policy(self) -> None:
        try:
            self._policy, self._which = config.load(self._workspace.root), "last good"
            self._problem_of_policy = ""
        except (IncError, OSError) as error:
            what = error.what if isinstance(error, IncError) else f"{config.FILE}: {error.strerror}"
            self._problem_of_policy = f"By the {self._which} policy: {what}"

    def lines(self, now: datetime, size: Size, notice: str = "") -> list[Line]:
        """It as a screen shows it now."""
        notice = self._problem or self._problem_of_policy or notice
        case = case_of(self.incident, self._policy, now, self._workspace)
        return frame.lines(case, size, notice=notice, name=self._said)


class File:
    """A file that somebody may change."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = self._stat()

    def has_changed(self) -> bool:
        """Whether it is another one than when this was last asked."""
        before, self._seen = self._seen, self._stat()
        return before != self._seen

    def _stat(self) -> tuple[int, int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino


def watch(source: Source, clock: Callable[[], datetime], *, no_color: bool) -> None:
    """Show it until somebody presses q or Ctrl-C; the terminal is left as it was."""
    from rich.console import Console, ConsoleDimensions  # 40 ms, and only here
    from rich.live import Live

    signal.signal(signal.SIGTSTP, signal.SIG_IGN)  # a shell behind a frozen screen helps nobody
    console = Console(no_color=no_color, highlight=False)
    shown: tuple[list[Line], tuple[int, int]] | None = None
    again = 0.0
    try:
        with _keys() as keys, Live(console=console, screen=True, auto_refresh=False) as live:
            while not (shown and _is_left(keys)):
                room, began = _room(), time.monotonic()
                is_new = source.read() or not shown or room != shown[1]
                if is_new or began >= again:
                    painted = source.lines(clock(), Size(*room), _HELP), room
                    if painted != shown:
                        console.size = ConsoleDimensions(*room)
                        live.update(_text(painted[0]), refresh=True)
                    shown = painted
                    again = began + max(_COUNT, _REST * (time.monotonic() - began))
    except KeyboardInterrupt:
        return


def _room() -> tuple[int, int]:
    """The columns and lines of the terminal; its COLUMNS and LINES may be those of another one."""
    width, height = os.get_terminal_size(sys.stdout.fileno())
    return width or 80, height or 24


def _text(lines: list[Line]) -> Text:
    from rich.text import Text

    text = Text(no_wrap=True, overflow="ellipsis")
    for number, line in enumerate(lines):
        style = "red" if line.is_late else "bold" if line.is_head else ""
        text.append("\n" if number else "")
        text.append(line.text, style)
    return text


@contextmanager
def _keys() -> Iterator[int | None]:
    """The keyboard, key by key and without an echo; None where there is none."""
    if sys.stdin is None or not sys.stdin.isatty():
        yield None
        return
    keys = sys.stdin.fileno()
    before = termios.tcgetattr(keys)
    try:
        tty.setcbreak(keys)
        yield keys
    finally:
        termios.tcsetattr(keys, termios.TCSADRAIN, before)


def _is_left(keys: int | None) -> bool:
    """Wait for a key, but no longer than until the next look; returns whether it was q."""
    if keys is None:
        time.sleep(_WAKE)
        return False
    if not select.select([keys], [], [], _WAKE)[0]:
        return False
    typed = os.read(keys, 64)
    return not typed or b"q" in typed.lower()
