"""What the commits say about a document; the only module that needs GitPython."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from inc.domain.times import of_git
from inc.errors import GitRefused
from inc.vcs.repository import Repository

_FIELDS: Final = ("%H", "%an", "%ae", "%ct", "%s", "%(trailers:only=true,unfold=true)", "%b")
_REVERTS: Final = re.compile(r"^This reverts commit ([0-9a-f]{40,64})", re.MULTILINE)
OPERATION: Final = "Inc-Operation"
"""The trailer of a commit of ours that names the command."""

UNDOES: Final = "Inc-Undoes"
"""The trailer of a commit of ours that takes another one back."""

_ADDED: Final = re.compile(r"^\+.* \^([0-9a-hjkmnp-tv-z]{12})\s*$")
# Settings of the person that change what `git log` shows are answered one by one.
_PLAIN: Final = ("--no-follow", "--no-show-signature", "--no-color", "--encoding=UTF-8")
_PATCH: Final = (
    *("--patch", "--unified=0", "--text", "--no-renames", "--no-ext-diff", "--no-textconv"),
    # The lines a merge adds to all its parents show only when it is compared with each of them.
    *("-m", "--root", "--topo-order", "--reverse"),
)


@dataclass(frozen=True)
class CommitInfo:
    """One commit: who, when it was recorded (aware UTC), and what its message says.

    `reverts` is the commit that it takes back, nothing for others.
    """

    oid: str
    author: str
    email: str
    committed: datetime
    subject: str
    trailers: tuple[tuple[str, str], ...]
    reverts: str = ""


def changes(
    repository: Repository, *paths: str, limit: int | None = None, tip: str | None = None
) -> list[CommitInfo]:
    """Return the commits that changed one of `paths`, newest first, at most `limit` of them.

    They are those of HEAD, or those that the commit `tip` stands on.
    """
    return _commits(repository, [] if limit is None else [f"--max-count={limit}"], paths, tip)


def commands_of(
    repository: Repository, email: str, *paths: str, branches: str, limit: int
) -> list[CommitInfo]:
    """Return the commits of a person that commands of ours made and that changed one of `paths`.

    They are those of HEAD and of the branches of a pattern, newest first.
    """
    wanted = ["--fixed-strings", f"--author=<{email}>", f"--grep={OPERATION}: "]
    options = [*wanted, f"--max-count={limit}", f"--branches={branches}"]
    return _commits(repository, options, paths)


def _commits(
    repository: Repository, options: list[str], paths: Sequence[str], tip: str | None = None
) -> list[CommitInfo]:
    form = "%x00".join(_FIELDS)
    out = _log(repository, [*_PLAIN, "-z", f"--format=tformat:{form}", *options], paths, tip)
    fields = out.split("\0")
    records = zip(*[iter(fields)] * len(_FIELDS), strict=False)
    return [_commit(record) for record in records]


def first_seen(repository: Repository, path: str) -> dict[str, datetime]:
    """Return, for each entry id of `path`, when (UTC) the first commit that has it was made."""
    seen: dict[str, datetime] = {}
    out = _log(repository, [*_PLAIN, *_PATCH, "--format=tformat:%x00%ct"], [path])
    for committed, line in _added_lines(out):
        found = _ADDED.match(line)
        if found:
            seen.setdefault(found[1], committed)
    return seen


def _added_lines(patches: str) -> Iterator[tuple[datetime, str]]:
    committed = datetime.fromtimestamp(0, UTC)
    for line in patches.split("\n"):
        # Lines of a patch begin with `+`, `-`, `@` or a letter: a NUL is ours.
        if line.startswith("\0"):
            committed = of_git(line[1:])
        elif line.startswith("+"):
            yield committed, line


def _commit(record: tuple[str, ...]) -> CommitInfo:
    oid, author, email, committed, subject, trailers, body = record
    pairs = _trailers(trailers)
    reverts = _reverted(subject, pairs, body)
    return CommitInfo(oid, author, email, of_git(committed), subject, pairs, reverts)


def _reverted(subject: str, trailers: Sequence[tuple[str, str]], body: str) -> str:
    """What a commit takes back by our trailer, or as `git revert` says it."""
    by_us = next((value for key, value in trailers if key == UNDOES), "")
    by_git = _REVERTS.search(body) if subject.startswith(("Revert ", "Reapply ")) else None
    return by_us or (by_git[1] if by_git else "")


def _trailers(text: str) -> tuple[tuple[str, str], ...]:
    pairs = [line.partition(":") for line in text.split("\n") if line]
    return tuple((key.strip(), value.strip()) for key, _, value in pairs)


def _log(
    repository: Repository, options: list[str], paths: Sequence[str], tip: str | None = None
) -> str:
    """Return what `git log` shows of `paths`, nothing before the first commit."""
    oid = tip or repository.head().oid
    if oid is None:
        return ""
    # Without it, the import fails where git is missing, instead of the call.
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    from git import Repo
    from git.exc import GitCommandError, GitError

    try:
        with Repo(repository.worktree) as repo:
            repo.git.update_environment(GIT_LITERAL_PATHSPECS="1", GIT_OPTIONAL_LOCKS="0")
            # A setting of the person can make `-m` mean something else, from git 2.32 on.
            run = repo.git(c="log.diffMerges=separate")
            return str(run.log(*options, "--end-of-options", oid, "--", *paths))
    except GitError as error:
        said = error.stderr if isinstance(error, GitCommandError) else str(error)
        words = said.strip().removeprefix("stderr: '").removesuffix("'")
        raise GitRefused(
            f"git cannot read the history of {', '.join(paths)}: {words}",
            hint="`git fsck` tells whether the repository is whole",
        ) from error
