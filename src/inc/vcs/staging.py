"""A staging area of our own, in which a tree is put together; that of the person is not touched."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from inc.errors import DiskRefused, GitRefused
from inc.vcs.lasting import many_durably
from inc.vcs.process import Completed, git
from inc.vcs.repository import Repository
from inc.vcs.trees import Blob

_STAGES: Final = ("1", "2", "3")
_PLAIN: Final = ("-c", "core.splitIndex=false", "-c", "core.fsmonitor=false")


class Staging(NamedTuple):
    """A staging area in a file beside that of the person."""

    repository: Repository
    file: Path

    @property
    def environment(self) -> Mapping[str, str]:
        """What makes git use it."""
        return {"GIT_INDEX_FILE": str(self.file)}

    def read(self, tree: str) -> None:
        """Have what a tree has, and nothing else."""
        self._done(["read-tree", tree])

    def read_three(self, bases: Sequence[str], own: str, other: str) -> None:
        """Have what only one side changed since the bases; the rest in up to three stages."""
        self._done(["read-tree", "-i", "-m", "--aggressive", *bases, own, other])

    def unmerged(self) -> dict[str, dict[str, Blob]]:
        """The blobs of each path that is not settled, by their stages: `1` base, `2` own, `3`."""
        listed = self._done(["ls-files", "-z", "--unmerged"]).out
        found: dict[str, dict[str, Blob]] = {}
        for one in listed.decode("utf-8", "surrogateescape").split("\0")[:-1]:
            about, _, path = one.partition("\t")
            mode, oid, stage = about.split(" ")
            found.setdefault(path, {})[stage] = Blob(path, mode, oid)
        return found

    def put(self, found: Mapping[str, Blob | None]) -> None:
        """Have these blobs at these paths, in place of all stages; None takes a path away."""
        if not found:
            return
        gone = "0" * len(next((one.oid for one in found.values() if one), "0" * 40))
        lines = [f"0 {gone}\t{path}\0" for path in found]
        lines += [f"{one.mode} {one.oid}\t{path}\0" for path, one in found.items() if one]
        text = "".join(lines).encode("utf-8", "surrogateescape")
        self._done(["update-index", "-z", "--index-info"], stdin=text)

    def write(self) -> str:
        """Make a tree of it, and return its id."""
        return self._done(["write-tree"]).out.decode().strip()

    def _done(self, arguments: Sequence[str], stdin: bytes | None = None) -> Completed:
        done = git(
            [*many_durably(self.repository), *_PLAIN, *arguments],
            cwd=self.repository.worktree,
            stdin=stdin,
            write=True,
            more=self.environment,
        )
        if done.code != 0:
            raise GitRefused(
                f"git cannot put the two sides together: {done.err.strip()[:300]}",
                hint="Nothing was changed. `git fsck` tells whether the repository is whole.",
            )
        return done


@contextmanager
def staging(repository: Repository) -> Iterator[Staging]:
    """An empty staging area that is gone after the block."""
    # Git wants the file of a staging area to be absent rather than empty.
    file = repository.private() / f"joining-{os.getpid()}-{os.urandom(4).hex()}"
    try:
        yield Staging(repository, file)
    finally:
        for path in (file, file.with_name(f"{file.name}.lock")):
            path.unlink(missing_ok=True)


def written(repository: Repository, texts: Mapping[str, bytes]) -> dict[str, str]:
    """Put texts into the object store as they are, in one process; their ids by the same names."""
    if not texts:
        return {}
    import tempfile

    try:
        with tempfile.TemporaryDirectory(dir=repository.private(), prefix="joining-") as folder:
            paths = [Path(folder) / str(number) for number in range(len(texts))]
            for path, data in zip(paths, texts.values(), strict=True):
                path.write_bytes(data)
            named = "".join(f"{path}\n" for path in paths)
            done = git(
                [*many_durably(repository), "hash-object", "-w", "--no-filters", "--stdin-paths"],
                cwd=repository.worktree,
                stdin=named,
                write=True,
            )
    except OSError as error:
        raise DiskRefused(
            f"the merged documents cannot be written: {error.strerror}",
            hint="`df -h .` shows how full the disk is",
        ) from error
    if done.code != 0:
        raise GitRefused(f"git cannot keep the merged documents: {done.err.strip()[:300]}")
    return dict(zip(texts, done.out.decode().split(), strict=True))
