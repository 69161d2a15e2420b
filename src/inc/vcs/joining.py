"""Two commits put together in a staging area of our own, but for the documents, which others merge.

This is no `git merge`: before git 2.46 that can drop the other side when another program holds
`index.lock`. Nothing here touches the work tree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from inc.errors import GitRefused
from inc.vcs.ancestry import contents, pairs
from inc.vcs.asking import version
from inc.vcs.comparing import FILES
from inc.vcs.process import git
from inc.vcs.repository import Repository
from inc.vcs.staging import Staging, written
from inc.vcs.trees import Blob

MERGES_TREES: Final = (2, 38)
"""The git that can merge trees without a work tree."""

# Our own driver would run for each document, for nothing; `false` is a conflict, whatever it says.
_SETTINGS: Final = ("-c", "merge.inc.driver=false", "-c", "merge.directoryRenames=false")

IsDocument = Callable[[str], bool]


def join(
    staging: Staging,
    own: str,
    other: str,
    bases: Sequence[str],
    is_document: IsDocument,
    *,
    by_trees: bool | None = None,
) -> list[str]:
    """Have in the staging area what two commits make together; the paths at which they meet.

    Documents are those of `own`, and none of the paths. `by_trees` is whether git merges the trees
    itself, as it can from 2.38 on; older ones merge each file that both sides changed.
    """
    if by_trees is None:
        by_trees = version(staging.repository.worktree) >= MERGES_TREES
    merge = _by_trees if by_trees else join_files
    met = merge(staging, own, other, bases, is_document)
    tree = None if met else staging.write()
    if tree:
        found = pairs(staging.repository, own, tree, ())
        staging.put({one.path: one.own for one in found if is_document(one.path)})
    return met


def _by_trees(
    staging: Staging, own: str, other: str, bases: Sequence[str], is_document: IsDocument
) -> list[str]:
    options = ["--write-tree", "-z", "--name-only", "--no-messages", "--allow-unrelated-histories"]
    done = git(
        [*_SETTINGS, "merge-tree", *options, own, other],
        cwd=staging.repository.worktree,
        write=True,
    )
    if done.code > 1:
        raise GitRefused(f"git cannot merge: {done.err.strip()[:300]}", hint="See: inc doctor")
    tree, *names = done.out.decode("utf-8", "surrogateescape").split("\0")
    staging.read(tree.strip())
    return [name for name in dict.fromkeys(names) if name and not is_document(name)]


def join_files(
    staging: Staging, own: str, other: str, bases: Sequence[str], is_document: IsDocument
) -> list[str]:
    """As `join`, by merging each file that both sides changed since the bases; no renames."""
    repository = staging.repository
    empty = git(["hash-object", "-t", "tree", "/dev/null"], cwd=repository.worktree)
    staging.read_three(bases or [empty.out.decode().strip()], own, other)
    left = staging.unmerged()
    documents = {path: stages.get("2") for path, stages in left.items() if is_document(path)}
    staging.put(documents)
    others = {path: stages for path, stages in left.items() if path not in documents}
    marked = _with_a_driver(repository, list(others))
    met, merged = [], dict[str, Blob]()
    for path, stages in others.items():
        blob = None if path in marked else _merged_file(repository, path, stages)
        if blob is None:
            met.append(path)
        else:
            merged[path] = blob
    staging.put(merged)
    return met


def _with_a_driver(repository: Repository, paths: Sequence[str]) -> set[str]:
    """The files that are not to be merged as text."""
    if not paths:
        return set()
    named = "".join(f"{path}\0" for path in paths).encode("utf-8", "surrogateescape")
    arguments = ["check-attr", "-z", "--stdin", "merge"]
    told = git(arguments, cwd=repository.worktree, stdin=named).out
    fields = told.decode("utf-8", "surrogateescape").split("\0")[:-1]
    return {
        path
        for path, value in zip(fields[::3], fields[2::3], strict=True)
        if value not in ("unspecified", "set", "text")
    }


def _merged_file(repository: Repository, path: str, stages: dict[str, Blob]) -> Blob | None:
    """The file with the changes of both sides; None where they meet."""
    if stages.keys() != {"1", "2", "3"} or any(one.mode not in FILES for one in stages.values()):
        return None
    base, own, other = (stages[stage] for stage in "123")
    told = contents(repository, [one.oid for one in (own, base, other)])
    import tempfile

    with tempfile.TemporaryDirectory(dir=repository.private(), prefix="joining-") as folder:
        for name, one in zip(("own", "base", "other"), (own, base, other), strict=True):
            (Path(folder) / name).write_bytes(told[one.oid])
        done = git(["merge-file", "-p", "-q", "own", "base", "other"], cwd=Path(folder))
    if done.code != 0:
        return None
    mode = own.mode if own.mode != base.mode else other.mode
    return Blob(path, mode, written(repository, {path: done.out})[path])
