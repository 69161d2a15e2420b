"""Work on many documents, shared with forked copies of this process.

A copy has all it needs by the fork, does every n-th document, and sends what it found through a
pipe once. Should it die, its share is done here.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

T = TypeVar("T")

_WORTH_A_PROCESS: Final = 400  # documents; a fork pays from a few hundred on
_MOST: Final = 16


def shared(work: Callable[[str], T], paths: Sequence[str]) -> list[T]:
    """What `work` answers for each path, in their order."""
    jobs = min(_processors(), _MOST) if len(paths) >= _WORTH_A_PROCESS else 1
    shares = [paths[first::jobs] for first in range(jobs)]
    pipes = [_begun(work, share) for share in shares[1:]]
    answers = [[work(path) for path in shares[0]]]
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
    with open(source, "rb") as file:
        data = file.read()
    os.waitpid(child, 0)
    try:
        found: list[T] = pickle.loads(data)
    except (EOFError, pickle.UnpicklingError, ValueError):
        return None
    return found
