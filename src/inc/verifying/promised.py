"""Entries that a commit says it recorded, and that are not there: not in what it changed, or never.

A squash that lost one has its trailer, for its message names all of them. So has a commit whose
entry somebody took out of all of history, be it one that changes no document any more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence, Set
from typing import Final

from inc.domain import commit_words
from inc.domain.proof import Finding, Trouble
from inc.store import layout
from inc.vcs import proving
from inc.vcs.proving import Change, Commit
from inc.vcs.repository import Repository
from inc.vcs.versions import Versions
from inc.verifying.reading import EVENT, History, named

_AT_ONCE: Final = 200


def absent(history: History) -> Iterator[Finding]:
    """The entries that a commit says it recorded, and that are in no document it changed."""
    for commit, name in history.absent:
        if _is_meant(commit, name):
            what = "the commit says that it recorded the entry, and no document it changed has it"
            yield _finding(commit, name, what, commit.changes[0].path)


class Never:
    """Entries that commits name which changed no document, and that no version ever had.

    Commits of another workspace of the repository, or of one that was moved, have theirs there.
    """

    def __init__(
        self, repository: Repository, history: History, versions: Versions, folder: str
    ) -> None:
        self._repository = repository
        self._history = history
        self._versions = versions
        self._folder = folder

    def told(self, since: str, only: str) -> Iterator[Finding]:
        """Tell of them; `only` is the incident that is examined, where not all are."""
        known = self._history.ids.first.keys()
        told_already = {(commit.oid, name) for commit, name in self._history.absent}

        def is_strange(text: bytes) -> bool:
            return not known >= set(named(text))

        found = [
            (commit, name)
            for commit in proving.saying(self._repository, EVENT, is_strange, since=since)
            for name in dict.fromkeys(named(commit.message))
            if name not in known and (commit.oid, name) not in told_already
        ]
        found = [(commit, name) for commit, name in found if _is_meant(commit, name)]
        if since and found:
            older = self._before(since, {name for _, name in found})
            found = [(commit, name) for commit, name in found if name not in older]
        for at in range(0, len(found), _AT_ONCE):
            yield from self._of_some(found[at : at + _AT_ONCE], only)

    def _of_some(self, found: Sequence[tuple[Commit, str]], only: str) -> Iterator[Finding]:
        every = proving.made_by(self._repository, dict.fromkeys(one.oid for one, _ in found))
        made = {oid: [one for one in changes if _is_text(one)] for oid, changes in every.items()}
        self._versions.forget()
        self._versions.load(one.after for changes in made.values() for one in changes)
        for commit, name in found:
            if not self._has(made.get(commit.oid, ()), name):
                what = "the commit says that it recorded the entry, and no version ever had it"
                path = _path(commit, only)
                if not only or path:
                    yield _finding(commit, name, what, path)

    def _has(self, changes: Sequence[Change], name: str) -> bool:
        """Whether a document has it, or one that is not in this clone may have it."""
        mark, unread = f"^{name}".encode(), self._versions.missing | self._versions.too_large
        return any(
            one.after in unread or mark in self._versions.content(one.after) for one in changes
        )

    def _before(self, since: str, names: Set[str]) -> Collection[str]:
        """Those of which a commit speaks that is not examined, or that stood there then."""
        marks = (f"^{name}" for name in names)
        found = proving.standing(self._repository, since, self._folder, marks)
        said = {mark.removeprefix("^") for mark in found}

        def is_of_these(text: bytes) -> bool:
            return not names.isdisjoint(named(text))

        for commit in proving.saying(self._repository, EVENT, is_of_these, revisions=[since]):
            said.update(named(commit.message))
        return said


def _is_text(change: Change) -> bool:
    return bool(change.after) and change.path.endswith(".md")


def _is_meant(commit: Commit, name: str) -> bool:
    words = commit_words.read(proving.message(commit))
    return name in words.recorded and name not in words.dropped and not words.undoes


def _path(commit: Commit, only: str) -> str:
    """Where the document of the incident is that a commit speaks of; the one that is examined."""
    own = sorted(commit_words.read(proving.message(commit)).incidents)
    names = [name for name in own if layout.is_id(name) and only in ("", name)]
    return layout.incident_path(names[0]) if names else ""


def _finding(commit: Commit, name: str, what: str, path: str) -> Finding:
    return Finding(
        Trouble.NOT_THERE,
        commit.oid,
        path,
        name,
        what,
        "Look for it in other clones and branches: git log --all --grep "
        f"{name}; then: git cherry-pick COMMIT",
    )
