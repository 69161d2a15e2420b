"""The commits behind a revision, one after the other, with the files each of them changed.

As git keeps them: nothing stands in the place of another commit, no merge is left out because it
looks like one of its parents, no name is guessed, and no program of the repository is run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final, NamedTuple

from inc.domain.times import of_git
from inc.errors import GitRefused, UsageError
from inc.vcs.comparing import FILES
from inc.vcs.repository import Repository
from inc.vcs.streaming import fields

_RAW: Final = (
    *("-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv", "--root"),
    *("--ignore-submodules=all", "--no-relative"),
)
_PLAIN: Final = (
    *("--encoding=none", "--no-show-signature", "--no-color", "--no-notes", "--no-mailmap"),
    *("--no-decorate", "--no-follow"),
)
# No encoding: git would write all of a commit anew, and one in UTF-7 can hold line ends that way.
_WALK: Final = ("log", *_RAW, *_PLAIN, "--pretty=raw", "--topo-order", "--reverse")
_ALL_MERGES: Final = ("--full-history", "--parents")
_EDGES: Final = ("diff-tree", "--stdin", "-r", "-m", *_RAW, "--format=%H %P")
_COMMITTER: Final = re.compile(rb"\ncommitter [^\n]*> (-?\d+) [^\n]*\n")
_ENCODING: Final = re.compile(rb"\nencoding ([^\n]*)\n")
_AUTHOR: Final = re.compile(rb"\nauthor ([^\n]*?) ?<[^\n]*?(?:> (-?\d+) [^\n]*)?\n")


class Change(NamedTuple):
    """A file that a commit has otherwise than a parent: its objects, "" where it is no file."""

    path: str
    before: str
    after: str


class Commit(NamedTuple):
    """A commit with its parents among those that matter, and when it was made (Unix seconds).

    `changes` are those against its parent, none where it has several. `authored` is when somebody
    did first what it does, which a rebase keeps.
    """

    oid: str
    parents: Sequence[str]
    seconds: int
    author: str
    message: bytes
    is_signed: bool
    changes: Sequence[Change]
    authored: int = 0


def commits(
    repository: Repository, folder: str, *, since: str = "", only: str = ""
) -> Iterator[Commit]:
    """The commits behind HEAD and not behind `since` that changed files of `folder`, and merges.

    The oldest first, parents before children. With `only`, those that changed that file, with
    whatever else they changed in the folder.
    """
    narrow = ["--full-diff", "HEAD"] if only else ["HEAD"]
    behind = ["--not", since] if since else []
    arguments = [*_WALK, *_ALL_MERGES, *narrow, *behind, "--", only or folder]
    inside = folder.encode() + b"/"
    head: bytes = b""
    changes: list[Change] = []
    told = fields(repository, arguments)
    for field in told:
        if field.startswith(b"commit "):
            if head:
                yield _commit(head, changes)
            head, changes = field, []
            mark = field.rfind(b"\n:", field.find(b"\n\n"))  # not in a header that looks like it
            if mark >= 0:
                head, field = field[:mark], field[mark + 1 :]
        if field.startswith(b":"):
            change = _change(field, next(told))
            if change and (not only or change.path.encode().startswith(inside)):
                changes.append(change)
    if head:
        yield _commit(head, changes)


def edges(
    repository: Repository, folder: str, pairs: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, str, Sequence[Change]]]:
    """What commits have otherwise than single parents of theirs: both ids, and the changes.

    In the order of the pairs; one where nothing differs is left out.
    """
    return _diffs(repository, folder, (f"{child} {parent}\n".encode() for child, parent in pairs))


def saying(
    repository: Repository,
    words: str,
    is_wanted: Callable[[bytes], bool],
    *,
    since: str = "",
    revisions: Sequence[str] = ("HEAD",),
) -> Iterator[Commit]:
    """The commits, not behind `since`, that have some words and are wanted, told from their bytes.

    Without their changes, whatever files those are of.
    """
    behind = ["--not", since] if since else []
    narrow = ["-z", "--no-patch", "--fixed-strings", f"--grep={words}"]
    told = fields(repository, ["log", *narrow, *_PLAIN, "--pretty=raw", *revisions, *behind, "--"])
    return (_commit(head, ()) for head in told if is_wanted(head))


def standing(
    repository: Repository, revision: str, folder: str, words: Iterable[str]
) -> Iterator[str]:
    """Those of some words that stand in files which a commit has below a folder."""
    arguments = ["grep", "-h", "-o", "-F", "--text", "--no-color", "-f", "-", revision]
    with suppress(GitRefused):  # as where there are none
        told = fields(
            repository, [*arguments, "--", folder], (f"{one}\n".encode() for one in words)
        )
        yield from b"".join(told).decode("utf-8", "replace").split("\n")


def made_by(repository: Repository, oids: Iterable[str]) -> Mapping[str, Sequence[Change]]:
    """What commits have otherwise than each of their parents, all over the repository."""
    found: dict[str, list[Change]] = {}
    for oid, _, changes in _diffs(repository, ".", (f"{oid}\n".encode() for oid in oids)):
        found.setdefault(oid, []).extend(changes)
    return found


def _diffs(
    repository: Repository, folder: str, asked: Iterable[bytes]
) -> Iterator[tuple[str, str, Sequence[Change]]]:
    names = ("", "")
    changes: list[Change] = []
    told = fields(repository, [*_EDGES, "--", folder], asked)
    for field in told:
        text = field.lstrip(b"\n")
        if text.startswith(b":"):
            change = _change(text, next(told))
            if change:
                changes.append(change)
        elif text:
            if changes:
                yield *names, changes
            child, _, parent = text.decode("ascii", "replace").partition(" ")
            names, changes = (child, parent), []
    if changes:
        yield *names, changes


def _change(raw: bytes, path: bytes) -> Change | None:
    before_mode, mode, before, after, _ = raw[1:].decode("ascii", "replace").split(" ", 4)
    had, has = before_mode in FILES, mode in FILES
    if not (had or has):
        return None
    name = path.decode("utf-8", "surrogateescape")
    return Change(name, before if had else "", after if has else "")


def _commit(head: bytes, changes: Sequence[Change]) -> Commit:
    facts, _, message = head.partition(b"\n\n")
    first, _, _ = facts.partition(b"\n")
    oid, *parents = first.decode("ascii", "replace").split(" ")[1:]
    made = _COMMITTER.search(facts + b"\n")
    author = _AUTHOR.search(facts + b"\n")
    return Commit(
        oid,
        parents,
        int(made[1]) if made else 0,
        _readable(author[1], facts) if author else "",
        message,
        b"\ngpgsig" in facts,
        changes,
        int(author[2] or 0) if author else 0,
    )


def _readable(text: bytes, facts: bytes) -> str:
    """A name as it was written, be it from before everybody wrote UTF-8."""
    with suppress(UnicodeDecodeError):
        return text.decode()
    stated = _ENCODING.search(facts + b"\n")
    with suppress(ValueError, LookupError):
        return text.decode(stated[1].decode("ascii", "replace") if stated else "latin-1")
    return text.decode("utf-8", "replace")


def message(commit: Commit) -> str:
    """The message of a commit as it was typed."""
    lines = commit.message.decode("utf-8", "replace").split("\n")
    return "\n".join(line.removeprefix("    ") for line in lines)


# ------------------------------------------------------------------ what there is to walk


def is_cut_off(repository: Repository, since: str = "") -> bool:
    """Whether a shallow clone ends among the commits behind HEAD, and not behind `since`."""
    try:
        ends = set((repository.common_dir / "shallow").read_text("ascii", "replace").split())
    except OSError:
        return False
    behind = ["--not", since] if since else []
    return any(oid.decode() in ends for oid in _lines(repository, ["HEAD", *behind]))


def _lines(repository: Repository, names: Sequence[str]) -> Iterator[bytes]:
    arguments = ["rev-list", "--max-parents=0", *names, "--"]
    return iter(b"".join(fields(repository, arguments)).split())


def is_partial(repository: Repository) -> bool:
    """Whether contents were left out when the repository was cloned."""
    packs = repository.common_dir / "objects" / "pack"
    try:
        return any(path.name.endswith(".promisor") for path in packs.iterdir())
    except OSError:
        return False


def files_of(repository: Repository, revision: str, folder: str) -> Mapping[str, str]:
    """The objects of the files that a commit has below a folder, by path."""
    return dict(listed(repository, revision, folder))


def listed(repository: Repository, revision: str, folder: str) -> Iterator[tuple[str, str]]:
    """The paths and the objects of those files; a tree that somebody forged has one twice."""
    arguments = ["ls-tree", "-r", "-z", "--full-tree", revision, "--", folder]
    for field in fields(repository, arguments):
        facts, _, path = field.partition(b"\t")
        mode, _, oid = facts.decode("ascii", "replace").split(" ")
        if mode in FILES:
            yield path.decode("utf-8", "surrogateescape"), oid


class Maker(NamedTuple):
    """Who made a commit, when, and its subject."""

    author: str
    committed: datetime
    subject: str


def makers(repository: Repository, oids: Iterable[str]) -> dict[str, Maker]:
    """Who made commits, and when."""
    wanted = list(dict.fromkeys(oids))
    if not wanted:
        return {}
    arguments = ["log", "-z", *_PLAIN, "--no-walk=unsorted", "--stdin", "--pretty=raw"]
    told = fields(repository, arguments, [f"{oid}\n".encode() for oid in wanted])
    found = (_commit(head, ()) for head in told if head.startswith(b"commit "))
    return {
        one.oid: Maker(one.author, of_git(str(one.seconds)), message(one).split("\n", 1)[0])
        for one in found
    }


def signatures(repository: Repository, oids: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """What git says of the signature of each commit: its id, the letter of `%G?`, and by whom.

    Git asks the program for signatures that the person has set.
    """
    if not oids:
        return  # git would tell of HEAD
    form = "--format=%H%x00%G?%x00%GS%x00"
    arguments = ["log", *_PLAIN, "--no-walk=unsorted", "--stdin", form]
    told = fields(repository, arguments, (f"{oid}\n".encode() for oid in oids))
    texts = (field.decode("utf-8", "replace").strip("\n") for field in told)
    yield from zip(*[texts] * 3, strict=False)


def commit_named(repository: Repository, revision: str) -> str:
    """The whole id of a commit; UsageError where there is none of that name."""
    arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"]
    try:
        words = b"".join(fields(repository, arguments)).split()
    except GitRefused:
        words = []
    found = [word.decode() for word in words if not word.startswith(b"-")]
    if revision.startswith("-") or not found:
        raise UsageError(
            f"git knows no commit '{revision}' here",
            hint="Name a commit, a tag or a branch: inc verify --since v1.0",
        )
    return found[0]


def merge_bases(repository: Repository, one: str, other: str) -> Sequence[str]:
    """The best common ancestors of two commits; none where there are none."""
    with suppress(GitRefused):
        return b"".join(fields(repository, ["merge-base", "--all", one, other])).decode().split()
    return ()


def is_bent(repository: Repository) -> bool:
    """Whether something stands in the place of other objects here: for git, not for this module."""
    told = fields(repository, ["for-each-ref", "--count=1", "--format=%(refname)", "refs/replace/"])
    return any(told) or (repository.common_dir / "info" / "grafts").exists()


def is_behind(repository: Repository, older: str, newer: str) -> bool:
    """Whether a commit stands on another one; not where that one is not here."""
    try:
        list(fields(repository, ["merge-base", "--is-ancestor", older, newer]))
    except GitRefused:
        return False
    return True


def changed_by(repository: Repository, oid: str, folder: str) -> Sequence[Change]:
    """What a commit has otherwise than each of its parents."""
    found = (changes for _, _, changes in _diffs(repository, folder, [f"{oid}\n".encode()]))
    return [change for changes in found for change in changes]


def count(repository: Repository, since: str = "") -> int:
    """How many commits there are behind HEAD, and not behind `since`."""
    behind = ["--not", since] if since else []
    told = b"".join(fields(repository, ["rev-list", "--count", "HEAD", *behind, "--"]))
    return int(told.strip() or 0)


def missing(repository: Repository, folder: str, since: str = "") -> int:
    """How many objects of a folder, in the commits behind HEAD, are not in this clone."""
    behind = ["--not", since] if since else []
    arguments = ["rev-list", "--objects", "--missing=print", "--full-history", "HEAD", *behind]
    told = b"".join(fields(repository, [*arguments, "--", folder]))
    return sum(line.startswith(b"?") for line in told.split(b"\n"))
