"""A small repository of our own in the git directory, for as long as a command needs it.

No hook of anybody is in it, no setting of the person changes what is made in it, and what is read
into it does not get among the objects of the person.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

from inc.errors import DiskRefused, GitRefused
from inc.vcs.lasting import many_durably
from inc.vcs.lineage import Person
from inc.vcs.process import Completed, git
from inc.vcs.refusals import refusal
from inc.vcs.repository import Repository

_PREFIX: Final = "carrying-"
_LEFT: Final = 3600.0  # seconds after which what a killed command left is swept
_CONFIG: Final = """\
[core]
\trepositoryformatversion = {version}
\tbare = false
\tlogallrefupdates = false
\thooksPath = /dev/null
\tfsmonitor = false
\tcompression = 6
\tbigFileThreshold = 16m
\tattributesFile = /dev/null
[pack]
\tthreads = 1
\twindow = 10
\tdepth = 50
\tcompression = 6
\tindexVersion = 2
[gc]
\tauto = 0
[maintenance]
\tauto = false
[protocol]
\tallow = never
{more}"""
_OTHER_FORM: Final = "[extensions]\n\tobjectFormat = {form}\n"
_QUIETLY: Final = ("--quiet", "--done", "--date-format=raw-permissive")
SHA1: Final = "sha1"
SHA256: Final = "sha256"


class Made(NamedTuple):
    """A commit to be made: its parents are numbers of others, or commits that are there.

    `files` are all it has; if it is `beside` others, what it has otherwise than its first parent,
    or than the `tree`, if one is named. None is a file that is gone.
    """

    parents: Sequence[int | str]
    author: Person
    committer: Person
    message: str
    files: Mapping[str, bytes | None]
    tree: str = ""
    beside: bool = False


class House(NamedTuple):
    """The repository, and the one in whose git directory it is."""

    repository: Repository
    of: Repository

    def run(
        self,
        arguments: Sequence[str],
        stdin: bytes | None = None,
        within: float | None = None,
        more: Mapping[str, str] | None = None,
    ) -> Completed:
        """Run git in it, with no settings but its own."""
        # Before 2.32 git knows no GIT_CONFIG_GLOBAL, and looks into the homes.
        homes = dict.fromkeys(("HOME", "XDG_CONFIG_HOME"), str(self.repository.worktree))
        alone = homes | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        return git(
            arguments,
            cwd=self.repository.worktree,
            stdin=stdin,
            write=True,
            within=within,
            more=alone | dict(more or {}),
        )

    def make(
        self, ref: str, commits: Sequence[Made], *, objects_of_person: bool = False
    ) -> list[str]:
        """Make commits, the last of which gets the ref; here, or among the person's objects."""
        there = {"GIT_OBJECT_DIRECTORY": str(self.of.common_dir / "objects")}
        marks = self.repository.worktree / "marks"
        done = self.run(
            [*many_durably(self.of), "fast-import", *_QUIETLY, f"--export-marks={marks}"],
            stdin=b"".join(_stream(ref, commits)),
            more=there if objects_of_person else None,
        )
        if done.code != 0:
            raise GitRefused(
                f"git cannot make the commits: {done.err.strip()[:300]}",
                hint="Nothing was changed. `git fsck` tells whether the repository is whole.",
            )
        told = dict(line.split(" ") for line in marks.read_text("ascii").split("\n")[:-1])
        return [told[f":{number + 1}"] for number in range(len(commits))]


