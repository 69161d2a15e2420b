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
_AT_ONCE: Final = 200  # documents of a piece that is sent
_MOST: Final = 16
_TOLD_EACH: Final = 50


def shared(
    work: Callable[[str], T], paths: Sequence[str], tell: Callable[[int, int], None] | None = None
) -> list[T]:
    """What `work` answers for each path, in their order.

    `tell` is told now and then how many are done about, and of how many: the copies do not say.
    """
    jobs = min(_processors(), _MOST) if len(paths) >= _WORTH_A_PROCESS else 1
    shares = [paths[first::jobs] for first in range(jobs)]
    pipes = [_begun(work, share) for share in shares[1:]]
    answers = [list[T]()]
    for number, path in enumerate(shares[0]):
        answers[0].append(work(path))
        if tell and number % _TOLD_EACH == 0:
            tell(min(number * jobs, len(paths)), len(paths))
    for share, pipe in zip(shares[1:], pipes, strict=True):
        sent: list[T] | None = _sent(*pipe) if pipe else None
        answers.append([work(path) for path in share] if sent is None else sent)
    return [answers[number % jobs][number // jobs] for number in range(len(paths))]


def _processors() -> int:
    """How many processors there are for us; one where nothing can be forked."""
    if not hasattr(os, "fork"):
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _begun(work: Callable[[str], T], share: Sequence[str]) -> tuple[int, int] | None:
    """Start a copy of this process on a share: its id, and where to read; None if that fails."""
    import pickle  # here and below: what is done in one process needs none

    source, sink = os.pipe()
    try:
        child = os.fork()
    except OSError:
        os.close(source)
        os.close(sink)
        return None
    if child:
        os.close(sink)
        return child, source
    try:
        os.close(source)
        with open(sink, "wb") as file:  # noqa: PTH123 - a descriptor
            pickle.dump([work(path) for path in share], file, pickle.HIGHEST_PROTOCOL)
    finally:
        os._exit(0)


def _sent(child: int, source: int) -> list[T] | None:
    """What a copy has sent; None if it died on the way."""
    import pickle

    with open(source, "rb") as file:
        data = file.read()
    os.waitpid(child, 0)
    try:
        found: list[T] = pickle.loads(data)
    except (EOFError, pickle.UnpicklingError, ValueError):
        return None
    return found


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
    import pickle

    source, sink = os.pipe()
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
