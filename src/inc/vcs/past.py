"""The past of a document: the commits that changed it, what each did to its lines, and contents.

As in `comparing`, nothing of the repository is run, and what is read comes from git's own store.
Each question is one process, however many commits there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from inc.domain.record_time import Commit
from inc.domain.times import of_git
from inc.errors import UsageError
from inc.vcs.comparing import answer, lines, texts
from inc.vcs.history import OPERATION, CommitInfo
from inc.vcs.process import git
from inc.vcs.repository import Repository

_AS_IT_IS: Final = "--no-replace-objects"  # the record is what was committed, not what replaced it
EVENT: Final = "Inc-Event"
"""The trailer of a commit of ours that names an entry which it added or rewrote."""

# One line, whatever the trailers hold, so that a NUL at the start of a line begins a commit.
_TRAILERS: Final = "%(trailers:only=true,unfold=true,separator=%x1f)"
_PLAIN: Final = (
    *("--no-follow", "--no-show-signature", "--no-color", "--no-notes", "--encoding=UTF-8"),
    *("--no-ext-diff", "--no-textconv"),
)
_WALK: Final = (
    *(_AS_IT_IS, "log", *_PLAIN, "--topo-order", "--parents", "-z"),
    f"--format=tformat:%H%x00%P%x00%ct%x00%an%x00{_TRAILERS}",
)
# Without this git leaves out what a merge threw away; the merge may be the very thing to look for.
_ALL_OF_IT: Final = ("--full-history", "--simplify-merges")
LARGEST: Final = 8 << 20
"""Bytes of the largest file whose content or lines are read, as on the disk."""

_CHANGES: Final = (
    *("-c", "log.diffMerges=separate", "-c", f"core.bigFileThreshold={LARGEST}"),
    *(_AS_IT_IS, "log", *_PLAIN),
    *("--patch", "--unified=0", "--inter-hunk-context=0", "--full-index", "--root"),
    *("--no-renames", "--no-relative", "-m"),
    f"--format=tformat:%x00%H%x00%P%x00%an%x00%ae%x00%ct%x00%s%x00{_TRAILERS}%x00",
)
_INDEX: Final = re.compile(rb"index ([0-9a-f]{40,64})\.\.([0-9a-f]{40,64})(?: |$)")


class Hunk(NamedTuple):
    """Lines that a commit took out at one place, and those it put there, without newlines."""

    removed: Sequence[str]
    added: Sequence[str]


class Patch(NamedTuple):
    """What a commit did to a file: its objects before and after ("" for none), and the lines."""

    path: str
    before: str
    after: str
    hunks: Sequence[Hunk]


class Changed(NamedTuple):
    """A commit compared with one of its parents; a merge stands here once for each that differs.

    Of what is larger than LARGEST, or no text, a patch has the objects and no hunks.
    """

    commit: CommitInfo
    parents: int
    patches: Sequence[Patch]


def walk(
    repository: Repository, tip: str, path: str, *, first_parent: bool = False
) -> list[Commit]:
    """The commits that a tip stands on and that changed a path, those on top of others first.

    Their parents are the next ones among them. With `first_parent`, what was merged counts as one
    change, that of the merge.
    """
    which = ("--first-parent",) if first_parent else _ALL_OF_IT
    fields = texts(answer(repository, [*_WALK, *which, tip, "--", path]), empty=True)
    return [_commit(record) for record in zip(*[iter(fields)] * 5, strict=False)]


def _commit(record: tuple[str, ...]) -> Commit:
    oid, parents, committed, author, trailers = record
    pairs = _pairs(trailers)
    named = [value for key, value in pairs if key == EVENT]
    operation = next((value for key, value in pairs if key == OPERATION), "")
    return Commit(oid, parents.split(), of_git(committed), author, operation, named)


def _pairs(trailers: str) -> tuple[tuple[str, str], ...]:
    split = (line.partition(":") for line in trailers.split("\x1f") if line)
    return tuple((key.strip(), value.strip()) for key, _, value in split)


def named(repository: Repository, name: str) -> Commit | None:
    """The one commit that any name means which git knows, without its parents; None for none.

    UsageError where a name asks for more than the log of a branch in this clone goes back.
    """
    oid = _meant(repository, name)
    if oid is None:
        return None
    told = ["--no-walk=unsorted", "-z"]
    form = f"--format=tformat:%H%x00%P%x00%ct%x00%an%x00{_TRAILERS}"
    arguments = [_AS_IT_IS, "log", *_PLAIN, *told, form, f"{oid}^{{commit}}", "--"]
    try:
        fields = texts(answer(repository, arguments), empty=True)
    except UsageError:
        return None
    return _commit(tuple(fields[:5]))._replace(parents=()) if len(fields) >= 5 else None


def _meant(repository: Repository, name: str) -> str | None:
    """The one object that a name means; a range means two."""
    if name.startswith("-") or "\n" in name:
        return None
    asked = git([_AS_IT_IS, "rev-parse", "--verify", name], cwd=repository.worktree)
    if asked.code != 0 or not re.fullmatch(rb"[0-9a-f]{40,64}\n", asked.out):
        return None
    if _ENDS in asked.err:  # git then takes the oldest commit that it has noted
        since = asked.err.partition(_ENDS)[2].split("\n")[0].strip()
        raise UsageError(
            f"what '{name}' was is not known: this clone has noted it since {since} only",
            hint="Name a time instead, by which commits count: inc asof 'yesterday 15:23'",
        )
    return asked.out.decode().strip()


_ENDS: Final = " only goes back to "
"""What git says where the log of a reference is shorter than was asked for."""


def first_with(repository: Repository, tip: str, path: str, text: str) -> str | None:
    """The oldest commit that put a text into a path, by the graph; None where none did."""
    which = ["--topo-order", "--reverse", "--format=tformat:%H", f"-S{text}"]
    arguments = [_AS_IT_IS, "log", *_PLAIN, *_ALL_OF_IT, *which, tip, "--", path]
    found = answer(repository, arguments).split()
    return found[0].decode() if found else None


class TooLarge(NamedTuple):
    """A file that is not read, and how many bytes it has."""

    size: int


def contents(
    repository: Repository, names: Sequence[str], most: int = LARGEST
) -> list[bytes | TooLarge | None]:
    """What objects of at most so many bytes hold, named by id or as COMMIT:PATH.

    None for those that are no file.
    """
    sizes = _sizes(repository, names) if names else []
    small = [name for name, size in zip(names, sizes, strict=True) if 0 <= size <= most]
    held = _held(repository, small) if small else iter(())
    return [None if size < 0 else TooLarge(size) if size > most else next(held) for size in sizes]


def _sizes(repository: Repository, names: Sequence[str]) -> list[int]:
    """How many bytes files have; less than none, what is no file."""
    told = answer(repository, [_AS_IT_IS, "cat-file", "--batch-check"], lines(names))
    heads = [line.split(b" ") for line in told.split(b"\n")[:-1]]
    return [int(head[2]) if len(head) == 3 and head[1] == b"blob" else -1 for head in heads]


def _held(repository: Repository, names: Sequence[str]) -> Iterator[bytes]:
    """What files hold; each of them is there."""
    told = answer(repository, [_AS_IT_IS, "cat-file", "--batch"], lines(names))
    at = 0
    for _ in names:
        end = told.index(b"\n", at)
        at = end + 2 + int(told[at:end].rpartition(b" ")[2])
        yield told[end + 1 : at - 1]


def renames(
    repository: Repository, oids: Sequence[str], folder: str
) -> dict[str, list[tuple[str, str]]]:
    """The files below a folder that commits gave new names, each with its old path and its new."""
    options = ["--stdin", "-r", "-z", "--root", "--name-status", "-M", "--diff-filter=R"]
    arguments = [_AS_IT_IS, "diff-tree", *options, "--no-ext-diff", "--", folder]
    fields = iter(texts(answer(repository, arguments, lines(oids))) if oids else ())
    found: dict[str, list[tuple[str, str]]] = {oid: [] for oid in oids}
    oid = ""
    for field in fields:
        if field in found:
            oid = field
        else:  # how alike they are
            found[oid].append((next(fields), next(fields)))
    return found


# ------------------------------------------------------------------ what commits did to lines


def changes(repository: Repository, tip: str, paths: Sequence[str]) -> Iterator[Changed]:
    """What the commits that a tip stands on did to paths, the newest first."""
    told = answer(repository, [*_CHANGES, tip, "--", *paths])
    for record in told.removeprefix(b"\0").split(b"\n\0") if told else ():
        *fields, rest = record.split(b"\0", 7)
        yield _changed([_text(one) for one in fields], rest, paths)


def _changed(fields: Sequence[str], rest: bytes, paths: Sequence[str]) -> Changed:
    oid, parents, author, email, committed, subject, trailers = fields
    info = CommitInfo(oid, author, email, of_git(committed), subject, _pairs(trailers))
    return Changed(info, len(parents.split()), list(_patches(rest.split(b"\n"), paths)))


def _patches(told: Sequence[bytes], paths: Sequence[str]) -> Iterator[Patch]:
    starts = [at for at, line in _heads(told) if line.startswith(b"diff --git ")]
    for start, end in zip(starts, [*starts[1:], len(told)], strict=True):
        name = _text(told[start]).rstrip('"')
        # A folder can have had the name of a file: what is in it is not what was asked for.
        for path in [one for one in paths if name.endswith(_end(one))][:1]:
            yield _patch(path, told[start + 1 : end])


def _heads(told: Sequence[bytes]) -> Iterator[tuple[int, bytes]]:
    """The lines that are git's own; those of a document begin with a sign."""
    return ((at, line) for at, line in enumerate(told) if line[:1] not in (b"+", b"-", b" ", b"\\"))


def _patch(path: str, told: Sequence[bytes]) -> Patch:
    before = after = ""
    hunks: list[tuple[list[str], list[str]]] = []
    for line in told:
        if hunks and line[:1] in (b"+", b"-"):
            hunks[-1][line[:1] == b"+"].append(_text(line[1:]))
        elif index := _INDEX.match(line):
            before, after = (_object(oid) for oid in index.groups())
        elif line.startswith(b"@@ -"):
            hunks.append(([], []))
    return Patch(path, before, after, [Hunk(*pair) for pair in hunks])


def _end(path: str) -> str:
    """The end of a path, which git quotes in no case: `incidents/2026/03/….md`."""
    return "/".join(path.split("/")[-4:])


def _object(oid: bytes) -> str:
    return oid.decode() if oid.strip(b"0") else ""


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace")
