"""The names that documents had before, and the place that one has now."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple

from inc.documents import Documents
from inc.durable import in_repository
from inc.store import layout
from inc.vcs import past
from inc.vcs.past import Changed, Patch

MOST_NAMES: Final = 8
"""Names that one document can have had; more are a circle."""


class Renamed(NamedTuple):
    """A commit that gave an incident a new name."""

    oid: str
    was: str
    name: str


class Followed(NamedTuple):
    """What commits did to documents under all of their names, the newest first, by their paths.

    The paths are those below the workspace. A commit that gave a document a new name changed it
    under that name alone.
    """

    changed: Sequence[Changed]
    paths: Sequence[str]
    renamed: Sequence[Renamed]


def followed(documents: Documents, tip: str, names: Sequence[str]) -> Followed:
    """What the commits behind a tip did to incidents and their postmortems."""
    every, renamed = [*names], list[Renamed]()
    changed, paths = _changes(documents, tip, every)
    for _ in range(MOST_NAMES):
        found = [one for one in _renamed(documents, [*_begun(changed)]) if one not in renamed]
        if not found:
            break
        renamed += found
        every = [*dict.fromkeys([*every, *(one.was for one in found)])]
        changed, paths = _changes(documents, tip, every)
    others = [one for one in renamed if one.was not in names and _is_there(documents, tip, one)]
    for one in others:
        changed = list(_without_another(changed, one))
    pairs = {pair for one in renamed for pair in zip(*map(_paths, one[1:]), strict=True)}
    return Followed([_as_one(one, pairs) for one in changed], paths, renamed)


def place_now(documents: Documents, name: str) -> str:
    """Where the document of an incident stands by now that is not at its place any more.

    It is the path below the workspace that the last commit moved it to; nothing where none did.
    """
    tip = documents.repository.head().oid
    start = path = layout.incident_path(name)
    for _ in range(MOST_NAMES):
        after = _moved_to(documents, tip, path) if tip else ""
        if not after:
            break
        path = after
    return path if path != start else ""


def was_called(documents: Documents, oid: str, path: str) -> str:
    """The name that an incident had before a commit put it at a path; nothing where it had none."""
    return next((was for _, was, _ in _renamed(documents, [(oid, path)])), "")


# ------------------------------------------------------------------ what is the same document


def _paths(name: str) -> tuple[str, str]:
    return layout.incident_path(name), layout.postmortem_path(name)


def _changes(
    documents: Documents, tip: str, names: Sequence[str]
) -> tuple[list[Changed], list[str]]:
    root, repository = documents.root, documents.repository
    below = [path for name in names for path in _paths(name)]
    paths = {in_repository(root, repository, path): path for path in below}
    changed = [
        one._replace(patches=[patch._replace(path=paths[patch.path]) for patch in one.patches])
        for one in past.changes(repository, tip, [*paths])
    ]
    return changed, below


def _begun(changed: Sequence[Changed]) -> Iterator[tuple[str, str]]:
    """The commits that began the document of an incident, each with its path."""
    for one in changed:
        for patch in one.patches if one.parents == 1 else ():
            if not patch.before and patch.path.startswith(f"{layout.INCIDENTS}/"):
                yield one.commit.oid, patch.path


def _renamed(documents: Documents, begun: Sequence[tuple[str, str]]) -> Iterator[Renamed]:
    """Those of them that only gave it a new name."""
    repository, prefix = documents.repository, _prefix(documents)
    oids = list(dict.fromkeys(oid for oid, _ in begun))
    pairs = past.renames(repository, oids, f"{prefix}{layout.INCIDENTS}")
    for oid, path in begun:
        was = next((was for was, now in pairs[oid] if now == f"{prefix}{path}"), "")
        old, new = layout.placed(was.removeprefix(prefix)), layout.placed(path)
        if old and new:
            yield Renamed(oid, old[1], new[1])


def _prefix(documents: Documents) -> str:
    """What stands before the paths of the workspace in those of the repository."""
    return in_repository(documents.root, documents.repository, "x").removesuffix("x")


def _is_there(documents: Documents, tip: str, one: Renamed) -> bool:
    """Whether the name that was given up is one of another document now."""
    path = in_repository(documents.root, documents.repository, layout.incident_path(one.was))
    return past.contents(documents.repository, [f"{tip}:{path}"]) != [None]


def _without_another(changed: Sequence[Changed], renamed: Renamed) -> Iterator[Changed]:
    """Without what was done, after the name was given up, to the document that has it now."""
    is_before = False
    for one in changed:
        is_before |= one.commit.oid == renamed.oid
        theirs = () if is_before else _paths(renamed.was)
        patches = [patch for patch in one.patches if patch.path not in theirs]
        if patches:
            yield one._replace(patches=patches)


def _as_one(changed: Changed, pairs: Collection[tuple[str, str]]) -> Changed:
    """The same where what is gone under one name and there under the next is one document."""
    gone = {patch.path: patch.before for patch in changed.patches if not patch.after}
    came = {patch.path for patch in changed.patches if not patch.before}
    joined = {now: was for was, now in pairs if was in gone and now in came}
    patches = [
        Patch(patch.path, gone[joined[patch.path]], patch.after, ())
        if patch.path in joined
        else patch
        for patch in changed.patches
        if patch.path not in joined.values()
    ]
    return changed._replace(patches=patches) if joined else changed


def _moved_to(documents: Documents, tip: str, path: str) -> str:
    """Where the last commit that moved a document away from a path put it."""
    repository, prefix = documents.repository, _prefix(documents)
    for commit in past.walk(repository, tip, f"{prefix}{path}"):
        pairs = past.renames(repository, [commit.oid], f"{prefix}{layout.INCIDENTS}")
        for was, now in pairs[commit.oid]:
            if was == f"{prefix}{path}":
                return now.removeprefix(prefix)
        if len(commit.parents) < 2:
            return ""  # it was removed; a merge only has what one of its parents did
    return ""
