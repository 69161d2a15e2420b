"""How far something slow is, on one line of standard error that is gone afterwards."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

_WORTH_IT: Final = 1_000  # things; fewer are done before anybody wonders
_CLEAR: Final = "\r\x1b[K"


@contextmanager
def progress(what: str, *, before_output: bool = False) -> Iterator[Callable[[int, int], None]]:
    """What tells a person that so many of so many are done; in a log nothing is told.

    Nothing is told either where the result comes on the same terminal, unless that is later.
    """
    is_seen = sys.stderr.isatty() and (before_output or not sys.stdout.isatty())
    told = False

    def tell(done: int, of: int) -> None:
        nonlocal told
        if is_seen and of >= _WORTH_IT:
            told = True
            sys.stderr.write(f"{_CLEAR}{what}: {done:,} of {of:,}")
            sys.stderr.flush()

    try:
        yield tell
    finally:
        if told:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()
