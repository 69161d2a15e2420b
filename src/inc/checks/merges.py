"""Merges of a branch that made something else of a document than the merge of documents does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from inc.checks import places
from inc.checks.surroundings import Otherwise
from inc.domain import versions
from inc.store.document import Document, split
from inc.store.three_way import documents
from inc.store.three_way.documents import Unmergeable
from inc.vcs import ancestry
from inc.vcs.comparing import answer
from inc.workspace import Workspace

MOST: Final = 200
"""Merges of a branch that are looked at, the newest first."""


def otherwise(workspace: Workspace, base: str) -> list[Otherwise]:
    """What merges since a base made of documents that both of their sides had changed."""
    order = ["rev-list", "--merges", "--parents", f"--max-count={MOST}", "HEAD", "--not", base]
    told = answer(workspace.repository, order).decode("ascii", "replace").split("\n")
    found: list[Otherwise] = []
    for line in told:
        commit, *parents = line.split()[:4] or [""]
        if len(parents) == 2:
            found += _of_merge(workspace, commit, parents[0], parents[1])
    return found


def _of_merge(workspace: Workspace, commit: str, own: str, other: str) -> Iterator[Otherwise]:
    repository = workspace.repository
    bases = ancestry.merge_bases(repository, own, other)
    if len(bases) != 1:
        return  # histories that cross, or have nothing in common: no one base to compare with
    prefix = workspace.in_repository("x").removesuffix("x")
    folders = [prefix + folder for folder in places.FOLDERS]
    sides = (ancestry.pairs(repository, bases[0], side, folders) for side in (own, other))
    changed = set.intersection(*({one.path for one in side} for side in sides))
    paths = sorted(path for path in changed if places.sort_of(path.removeprefix(prefix)))
    names = [f"{one}:{path}" for one in (bases[0], own, other, commit) for path in paths]
    held = ancestry.contents(repository, names)
    for path in paths:
        inner = path.removeprefix(prefix)
        made = _compared(held, [f"{one}:{path}" for one in (bases[0], own, other, commit)], inner)
        if made is not None:
            yield Otherwise(inner, commit, made)


def _compared(held: Mapping[str, bytes], names: list[str], path: str) -> tuple[str, ...] | None:
    """The entries that a merge lost; None where it made of a document what is to be made."""
    texts = [held[name].decode("utf-8", "replace") if name in held else None for name in names]
    base, own, other, made = texts
    if own is None or other is None or made is None:
        return None
    try:
        meant = documents.merge(base, own, other, path)
    except Unmergeable:
        return None
    if meant.text.replace("\r\n", "\n").rstrip() == made.replace("\r\n", "\n").rstrip():
        return None
    there = {entry.id: entry for entry in Document(split(made), path).entries}
    return tuple(
        entry.id
        for entry in Document(split(meant.text), path).entries
        if entry.id
        and (
            entry.id not in there
            or (versions.is_redacted(entry) and not versions.is_redacted(there[entry.id]))
        )
    )
