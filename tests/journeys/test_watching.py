"""`inc watch` on a real terminal: it follows what others write, and leaves the terminal clean."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pexpect
import pyte
import pytest

if TYPE_CHECKING:
    from conftest import Cli, Inc

PATIENCE = 20.0  # seconds; a busy machine may take long to start
SHOW_CURSOR, LEAVE_SCREEN = b"\x1b[?25h", b"\x1b[?1049l"


class Watching:
    """`inc watch` in a terminal, and what stands on its screen."""

    def __init__(
        self, folder: Path, *args: str, size: tuple[int, int] = (24, 80), **environment: str
    ) -> None:
        self.child: Any = pexpect.spawn(
            sys.executable,
            ["-m", "inc", "watch", *args],
            dimensions=size,
            env={**os.environ, "TERM": "xterm-256color", **environment},
            cwd=str(folder),
            timeout=30,
        )
        self._screen = pyte.Screen(size[1], size[0])
        self._stream = pyte.ByteStream(self._screen)
        self.written = b""

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self._screen.display]

    def read(self, seconds: float) -> int:
        """Take what is painted meanwhile; returns how many bytes that were."""
        end, before = time.monotonic() + seconds, len(self.written)
        while (left := end - time.monotonic()) > 0:
            try:
                found = self.child.read_nonblocking(1 << 16, min(left, 0.1))
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                break
            self.written += found
            self._stream.feed(found)
        return len(self.written) - before

    def until(self, text: str, patience: float = PATIENCE) -> float:
        """Read until a text stands on the screen; returns after how many seconds it did."""
        began = time.monotonic()
        while not any(text in line for line in self.lines):
            assert time.monotonic() - began < patience, (text, self.lines)
            self.read(0.05)
        return time.monotonic() - began

    def until_gone(self, text: str) -> None:
        """Read until a text stands on the screen no more."""
        began = time.monotonic()
        while any(text in line for line in self.lines):
            assert time.monotonic() - began < PATIENCE, (text, self.lines)
            self.read(0.05)

    def resize(self, rows: int, columns: int) -> None:
        self._screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def left(self) -> int | None:
        """Read to the end; returns the exit code."""
        self.read(PATIENCE)
        self.child.close()
        code: int | None = self.child.exitstatus
        return code


@pytest.fixture
def watch(declared: Cli) -> Iterator[Callable[..., Watching]]:
    """Start `inc watch`, and wait until it shows something."""
    started = []

    def start(*args: str, **more: Any) -> Watching:
        watching = Watching(declared.folder, *args, **more)
        started.append(watching)
        watching.until("q leaves")
        while watching.read(0.3):  # the padding that follows
            pass
        return watching

    yield start
    for watching in started:
        watching.child.close(force=True)


def test_it_shows_what_another_process_writes_within_two_seconds(
    watch: Callable[..., Watching], inc: Inc
) -> None:
    watching = watch()
    assert watching.lines[0] == "SEV1  investigating  Checkout failures"
    assert "OVERDUE  nobody is commander; SEV1 needs one" in watching.lines
    inc("log", "the pool is full")
    assert watching.until("the pool is full") < 2
    assert any(line.endswith("note @alice — the pool is full") for line in watching.lines)


def test_where_nothing_changes_nothing_is_painted(watch: Callable[..., Watching]) -> None:
    assert watch().read(3) == 0


def test_a_change_is_painted_over_without_clearing(
    watch: Callable[..., Watching], inc: Inc
) -> None:
    watching = watch()
    before = len(watching.written)
    inc("log", "the pool is full")
    watching.until("the pool is full")
    assert b"\x1b[2J" not in watching.written[before:]


def test_it_fits_a_terminal_of_another_size(watch: Callable[..., Watching]) -> None:
    watching = watch(size=(40, 120))
    watching.resize(10, 40)
    watching.until("SEV1  investigating")
    watching.until("q leaves")
    assert watching.lines[0] == "SEV1  investigating  Checkout failures"
    assert len(watching.lines) == 10
    watching.resize(24, 80)
    watching.until("declared @alice")


def test_the_terminal_is_believed_and_not_what_the_environment_says_of_another(
    watch: Callable[..., Watching],
) -> None:
    watching = watch(size=(12, 60), COLUMNS="120", LINES="40")
    assert watching.lines[0] == "SEV1  investigating  Checkout failures"


def test_a_policy_that_is_changed_meanwhile(declared: Cli, watch: Callable[..., Watching]) -> None:
    settings = declared.folder / "inc.toml"
    before, needs = settings.read_text(), "nobody is commander"
    watching = watch()
    assert any(needs in line for line in watching.lines)
    settings.write_text(before + "\n[roles.commander]\nrequired = []\n")
    watching.until_gone(needs)
    settings.write_text(before + "\n[roles.commander]\nrequired = [1]\n")
    watching.until("By the last good policy: inc.toml:")
    assert not any(needs in line for line in watching.lines)
    settings.unlink()
    watching.until("By the last good policy: inc.toml: No such file")
    settings.write_text(before)
    watching.until(needs)
    watching.until("q leaves")


def test_a_long_title_is_cut_and_not_broken(declared: Cli, watch: Callable[..., Watching]) -> None:
    declared("declare", "支払い処理が遅い " * 8, "-s", "2")
    watching = watch(size=(24, 40))
    assert watching.lines[0].startswith("SEV2  investigating")
    assert watching.lines[0].endswith("…")
    assert watching.lines[1].startswith("declared ")


def test_a_document_that_is_broken_for_a_while(
    declared: Cli, watch: Callable[..., Watching]
) -> None:
    document = next(declared.folder.glob("incidents/*/*/*.md"))
    good = document.read_text()
    watching = watch()
    document.write_text(good.replace("title:", "title: [", 1))
    watching.until("Shown as it was: 2026-03-04-checkout-failures.md:3:")
    assert watching.lines[0] == "SEV1  investigating  Checkout failures"
    document.unlink()
    watching.until("Shown as it was: 2026-03-04-checkout-failures.md does not exist")
    document.write_text(good.replace("title: Checkout failures", "title: Checkout is down", 1))
    watching.until("SEV1  investigating  Checkout is down")
    watching.until("q leaves")


def test_it_goes_on_after_the_end(watch: Callable[..., Watching], inc: Inc) -> None:
    watching = watch()
    inc("resolve", "-m", "it is back")
    watching.until("It is resolved.")
    inc("log", "one more thing")
    watching.until("one more thing")


@pytest.mark.parametrize("how", ["q", "Q", "\x03", signal.SIGTERM])
def test_it_leaves_the_terminal_as_it_was(how: str | signal.Signals, watch: Any) -> None:
    watching: Watching = watch()
    if isinstance(how, str):
        watching.child.send(how)
    else:
        watching.child.kill(how)
    assert watching.left() == 0
    assert watching.written.rstrip().endswith(SHOW_CURSOR + LEAVE_SCREEN)
    assert b"Traceback" not in watching.written


@pytest.mark.parametrize("words", [("--once",), ()])
def test_a_terminal_that_can_do_nothing_gets_it_once(words: tuple[str, ...], declared: Cli) -> None:
    environment = {**os.environ, "TERM": "xterm" if words else "dumb"}
    child: Any = pexpect.spawn(
        sys.executable,
        ["-m", "inc", "watch", *words],
        dimensions=(24, 80),
        env=environment,
        cwd=str(declared.folder),
        timeout=30,
    )
    shown = child.read().decode()
    child.close()
    assert (child.exitstatus, "\x1b" in shown) == (0, False)
    assert shown.startswith("SEV1  investigating  Checkout failures\r\n")
