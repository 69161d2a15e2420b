"""Work on many things, shared with forked copies of this process.

A copy has all it needs by the fork, does every n-th piece, and sends what it found through a
pipe. Should it die, its share is done here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import IO, Final, TypeVar

S = TypeVar("S")
T = TypeVar("T")

_WORTH_A_PROCESS: Final = 400  # documents; a fork pays from a few hundred on
_AT_ONCE: Final = 64  # documents of a piece that is sent: with few, all are done at one time
_MOST: Final = 16
_HELD: Final = 1 << 20  # bytes of answers that wait: as many as Linux lets everybody have


def shared(
    work: Callable[[S], T], items: Sequence[S], tell: Callable[[int, int], None] | None = None
) -> list[T]:
    """What `work` answers for each item, in their order.

    `tell` is told now and then how many are done, and of how many.
    """
    found: list[T] = []
    for some in streamed(lambda piece: [work(one) for one in piece], items):
        found += some
        if tell:
            tell(len(found), len(items))
    return found


def _processors() -> int:
    """How many processors there are for us; one where nothing can be forked."""
    if not hasattr(os, "fork"):
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def streamed(work: Callable[[Sequence[S]], T], items: Sequence[S]) -> Iterator[T]:
    """What `work` answers for each few of the items, in their order, while the rest is being done.

    The copies do all of it, so that this process can work on the answers; only a few answers are
    ever held.
    """
    pieces = [items[at : at + _AT_ONCE] for at in range(0, len(items), _AT_ONCE)]
    jobs = min(_processors(), _MOST) if len(items) >= _WORTH_A_PROCESS else 0
    copies = [_sending(work, pieces[first::jobs]) for first in range(jobs)]
    try:
        for number, piece in enumerate(pieces):
            copy = copies[number % jobs] if jobs else None
            answer: list[T] = _next(copy[1]) if copy else []
            if copy and not answer:  # it died: the rest of its share is done here
                copies[number % jobs] = None
                _ended(*copy)
            yield answer[0] if answer else work(piece)
    finally:
        for copy in copies:
            if copy:
                _ended(*copy)


def _sending(
    work: Callable[[Sequence[S]], T], share: Sequence[Sequence[S]]
) -> tuple[int, IO[bytes]] | None:
    """Start a copy of this process that sends an answer a piece; None if that fails."""
    import pickle  # here and below: what is done in one process needs none

    source, sink = os.pipe()
    _widen(sink)
    try:
        child = os.fork()
    except OSError:
        os.close(source)
        os.close(sink)
        return None
    if child:
        os.close(sink)
        return child, open(source, "rb")  # noqa: PTH123 - a descriptor, closed by _ended
    try:
        os.close(source)
        with open(sink, "wb") as file:  # noqa: PTH123 - a descriptor
            for piece in share:
                pickle.dump([work(piece)], file, pickle.HIGHEST_PROTOCOL)
                file.flush()
    finally:
        os._exit(0)


def _widen(sink: int) -> None:
    """Have a copy go on while this process is busy: a pipe holds less than one answer as a rule."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(sink, fcntl.F_SETPIPE_SZ, _HELD)


def _next(source: IO[bytes]) -> list[T]:
    """The next answer of a copy; nothing if it died."""
    import pickle

    try:
        answer: list[T] = pickle.load(source)
    except (EOFError, pickle.UnpicklingError, ValueError):
        return []
    return answer


def _ended(child: int, source: IO[bytes]) -> None:
    import signal

    source.close()
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)  # it may have more to send than anybody reads
    os.waitpid(child, 0)
