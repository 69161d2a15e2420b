"""Runs of git whose answer is read while it is still being told, and in bounded memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Final

from inc.errors import GitRefused
from inc.vcs.environment import scrub
from inc.vcs.repository import Repository

_CHUNK: Final = 1 << 18
_PIPE: Final = 1 << 20  # bytes that git may be ahead of us

MOST: Final = 400
"""Objects that are asked for at once: their names fit into a pipe, whatever git is doing."""

TRUE_TO_HISTORY: Final = (
    *("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"),
    *("-c", "safe.bareRepository=explicit", "-c", "log.showSignature=false"),
    *("-c", "core.commitGraph=false", "-c", "protocol.allow=never"),
    *("-c", "i18n.logOutputEncoding=UTF-8", "-c", f"diff.orderFile={os.devnull}"),
)
"""No program of the repository is run, no cache is believed, and nothing is fetched."""


def environment() -> dict[str, str]:
    """The surroundings in which git shows history as it is: no commit in the place of another."""
    env = dict(os.environ)
    scrub(env)
    replaced = {"GIT_NO_REPLACE_OBJECTS": "1", "GIT_GRAFT_FILE": os.devnull}
    quiet = {"LC_ALL": "C", "LANGUAGE": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1"}
    return env | replaced | quiet


@contextmanager
def _running(
    repository: Repository, arguments: Sequence[str], given: IO[bytes] | int, said: IO[bytes]
) -> Iterator[subprocess.Popen[bytes]]:
    try:
        child = subprocess.Popen(
            ["git", *TRUE_TO_HISTORY, *arguments],
            cwd=repository.worktree,
            env=environment(),
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=said,
            pipesize=_PIPE if sys.platform == "linux" else -1,
        )
    except OSError as error:
        raise GitRefused(
            f"git cannot be started: {error.strerror}", hint="install git 2.30 or newer"
        ) from error
    with child:
        try:
            yield child
        except BaseException:
            child.terminate()
            raise


def fields(
    repository: Repository, arguments: Sequence[str], given: Iterable[bytes] | None = None
) -> Iterator[bytes]:
    """What git says, cut at each NUL, in the order in which it says it.

    `given` are the lines it reads. Raises GitRefused where git ends with an error.
    """
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as said:
        if given is not None:
            stdin.writelines(given)
            stdin.seek(0)
        source = stdin if given is not None else subprocess.DEVNULL
        with _running(repository, arguments, source, said) as child:
            assert child.stdout is not None
            rest = b""
            while chunk := child.stdout.read(_CHUNK):
                first, *more = chunk.split(b"\0")
                rest += first
                if more:
                    yield rest
                    yield from more[:-1]
                    rest = more[-1]
            if rest:
                yield rest
        if child.returncode:
            raise _refused(said)


def _refused(said: IO[bytes]) -> GitRefused:
    said.seek(0)
    words = said.read().decode("utf-8", "replace").strip()
    return GitRefused(
        f"git cannot read the history: {words}",
        hint="`git fsck` tells whether the repository is whole",
    )


class Batch:
    """A run of `git cat-file` that answers one question after the other until it is closed."""

    def __init__(self, repository: Repository) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__
        self._context = _running(repository, ["cat-file", "--batch"], subprocess.PIPE, self._said)
        self._child = self._context.__enter__()

    def __enter__(self) -> Batch:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._child.stdin is not None and self._child.stdout is not None
        self._child.stdin.close()
        self._child.stdout.close()
        self._child.wait()
        self._said.close()

    def ask(self, names: Sequence[str]) -> None:
        """Begin to ask for objects, at most MOST of them; nothing may be left to be told."""
        assert self._child.stdin is not None and len(names) <= MOST
        self._child.stdin.write("".join(f"{name}\n" for name in names).encode())
        self._child.stdin.flush()

    def told(self, names: Sequence[str]) -> Iterator[tuple[str, str, bytes | None]]:
        """Name, kind and content of the objects that were asked for.

        No kind and None for one that is missing.
        """
        assert self._child.stdout is not None
        for name in names:
            head = self._child.stdout.readline().split()
            if not head:
                raise _refused(self._said)
            if len(head) != 3 or head[2] == b"missing":  # the name of a path can have a space
                yield name, "", None
                continue
            content = self._child.stdout.read(int(head[2]))
            self._child.stdout.read(1)
            yield name, head[1].decode(), content
