"""The lock of a repository, held by one command that writes: what others left is settled first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from inc import config, journal
from inc.durable import Origin, Writer
from inc.errors import NotRecorded
from inc.vcs import memo
from inc.vcs.lock import lock
from inc.vcs.repository import Repository

_LONGEST_FOR_GIT: Final = 10.0  # seconds; git holds its locks for much less


class Writing(NamedTuple):
    """What the lock, the journal and the checks before a write need to know of the command.

    `done` is called once its change is recorded; `refused` with what went wrong where git did not
    take it, while the lock is still held: there its words are kept.
    """

    purpose: str
    say: Callable[[str], None]
    detached_ok: bool = False
    done: Callable[[], None] = lambda: None
    refused: Callable[[BaseException], None] = lambda _: None
    origin: Origin = Origin()


@contextmanager
def held(
    root: Path,
    repository: Repository,
    writing: Writing,
    values: Mapping[str, str],
    looked_up: tuple[int, int] | None,
) -> Iterator[Writer]:
    """The lock of the repository, in a state in which git takes our commits.

    `values` are git's settings, `looked_up` is the checkout that names were looked up in.
    """
    repository.refuse_unsafe_state(detached_ok=writing.detached_ok)
    wait = config.lock_wait(values)
    with lock(repository, writing.purpose, wait=wait, say=writing.say) as lock_fd:
        repository.refuse_unsafe_state(detached_ok=writing.detached_ok)
        patience = min(wait, _LONGEST_FOR_GIT)
        origin = writing.origin._replace(purpose=writing.purpose)
        writer = Writer(root, repository, lock_fd, patience, writing.done, origin)
        if journal.is_there(repository):
            from inc import recovery  # hardly ever

            recovery.recover(writer, writing.say, origin.operation)
        if repository.is_forwarding():
            from inc.vcs import forwarding  # hardly ever

            forwarding.settle(repository, lock_fd, patience)
        if repository.is_visiting() or looked_up != repository.checkout_mark():
            from inc import visiting

            visiting.settle(writer, looked_up, writing.say)
        try:
            yield writer
        except BaseException as error:
            if journal.is_there(repository):
                _refused(repository, writing, error)
            raise


def _refused(repository: Repository, writing: Writing, error: BaseException) -> None:
    """Keep the words of what was put back, and only then forget it."""
    if journal.is_marked(repository, journal.MADE):
        return  # the next command does what is left to do
    writing.refused(error)
    journal.mark(repository, journal.KEPT)
    if _is_put_back(repository):
        journal.forget(repository)


def _is_put_back(repository: Repository) -> bool:
    """Whether nothing is left of it; where a disk is full, that may wait for the next command."""
    record = journal.read(repository)
    if record is None or not journal.is_put_back(repository):
        return record is None
    try:
        return not memo.path_states(repository, [one.path for one in record.splices if not one.had])
    except NotRecorded:
        return False
