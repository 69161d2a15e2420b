"""The commits that changed some files, each with those files as it had them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from inc.errors import GitRefused
from inc.vcs.process import git
from inc.vcs.repository import Repository
from inc.vcs.streaming import fields

_FIELDS: Final = ["%m", "%H", "%P", "%T", "%an", "%ae", "%ad", "%cn", "%ce", "%cd", "%B"]
_PLAIN: Final = (
    *("--encoding=UTF-8", "--no-show-signature", "--no-color", "--no-notes", "--no-mailmap"),
    *("--no-decorate", "--no-follow", "--date=raw"),
)
# What a merge threw away belongs to the history as well.
_ALL_OF_IT: Final = ("--full-history", "--simplify-merges", "--parents", "--boundary")
_WALK: Final = ("log", "-z", "--topo-order", "--reverse", *_PLAIN)
_FILES: Final = (
    *("diff-tree", "--stdin", "-r", "--root", "--name-only", "--no-renames", "-z"),
    *("--ignore-submodules=all", "--format=%x00%x00%H"),
)
_AS_IT_IS: Final = "--no-replace-objects"
_EDGE: Final = "-"


class Person(NamedTuple):
    """Who made a commit and when, in seconds and zone as git keeps them."""

    name: str
    email: str
    date: str


class Step(NamedTuple):
    """A commit with its parents among those that matter.

    An edge is one behind which nothing is told; it may have done anything to the files.
    """

    oid: str
    parents: Sequence[str]
    is_edge: bool
    tree: str
    author: Person
    committer: Person
    message: str


class Blobs(NamedTuple):
    """The objects of files: by commit and path, and the bytes that each of them has."""

    at: Mapping[str, Mapping[str, str]]
    sizes: Mapping[str, int]


def steps(
    repository: Repository, tip: str, paths: Sequence[str] = (), since: str = ""
) -> list[Step]:
    """The commits behind a tip that changed one of some paths, parents before children.

    Without paths all of them. With `since`, those that are not behind that commit; the ones they
    stand on there are edges.
    """
    which = [*_ALL_OF_IT] if paths else []
    stop = ["--not", since] if since else []
    form = f"--format=tformat:{'%x00'.join(_FIELDS)}"
    arguments = [_AS_IT_IS, *_WALK, *which, form, tip, *stop, "--", *paths]
    told = fields(repository, arguments)
    texts = (one.decode("utf-8", "replace") for one in told)
    return [_step(record) for record in zip(*[texts] * len(_FIELDS), strict=False)]


def _step(record: tuple[str, ...]) -> Step:
    mark, oid, parents, tree, *people, message = record
    is_edge = mark == _EDGE
    above = [] if is_edge else parents.split()
    return Step(oid, above, is_edge, tree, Person(*people[:3]), Person(*people[3:]), message)


def blobs(repository: Repository, commits: Sequence[str], paths: Sequence[str]) -> Blobs:
    """What some commits have at some paths, as far as that are files."""
    asked = [f"{commit}:{path}\n" for commit in commits for path in paths]
    given = "".join(asked).encode("utf-8", "surrogateescape")
    arguments = [_AS_IT_IS, "cat-file", "--batch-check", "--buffer"]
    done = git(arguments, cwd=repository.worktree, stdin=given)
    if done.code != 0:
        raise GitRefused(f"git cannot read the history: {done.err.strip()[:300]}")
    answers = iter(done.out.decode("utf-8", "replace").split("\n"))
    at: dict[str, dict[str, str]] = {}
    sizes: dict[str, int] = {}
    for commit in commits:
        found = at.setdefault(commit, {})
        for path in paths:
            told = re.fullmatch(r"([0-9a-f]{40,64}) blob (\d+)", next(answers))
            if told:
                found[path] = told[1]
                sizes[told[1]] = int(told[2])
    return Blobs(at, sizes)


def files_of(repository: Repository, commits: Sequence[str]) -> dict[str, set[str]]:
    """The paths that each of some commits changed; none of a merge."""
    found: dict[str, set[str]] = {commit: set() for commit in commits}
    for commit, path in _told(repository, commits):
        found[commit].add(path)
    return found


def _told(repository: Repository, commits: Sequence[str]) -> Iterator[tuple[str, str]]:
    given = [f"{commit}\n".encode() for commit in commits]
    commit, is_head = "", False
    for field in fields(repository, [_AS_IT_IS, *_FILES], given):
        text = field.decode("utf-8", "surrogateescape").lstrip("\n")
        if not text:
            is_head = True
        elif is_head:
            commit, is_head = text, False
        else:
            yield commit, text