@contextmanager
def house(of: Repository, form: str = SHA1) -> Iterator[House]:
    """An empty repository that is gone after the block; DiskRefused where there is no room."""
    folder = of.private() / f"{_PREFIX}{os.getpid()}-{os.urandom(4).hex()}"
    _sweep(folder.parent)
    inner = folder / ".git"
    more = "" if form == SHA1 else _OTHER_FORM.format(form=form)
    try:
        folder.mkdir(mode=0o700)
        for name in ("objects/info", "objects/pack", "refs/heads"):
            (inner / name).mkdir(parents=True)
        (inner / "HEAD").write_text("ref: refs/heads/none\n")
        (inner / "config").write_text(_CONFIG.format(version=int(bool(more)), more=more))
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise DiskRefused(
            f"{folder} cannot be made: {error.strerror}",
            hint="`df -h .` shows how full the disk is",
        ) from error
    try:
        yield House(Repository(folder, inner, inner), of)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def form_of(repository: Repository) -> str:
    """The kind of names that the objects of a repository have."""
    done = git(["rev-parse", "--show-object-format"], cwd=repository.worktree)
    return SHA256 if done.out.strip() == SHA256.encode() else SHA1


def committer(repository: Repository) -> Person:
    """Who commits here, and when; GitRefused where git does not know who that is."""
    done = git(["var", "GIT_COMMITTER_IDENT"], cwd=repository.worktree)
    told = re.fullmatch(
        r"(.*?) ?<(.*)> (\d+ [+-]\d{4})", done.out.decode("utf-8", "replace").strip()
    )
    if done.code != 0 or not told:
        raise refusal(repository, done, [])
    return Person(told[1], told[2], told[3])


def is_signing(repository: Repository) -> bool:
    """Whether the person signs commits."""
    asked = git(["config", "--type=bool", "--get", "commit.gpgsign"], cwd=repository.worktree)
    return asked.out.strip() == b"true"


def _sweep(folder: Path) -> None:
    """Remove what a killed command left."""
    with suppress(OSError):
        for one in folder.glob(f"{_PREFIX}*"):
            with suppress(OSError):
                if one.stat().st_mtime < time.time() - _LEFT:
                    shutil.rmtree(one, ignore_errors=True)


def _stream(ref: str, commits: Sequence[Made]) -> Iterator[bytes]:
    """The commits in the words of `git fast-import`."""
    marks: dict[bytes, int] = {}
    for number, one in enumerate(commits):
        for data in one.files.values():
            if data is not None and data not in marks:
                marks[data] = len(commits) + len(marks) + 1
                yield b"blob\nmark :%d\n" % marks[data] + _data(data)
        if not one.parents:
            yield f"reset {ref}\n\n".encode()
        yield f"commit {ref}\nmark :{number + 1}\n".encode()
        yield _person("author", one.author) + _person("committer", one.committer)
        yield _data(one.message.encode("utf-8", "replace"))
        for word, parent in zip(_words(), one.parents, strict=False):
            named = f":{parent + 1}" if isinstance(parent, int) else parent
            yield f"{word} {named}\n".encode()
        if not one.beside:
            yield b"deleteall\n"
        if one.tree:
            yield f'M 040000 {one.tree} ""\n'.encode()
        for path, content in sorted(one.files.items()):
            yield _file(path, marks.get(content) if content is not None else None)
        yield b"\n"
    yield b"done\n"


def _words() -> Iterator[str]:
    yield "from"
    while True:
        yield "merge"


def _file(path: str, mark: int | None) -> bytes:
    name = path.encode("utf-8", "surrogateescape")
    quoted = b'"' + name.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n") + b'"'
    return b"D %b\n" % quoted if mark is None else b"M 100644 :%d %b\n" % (mark, quoted)


def _data(content: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(content), content)


def _person(word: str, person: Person) -> bytes:
    name, email = (_clean(text) for text in person[:2])
    date = person.date if _is_date(person.date) else "0 +0000"
    return f"{word} {name}{' ' if name else ''}<{email}> {date}\n".encode("utf-8", "replace")


def _clean(text: str) -> str:
    return "".join(one for one in text if one not in "<>\n\r\0").strip()


def _is_date(text: str) -> bool:
    seconds, _, zone = text.partition(" ")
    is_zone = len(zone) == 5 and zone[0] in "+-" and zone[1:].isascii() and zone[1:].isdigit()
    return seconds.isascii() and seconds.isdigit() and len(seconds) <= 12 and is_zone
