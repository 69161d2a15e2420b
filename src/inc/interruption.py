"""Ctrl-C at a bad moment: the step that must not be left half done is finished or undone first."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

_ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def end_as_by_ctrl_c() -> None:
    """Let SIGTERM and a lost terminal end the program like Ctrl-C, so that the words are kept."""
    for number in _ENDING:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold back what would end the program until the block has ended; deliver it if that failed.

    Children get the signal of a terminal all the same: a hook that hangs ends, git reports that it
    failed, and what was written is put back. Where the block succeeds, the signal came too late:
    what was asked for is done, and must not look as if it were not.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    caught: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        caught.append(number)

    heeded = [number for number in _ENDING if signal.getsignal(number) is not signal.SIG_IGN]
    held: dict[int, Any] = {number: signal.signal(number, note) for number in heeded}
    try:
        yield
    except BaseException:
        _hand_back(held)
        for number in caught:
            signal.raise_signal(number)
        raise
    _hand_back(held)


def _hand_back(held: Mapping[int, Any]) -> None:
    for number, handler in held.items():
        signal.signal(number, handler)
