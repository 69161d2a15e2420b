"""One run: the history read, what it did judged, and the answer put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple

from inc.domain.proof import Finding, Proof, Trouble, worst_first
from inc.domain.times import of_git
from inc.errors import UsageError
from inc.store import layout
from inc.store.amending import Said
from inc.uniting.commits import Place
from inc.vcs import proving
from inc.vcs.proving import Change, Commit
from inc.vcs.versions import Versions
from inc.verifying import deleted, ids_and_times, mended, promised, state
from inc.verifying.by_hand import Fronts
from inc.verifying.commanded import Commanded
from inc.verifying.judging import Judge
from inc.verifying.merges import Merges
from inc.verifying.older import Older
from inc.verifying.promised import Never
from inc.verifying.reading import History
from inc.verifying.versions import Library, is_incident, name_of
from inc.workspace import Workspace

_WHOLE: Final = (
    "Fetch all of it: git fetch --unshallow. In CI, check out all of it (GitHub: fetch-depth: 0 of "
    "actions/checkout; GitLab: GIT_DEPTH: 0).\n"
    "Or prove what is here: inc verify --since REV"
)
_FILLED: Final = (
    "Fetch what was left out: git config --unset remote.origin.partialclonefilter, "
    "then: git fetch --refetch (a git before 2.36 needs a new clone)"
)
_SIGNATURES: Final = {
    "N": "has no signature that git can check here",
    "B": "has a bad signature: it is not the commit that was signed",
    "U": "is signed with a key that nobody here vouches for",
    "E": "is signed with a key that is not known here",
    "X": "has a signature that has expired",
    "Y": "is signed with a key that has expired",
    "R": "is signed with a key that was revoked",
}


class Scope(NamedTuple):
    """What is to be proven: since a commit, of one incident, with signatures; or all of it."""

    since: str = ""
    incident: str = ""
    is_signed: bool = False


def verify(workspace: Workspace, scope: Scope, now: datetime, tell: Callable[[int], None]) -> Proof:
    """Prove the record from the history behind HEAD; `tell` is told how many commits are read.

    UsageError where the clone does not have that history.
    """
    repository = workspace.repository
    if repository.head().oid is None:
        raise UsageError("nothing was committed yet", hint="There is nothing to prove.")
    since = proving.commit_named(repository, scope.since) if scope.since else ""
    head = proving.commit_named(repository, "HEAD")
    _refuse_holes(workspace, since)
    prefix = workspace.in_repository("x").removesuffix("x")
    with Versions(repository) as versions:
        run = _Run(workspace, scope, prefix, versions)
        run.read(since, tell)
        findings = [*run.settled(head), *run.looked_up(head, since), *run.standing(head, now)]
        findings += run.unsigned() if scope.is_signed else ()
        return run.answer(findings)


def _refuse_holes(workspace: Workspace, since: str) -> None:
    """Raise UsageError where the clone has not all that is to be proven: no guess, no alarm."""
    repository = workspace.repository
    if proving.is_cut_off(repository, since):
        raise UsageError(
            "nothing can be proven here: the clone is shallow, and has only the end of the history",
            hint=_WHOLE,
        )
    folder = workspace.in_repository(layout.INCIDENTS)
    missing = proving.missing(repository, folder, since) if proving.is_partial(repository) else 0
    if missing:
        raise UsageError(
            f"nothing can be proven here: {missing:,} versions of documents are not in this clone, "
            "which is a partial one",
            hint=_FILLED,
        )


def _doubled(head: str, paths: Sequence[str]) -> Iterator[Finding]:
    """The documents that a commit has twice: nobody knows which of the two git will show."""
    for path, count in Counter(paths).items():
        if count > 1:
            what = "the commit has several files of that name, which git never makes"
            hint = "See what is wrong with the objects: git fsck --full; compare with another clone"
            yield Finding(Trouble.UNREADABLE, head, path, "", what, hint)


class _Run:
    """What one run knows."""

    def __init__(self, workspace: Workspace, scope: Scope, prefix: str, versions: Versions) -> None:
        self._workspace = workspace
        self._repository = workspace.repository
        self._scope = scope
        self._prefix = prefix
        self._versions = versions
        self._folder = prefix + layout.INCIDENTS
        self._only = scope.incident and layout.incident_path(scope.incident)
        self._library = Library(versions, prefix)
        self._history = History(self._library)
        self._judge = Judge(self._repository, self._history, self._folder, bool(scope.since))
        self._remade = Merges(self._repository, Place(prefix), versions)
        self._made: list[int] = []
        self._merges = 0

    def read(self, since: str, tell: Callable[[int], None]) -> None:
        """Read the history."""
        only = self._prefix + self._only if self._only else ""
        found = proving.commits(self._repository, self._folder, since=since, only=only)
        self._history.read(self._timed(found), tell)

    def _timed(self, commits: Iterator[Commit]) -> Iterator[Commit]:
        for commit in commits:
            self._made.append(commit.seconds)
            yield commit

    def settled(self, head: str) -> Iterator[Finding]:
        """What commits did, by what of it lasts at HEAD."""
        found = list(self._judged())
        history, judge = self._history, self._judge
        own = {history.renamed.eldest(name_of(path)): path for path, _ in self._held(head)}

        def standing(eldest: str) -> Said | None:
            path = own.get(eldest)
            return self._library.said_in(head, path) if path else None

        settled = mended.settled(history, judge, standing, found)
        yield from deleted.as_one(judge, settled)
        yield from judge.quiet.told(history.renamed, standing)

    def _held(self, head: str) -> list[tuple[str, str]]:
        """The paths, below the workspace, and the objects of the incidents that a commit has."""
        held = proving.listed(self._repository, head, self._folder)
        below = ((path.removeprefix(self._prefix), oid) for path, oid in held)
        return [(path, oid) for path, oid in below if is_incident(path)]

    def _judged(self) -> Iterator[Finding]:
        """What commits did to entries without saying so; those with one parent first."""
        for commit in self._history.suspects:
            yield from self._judge.ordinary(commit)
        merges = {one.oid: one for one in self._history.merges}
        found = proving.edges(self._repository, self._folder, self._history.parents_of_merges())
        for oid, sides in groupby(found, key=itemgetter(0)):
            yield from self._of_merge(merges[oid], [(parent, made) for _, parent, made in sides])

    def _of_merge(
        self, merge: Commit, sides: Sequence[tuple[str, Sequence[Change]]]
    ) -> Iterator[Finding]:
        own = [(parent, self._library.incidents(changes)) for parent, changes in sides]
        own = [(parent, changes) for parent, changes in own if changes]
        if not own:
            return
        self._merges += 1
        self._history.touch(merge)
        left = []
        for parent, changes in own:
            self._library.load(changes)
            rest = self._history.brought_by_merge(merge, changes)
            if rest:
                left.append((parent, rest))
        agreed = self._remade.agreed(merge, (one for _, rest in left for one in rest))
        self._history.excuse(merge, agreed)
        left = [(parent, [one for one in rest if one.path not in agreed]) for parent, rest in left]
        left = [(parent, rest) for parent, rest in left if rest]
        if left:
            yield from self._judge.merge(merge, left)

    def looked_up(self, head: str, since: str) -> Iterator[Finding]:
        """Ids that came twice, entries that are not there, times that cannot be."""
        yield from ids_and_times.reused(self._history, self._judge.alterations, head)
        yield from promised.absent(self._history)
        never = Never(self._repository, self._history, self._versions, self._folder)
        yield from never.told(since, self._scope.incident)
        yield from ids_and_times.impossible(self._history, self._made)
        yield from ids_and_times.backdated(self._history)

    def standing(self, head: str, now: datetime) -> Iterator[Finding]:
        """Where documents at HEAD say otherwise than the entries, or what no entry says."""
        mine = self._held(head)
        own = dict(mine) if not self._only else {k: v for k, v in mine if k == self._only}
        yield from _doubled(head, [path for path, _ in mine if path in own])
        first, fronts = self._history.ids.first, Fronts(self._history)
        wanted = first if self._scope.since else ()
        older, commanded = Older(self._history), Commanded(self._history)
        for one in state.standings(self._workspace, now, own, self._versions, wanted):
            for wrong in one.wrong:
                by = (wrong.field and fronts.maker(wrong.field)) or head
                yield Finding(wrong.trouble, by, one.path, "", wrong.what, wrong.hint)
            for field in one.unsaid:
                yield from fronts.told(field)
            if one.name:
                yield from fronts.misnamed(one.name)
            yield from commanded.told(one.path, own[one.path])
            older.add(one)
        yield from older.reused()
        lost = self._versions.missing | self._versions.too_large
        self._library.illegible |= {path for path, oid in own.items() if oid in lost}

    def unsigned(self) -> Iterator[Finding]:
        """The commits that changed incidents and have no good signature."""
        told = proving.signatures(self._repository, self._history.touching)
        for oid, letter, signer in told:
            if letter != "G":
                what = f"the commit {_SIGNATURES.get(letter, f'has a signature in state {letter}')}"
                by = f" ({signer})" if signer else ""
                hint = f"See: git verify-commit {oid[:12]}. To sign: git config commit.gpgsign true"
                if letter == "N":
                    hint += (
                        ". Keys of SSH are known by the file that gpg.ssh.allowedSignersFile names"
                    )
                yield Finding(Trouble.SIGNATURE, oid, "", "", what + by, hint)

    def answer(self, findings: Sequence[Finding]) -> Proof:
        """The findings, and what was counted."""
        history = self._history
        found = [one for one in findings if not self._only or one.path in ("", self._only)]
        names = {self._scope.incident} if self._only else history.names
        kept = {history.renamed.eldest(name) for name in names}
        ids = history.ids.first.values()
        count = sum(one.path == self._only for one in ids) if self._only else len(ids)
        return Proof(
            worst_first(found),
            [
                f"{path} has a version that cannot be read"
                for path in sorted(self._library.illegible)
            ],
            count,
            len(kept),
            len(history.touching),
            self._merges,
            history.signed,
            of_git(str(history.first)) if history.first else None,
            dict(self._judge.corrections),
        )
