"""The commits of a branch that touch documents: what each says, and which contents it changed.

As in `comparing`, nothing of the repository is run; what a branch can make us read is bounded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from inc.errors import UsageError
from inc.vcs.comparing import FILES, RAW, answer, lines, texts
from inc.vcs.repository import Repository

MOST: Final = 5_000
"""Commits of a branch that are looked at."""

_MOST_UNDONE: Final = 500
_MOST_OF_THE_BRANCH: Final = 200_000
_LOG: Final = (
    *("log", "--no-show-signature", "--no-color", "--no-notes", "--encoding=UTF-8"),
    *("--format=tformat:%H%x00%P%x00%B", "--find-renames", "--no-textconv", *RAW),
)
_TOO_MUCH: Final = "Merge it in parts, or name a nearer --base."


class Change(NamedTuple):
    """A file that a commit changed: its path and its object before and after, "" for none."""

    was: str
    now: str
    before: str
    after: str


class Step(NamedTuple):
    """A commit with one parent; `is_first` where that parent is not one of the branch."""

    oid: str
    message: str
    changes: Sequence[Change]
    is_first: bool


def steps(repository: Repository, base: str, folders: Sequence[str]) -> list[Step]:
    """The commits since a base that touch files below folders, the oldest first, no merges."""
    order = ["--no-merges", "--topo-order", "--reverse", f"--max-count={MOST + 1}"]
    arguments = [*_LOG, *order, "HEAD", "--not", base, "--", *folders]
    found = list(_read(answer(repository, arguments)))
    if len(found) > MOST:
        raise UsageError(f"the branch has more than {MOST:,} commits to documents", hint=_TOO_MUCH)
    branch = _of_the_branch(repository, ["HEAD"], base) if found else frozenset()
    return [
        Step(oid, message, changes, is_first=parent not in branch)
        for oid, parent, message, changes in found
    ]


def of_the_past(
    repository: Repository, oids: Collection[str], base: str, folders: Sequence[str]
) -> Mapping[str, Sequence[Change]]:
    """What commits changed that the base stands on; others are left out."""
    if len(oids) > _MOST_UNDONE:
        raise UsageError(f"the branch takes back more than {_MOST_UNDONE} commits", hint=_TOO_MUCH)
    known = _commits(repository, oids)
    later = _of_the_branch(repository, known, base) if known else frozenset()
    past = [oid for oid in known if oid not in later]
    if not past:
        return {}
    arguments = [*_LOG, "--no-walk=unsorted", "--no-merges", *past, "--", *folders]
    found = _read(answer(repository, arguments))
    return {oid: changes for oid, _, _, changes in found}


def _commits(repository: Repository, oids: Collection[str]) -> list[str]:
    if not oids:
        return []
    listed = answer(repository, ["cat-file", "--batch-check"], lines(sorted(oids)))
    parts = (line.split(" ") for line in listed.decode("ascii", "replace").split("\n"))
    return [part[0] for part in parts if part[1:2] == ["commit"]]


def _of_the_branch(repository: Repository, tips: Sequence[str], base: str) -> frozenset[str]:
    """The commits that tips stand on and the base does not."""
    bounded = f"--max-count={_MOST_OF_THE_BRANCH}"
    listed = answer(repository, ["rev-list", bounded, *tips, "--not", base, "--"])
    return frozenset(listed.decode("ascii", "replace").split())


def _read(log: bytes) -> Iterator[tuple[str, str, str, list[Change]]]:
    """Id, first parent, message and changes of each commit; NUL ends a field, and is in none."""
    fields = texts(log, empty=True)
    at = 0
    while at + 3 <= len(fields):
        oid, parents, message = fields[at : at + 3]
        at += 3
        changes = []
        while at < len(fields) and fields[at].lstrip("\n").startswith(":"):
            before_mode, mode, before, after, state = fields[at].lstrip("\n:").split(" ")
            count = 2 if state[0] in "RC" else 1
            paths = fields[at + 1 : at + 1 + count]
            at += 1 + count
            had, has = before_mode in FILES, mode in FILES
            if had or has:
                one = Change(paths[0], paths[-1], before if had else "", after if has else "")
                changes.append(one)
        yield oid, parents.split(" ")[0], message, changes
