"""Entries that the branch had here, and that went when it was reset or a commit was made anew.

The reflog of the branch has what it was before. Only what the commits brought that no branch has
any more is told: a rebase that kept all of it is nobody's business.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from typing import Final, NamedTuple

from inc.domain.proof import Finding, Trouble
from inc.domain.times import iso
from inc.errors import GitRefused
from inc.store import layout
from inc.store.amending import GONE, Key, Said
from inc.vcs import branches, moves, proving
from inc.vcs.moves import Move
from inc.vcs.proving import Change
from inc.vcs.versions import Versions
from inc.verifying.reading import EVENT, named
from inc.verifying.versions import is_incident, name_of
from inc.workspace import Workspace

_SHOWN: Final = 3
_EVERYWHERE: Final = ("HEAD", "--branches", "--remotes", "--tags")


class Lost(NamedTuple):
    """An entry that a commit had, and the path in the repository of the document that had it."""

    key: Key
    path: str


class Rewound(NamedTuple):
    """A move of a branch that left entries behind."""

    move: Move
    lost: Sequence[Lost]


def rewritings(workspace: Workspace, known: Collection[str]) -> Iterator[Finding]:
    """What the reflog of the branch tells; `known` are tips that were told or accepted."""
    branch = branches.current(workspace.repository)
    for move, lost in rewound(workspace, known):
        names = list(dict.fromkeys(name_of(one.path) for one in lost))
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        entries = "1 entry" if len(lost) == 1 else f"{len(lost):,} entries"
        when = f" at {iso(move.at)}" if move.at else ""
        what = f"{branch} was reset here, or its last commits were made anew{when}"
        has_not = f"which has not, or not as before, {entries} of {', '.join(names[:_SHOWN])}{more}"
        yield Finding(
            Trouble.REWOUND,
            move.now,
            "",
            "",
            f"{what}: it had {move.was}, then {move.now}, {has_not}",
            f"See what went: git log --oneline {move.now[:12]}..{move.was[:12]}; keep it: "
            f"git branch before-rewrite {move.was[:12]}. "
            "If it was on purpose: inc verify --accept-rewrite",
            move.was,
            move.now,
        )


def rewound(workspace: Workspace, known: Collection[str] = ()) -> list[Rewound]:
    """The moves of the branch that is checked out which left entries behind; not from `known`."""
    repository = workspace.repository
    branch = branches.current(repository)
    with suppress(GitRefused):
        left = moves.left_behind(repository, branch) if branch else []
        left = [one for one in left if one.was not in known]
        if left:
            with Versions(repository) as versions:
                return list(_Reading(workspace, versions).of(left))
    return []


class _Reading:
    """Compares what commits had with what came after them."""

    def __init__(self, workspace: Workspace, versions: Versions) -> None:
        self._repository = workspace.repository
        self._prefix = workspace.in_repository("x").removesuffix("x")
        self._folder = self._prefix + layout.INCIDENTS
        self._versions = versions
        self._head = proving.files_of(self._repository, "HEAD", self._folder)

    def of(self, left: Sequence[Move]) -> Iterator[Rewound]:
        """Those of some moves that left entries behind which no branch has."""
        by_pair = {(one.was, one.now): one for one in left}
        found = []
        for was, now, changes in proving.edges(self._repository, self._folder, by_pair):
            lost = [one for change in changes for one in self._lost(change)]
            if lost and not proving.is_behind(self._repository, was, now):
                bases = proving.merge_bases(self._repository, was, now)
                own = [one for one in lost if not any(self._had(base, one) for base in bases)]
                found.append(Rewound(by_pair[was, now], own))
        elsewhere = self._elsewhere({str(one.key) for _, own in found for one in own})
        for move, here in found:
            rest = [one for one in here if self._is_here(one) or one.key not in elsewhere]
            if rest:
                yield Rewound(move, rest)

    def _lost(self, change: Change) -> Iterator[Lost]:
        """The entries of a document that neither the commit after it nor HEAD has as it was."""
        if not change.after or not is_incident(change.path.removeprefix(self._prefix)):
            return
        self._versions.forget()
        was = self._said(change.after, change.path)
        rest = [self._said(one, change.path) for one in (change.before, self._at_head(change.path))]
        for key in dict.fromkeys(was.keys):
            if all(one.state(key) != was.state(key) for one in rest):
                yield Lost(key, change.path)

    def _said(self, oid: str, path: str) -> Said:
        return Said(self._versions.content(oid), path.removeprefix(self._prefix))

    def _at_head(self, path: str) -> str:
        return self._head.get(path, "")

    def _is_here(self, one: Lost) -> bool:
        return self._said(self._at_head(one.path), one.path).state(one.key) != GONE

    def _had(self, base: str, one: Lost) -> bool:
        """Whether the entry was there before the commits that were left behind."""
        held = proving.files_of(self._repository, base, one.path)
        return self._said(held.get(one.path, ""), one.path).state(one.key) != GONE

    def _elsewhere(self, names: Collection[str]) -> Collection[str]:
        """Those of some entries of which a commit speaks that a branch or a tag has."""
        wanted = frozenset(names)

        def is_of_these(text: bytes) -> bool:
            return not wanted.isdisjoint(named(text))

        found: set[str] = set()
        if wanted:
            told = proving.saying(self._repository, EVENT, is_of_these, revisions=_EVERYWHERE)
            for commit in told:
                found.update(named(commit.message))
        return found
