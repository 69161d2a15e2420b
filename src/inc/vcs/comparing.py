"""What a branch changed since it left another one: which files, and what they said before.

Nothing of the repository is run for it: no hooks, no filters, no monitor of the file system; the
contents come from git's own store, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple

from inc.errors import UsageError
from inc.vcs import memo
from inc.vcs.process import Completed, git
from inc.vcs.repository import Repository

LARGEST: Final = 1 << 20
"""Bytes of a file whose earlier content is looked at."""

_SAFE: Final = (
    *("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"),
    *("-c", "safe.bareRepository=explicit", "-c", "log.showSignature=false"),
    *("-c", "core.quotePath=false"),
)
RAW: Final = ("--raw", "-z", "--no-abbrev", "--no-ext-diff", "--ignore-submodules=all")
FILES: Final = ("100644", "100755")
_NO_OBJECT: Final = re.compile("0+")
_ALL_OF_IT: Final = (
    "Fetch the history: git fetch --unshallow. In CI, check out all of it "
    "(GitHub: fetch-depth: 0 of actions/checkout; GitLab: GIT_DEPTH: 0)."
)


class Changed(NamedTuple):
    """A file as it is now, and the object that held it before; None for one that is new.

    `now` is None for a file that is gone. A file that was renamed has its earlier content.
    """

    now: str | None
    before: str | None
    was: str


def merge_base(repository: Repository, revision: str) -> str:
    """The commit at which HEAD left a revision; UsageError where none is known."""
    head = repository.head().oid
    if head is None:
        raise UsageError("nothing was committed yet", hint="Check without --base.")
    other = _commit(repository, revision)
    found = _git(repository, ["merge-base", other, head])
    if found.code == 0:
        return found.out.decode().split()[0]
    if _is_shallow(repository):
        what = f"this clone does not reach back to where HEAD left '{revision}': it is shallow"
        raise UsageError(what, hint=_ALL_OF_IT)
    raise UsageError(
        f"HEAD and '{revision}' have no commit in common",
        hint="Name the branch that this one is to be merged into, such as origin/main.",
    )


def _is_shallow(repository: Repository) -> bool:
    return (repository.common_dir / "shallow").exists()


def _commit(repository: Repository, revision: str) -> str:
    """The id of the commit that a revision names; what begins like an option is none."""
    if not re.fullmatch(r"[\w@{}~^./+,=-]{1,250}", revision) or revision.startswith("-"):
        raise UsageError(
            f"'{revision}' is not a revision", hint="Name a branch or a commit: origin/main."
        )
    asked = _git(repository, ["rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"])
    oid = asked.out.decode("ascii", "replace").strip()
    if asked.code == 0 and oid:
        return oid
    _refuse_owner(repository, asked)
    remote, slash, branch = revision.partition("/")
    fetch = f"git fetch {remote} {branch}" if slash else f"git fetch origin {revision}"
    raise UsageError(
        f"git knows no revision '{revision}' here",
        hint=f"Fetch it: {fetch}" + (f"\n{_ALL_OF_IT}" if _is_shallow(repository) else ""),
    )


def changed(repository: Repository, base: str, folders: Sequence[str]) -> list[Changed]:
    """The files below folders that differ from a commit, in the work tree, staged or untracked."""
    found = {one.now or one.was: one for one in _since(repository, base, folders)}
    for path in [*_unstaged(repository, folders), *_untracked(repository, folders)]:
        if path not in found:
            found[path] = Changed(path, object_at(repository, base, path), path)
    return [
        one._replace(now=None) if one.now and not _is_there(repository, one.now) else one
        for _, one in sorted(found.items())
    ]


def _since(repository: Repository, base: str, folders: Sequence[str]) -> Iterator[Changed]:
    """What the staging area has otherwise than a commit, with renames followed."""
    arguments = ["diff-index", "--cached", "--find-renames", *RAW, base, "--", *folders]
    for before, _, state, paths in _records(answer(repository, arguments)):
        if state == "A":
            yield Changed(paths[-1], None, paths[-1])
        elif state == "D":
            yield Changed(None, before, paths[0])
        else:
            yield Changed(paths[-1], before, paths[0])


def _unstaged(repository: Repository, folders: Sequence[str]) -> Iterator[str]:
    """The files of the work tree that are not as they are staged.

    Git says which ones look changed, by time and size, with its filters turned off; whether they
    are is read here.
    """
    arguments = [*_no_filters(repository), "diff-files", "--no-renames", *RAW, "--", *folders]
    for staged, _, state, paths in _records(answer(repository, arguments)):
        if state == "D" or not _has(repository, paths[0], staged):
            yield paths[0]


def _no_filters(repository: Repository) -> list[str]:
    """Options that leave the filters of the configuration without a program."""
    listed = _git(repository, ["config", "-z", "--name-only", "--get-regexp", r"^filter\."])
    names = {name.rpartition(".")[0] for name in texts(listed.out) if name.count(".") >= 2}
    keys = [f"{name}.{key}" for name in sorted(names) for key in ("clean", "process")]
    return [word for key in keys for word in ("-c", f"{key}=")]


def _has(repository: Repository, path: str, oid: str) -> bool:
    file = repository.worktree / path
    try:
        if file.is_symlink() or file.stat().st_size > LARGEST:
            return False
        return memo.is_object(file.read_bytes(), oid)
    except OSError:
        return False


def _untracked(repository: Repository, folders: Sequence[str]) -> list[str]:
    arguments = ["ls-files", "-z", "--others", "--exclude-standard", "--", *folders]
    return texts(answer(repository, arguments))


def is_known(repository: Repository, path: str, revision: str | None = None) -> bool:
    """Whether the last commit, the staging area or a revision has a path of the work tree."""
    places = ["HEAD", "", *([revision] if revision else [])]
    return any(object_at(repository, place, path) is not None for place in places)


def object_at(repository: Repository, base: str, path: str) -> str | None:
    """The object that a commit has at a path; None where it has none."""
    asked = _git(repository, ["rev-parse", "--verify", "--quiet", f"{base}:{path}"])
    return asked.out.decode("ascii", "replace").strip() if asked.code == 0 else None


def _is_there(repository: Repository, path: str) -> bool:
    file = repository.worktree / path
    return file.is_symlink() or file.exists()


def _records(raw: bytes) -> Iterator[tuple[str, str, str, list[str]]]:
    """Object before, object after, the letter of the state, and the path or the two of a rename."""
    fields = iter(texts(raw))
    for field in fields:
        before_mode, mode, before, after, state = field.removeprefix(":").split(" ")
        paths = [next(fields) for _ in range(2 if state[0] in "RC" else 1)]
        if before_mode in FILES or mode in FILES or mode == "120000":
            yield before, after, state[0], paths


def changed_by(repository: Repository, oid: str) -> list[str]:
    """The files that a commit added, changed or removed."""
    options = ["-r", "-m", "-z", "--root", "--no-commit-id", "--name-only", "--no-renames"]
    return list(dict.fromkeys(texts(answer(repository, ["diff-tree", *options, oid, "--"]))))


def contents(
    repository: Repository, oids: Collection[str], most: int | None = None
) -> dict[str, bytes]:
    """What objects hold, in one process; those that are missing or too large are left out.

    UsageError where all of them together have more than `most` bytes.
    """
    wanted = sorted(oid for oid in oids if not _NO_OBJECT.fullmatch(oid))
    if not wanted:
        return {}
    listed = answer(repository, ["cat-file", "--batch-check"], lines(wanted))
    small = {
        name: int(size)
        for name, kind, size in (
            line.split(" ")
            for line in listed.decode("ascii", "replace").split("\n")[:-1]
            if line.count(" ") == 2
        )
        if kind == "blob" and int(size) <= LARGEST
    }
    if most is not None and sum(small.values()) > most:
        raise UsageError(
            f"the branch changed more than {most >> 20} MiB of documents",
            hint="Merge it in parts, or name a nearer --base.",
        )
    return _batch(answer(repository, ["cat-file", "--batch"], lines([*small])))


def lines(words: Sequence[str]) -> bytes:
    """Words as git reads them, one a line."""
    return "".join(f"{word}\n" for word in words).encode()


def _batch(answer: bytes) -> dict[str, bytes]:
    found, at = {}, 0
    while at < len(answer):
        head = answer.index(b"\n", at)
        name, _, size = answer[at:head].decode("ascii").split(" ")
        end = head + 1 + int(size)
        found[name] = answer[head + 1 : end]
        at = end + 1
    return found


def answer(repository: Repository, arguments: Sequence[str], stdin: bytes | None = None) -> bytes:
    """What git prints; UsageError where it cannot answer."""
    done = _git(repository, arguments, stdin)
    if done.code != 0:
        _refuse_owner(repository, done)
        raise UsageError(
            f"git cannot compare: {done.err.strip()[:300]}",
            hint="`git fsck` tells whether the repository is whole.",
        )
    return done.out


def _git(repository: Repository, arguments: Sequence[str], stdin: bytes | None = None) -> Completed:
    return git([*_SAFE, *arguments], cwd=repository.worktree, stdin=stdin)


def _refuse_owner(repository: Repository, done: Completed) -> None:
    if "dubious ownership" in done.err:
        raise UsageError(
            f"git does not read {repository.worktree}: it belongs to another user",
            hint=f"Trust it: git config --global --add safe.directory {repository.worktree}",
        )


def texts(answer: bytes, *, empty: bool = False) -> list[str]:
    """The fields of an answer that end in NUL, without the empty ones if not asked for."""
    fields = answer.split(b"\0")[:-1]
    return [name.decode("utf-8", "surrogateescape") for name in fields if name or empty]
