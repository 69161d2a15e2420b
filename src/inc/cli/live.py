"""An incident on a terminal, live: it is painted again when what it says has changed.

It wakes once a second and costs next to nothing while nothing happens: the document is read when
its file has changed, and the words are put together every few seconds.
"""

from __future__ import annotations

import os
import select
import sys
import termios
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from inc.cli import frame
from inc.cli.frame import Line, Size
from inc.cli.naming import is_meant, short
from inc.documents import incident_of
from inc.domain.incident import Incident
from inc.domain.nudges.nudge import Case
from inc.domain.nudges.record import postmortem_path
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
    """A document that is read again when its file has changed; the last good one otherwise."""

    def __init__(self, workspace: Workspace, name: str) -> None:
        self._workspace = workspace
        self._name = name
        everyone = layout.incident_ids(workspace.root)
        self._said = "" if is_meant(workspace, name) else short(name, everyone)
        self._path = workspace.root / layout.incident_path(name)
        self._seen: tuple[int, int, int] | None = self._stat()
        self.incident = workspace.incident(name)
        self.problem = ""

    def read(self) -> bool:
        """Read it if its file has changed; returns whether it had."""
        found = self._stat()
        if found == self._seen:
            return False
        self._seen = found
        try:
            self.incident, self.problem = self._incident(), ""
        except IncError as error:  # half saved, perhaps
            folder = layout.incident_path(self._name).removesuffix(self._path.name)
            self.problem = f"Shown as it was: {error.what.removeprefix(folder)}"
        return True

    def _incident(self) -> Incident:
        document = self._workspace.document(self._name)
        document.fields, document.entries  # noqa: B018 - to meet what is wrong with it here
        return incident_of(self._name, document)

    def _stat(self) -> tuple[int, int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    def lines(self, now: datetime, size: Size, notice: str = "") -> list[Line]:
        """It as a screen shows it now."""
        notice = self.problem or notice
        return frame.lines(self._case(now), size, notice=notice, name=self._said)

    def _case(self, now: datetime) -> Case:
        begun = (self._workspace.root / postmortem_path(self._name)).is_file()
        return Case(self.incident, self._workspace.policy, now, has_postmortem=begun)


def watch(source: Source, *, no_color: bool) -> None:
    """Show it until somebody presses q or Ctrl-C; the terminal is left as it was."""
    from rich.console import Console  # 40 ms, and only here
    from rich.live import Live

    console = Console(no_color=no_color, highlight=False)
    shown: tuple[list[Line], Size] | None = None
    again = 0.0
    try:
        with _keys() as keys, Live(console=console, screen=True, auto_refresh=False) as live:
            while not (shown and _is_left(keys)):
                size, began = Size(*console.size), time.monotonic()
                is_new = source.read() or not shown or size != shown[1]
                if is_new or began >= again:
                    painted = _painted(source, size), size
                    if painted != shown:
                        live.update(_text(painted[0]), refresh=True)
                    shown = painted
                    again = began + max(_COUNT, _REST * (time.monotonic() - began))
    except KeyboardInterrupt:
        return


def _painted(source: Source, size: Size) -> list[Line]:
    now = datetime.now(UTC).replace(microsecond=0)
    return source.lines(now, size, _HELP)


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
