"""What was made of the entries, and whether the commit that did it says so.

A commit is judged as `inc check --base` judges a branch of which it is the only one: the words that
excuse it are the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from inc.domain import commit_words
from inc.domain.commit_words import Words
from inc.domain.proof import Alterations, Bounds, Finding, Trouble
from inc.domain.text import clean_line, shortened
from inc.domain.timeline import Entry
from inc.domain.times import iso
from inc.store.amending import (
    GONE,
    Amendments,
    Key,
    Said,
    State,
    Step,
    Version,
    differing,
    gone,
    key_of,
)
from inc.vcs import proving
from inc.vcs.proving import Change, Commit
from inc.vcs.repository import Repository
from inc.verifying.quiet import Quiet
from inc.verifying.reading import History
from inc.verifying.versions import name_of, paired

_LONGEST = 300


class Loss(NamedTuple):
    """An entry that a commit has not as a parent has it; `now` where it has another form.

    `parent` is that parent where the commit has several.
    """

    version: Version
    was: Entry
    key: Key
    left: State
    now: Entry | None
    is_lawful: bool
    parent: str = ""


class Judge:
    """Judges the commits in the order in which they were made."""

    def __init__(
        self, repository: Repository, history: History, folder: str, is_part: bool = False
    ) -> None:
        """`is_part` where commits are left out that came before a certain one."""
        self._repository = repository
        self._is_part = is_part
        self._history = history
        self._folder = folder
        self.alterations = Alterations()
        self.corrections: Counter[str] = Counter()
        self.quiet = Quiet()
        self.dropped: dict[Finding, Loss] = {}
        """What was lost where a finding says that an entry was dropped."""
        self._sides: tuple[int | None, int | None] = (None, None)
        self._window: frozenset[int] = frozenset()  # what one of them has, asked for again

    # ------------------------------------------------------------------ one commit

    def ordinary(self, commit: Commit) -> Iterator[Finding]:
        """What is wrong with what a commit with one parent did."""
        words = commit_words.read(proving.message(commit))
        number = self._history.graph.number(commit.oid)
        assert number is not None
        self._history.library.load(commit.changes)
        versions = self._versions(commit.changes)
        self.quiet.ordinary(commit.oid, words, versions)
        undone = self._undone(words, commit, number, versions) if words.undoes else ()
        for loss in self._losses(words, versions, undone):
            self._note(number, loss)
            if loss.is_lawful:
                self._count(words, loss)
                yield from _too_late(commit, loss)
            else:
                yield self._finding(commit.oid, loss, versions, "")

    def _versions(self, changes: Sequence[Change]) -> list[Version]:
        library = self._history.library
        return [library.version(old, new) for old, new in paired(library, changes)]

    def _losses(
        self, words: Words, versions: Sequence[Version], undone: Sequence[Version]
    ) -> Iterator[Loss]:
        named = (words.incidents, words.entries, words.dropped)
        step = Step(words.operations, *named, versions, undone, True)
        amendments = Amendments([step], {one.was: one.before for one in versions})
        after = {one.now: one.after for one in versions}

        def now_in(path: str) -> Said:
            return amendments.said(path, after.get(path))

        for one in versions:
            was, now = amendments.said(one.was, one.before), now_in(one.now)
            for _, entry in gone(was.entries, now.entries):
                key = key_of(entry)
                left = now.state(key) - was.state(key) or GONE
                is_lawful = amendments.excuse(one.now, key, left) or (
                    left == GONE and amendments.is_elsewhere(one.now, key, now_in)
                )
                form = next((two for two in now.entries if two.id and two.id == entry.id), None)
                yield Loss(one, entry, key, left, None if left == GONE else form, is_lawful)

    def _note(self, number: int, loss: Loss) -> None:
        what = self._what(loss.version, loss.key)
        self.alterations.add(number, what, loss.left, is_lawful=loss.is_lawful)

    def _what(self, version: Version, key: Key) -> tuple[str, Key]:
        """An entry, whatever its incident was called."""
        return self._history.renamed.eldest(name_of(version.now)), key

    def _count(self, words: Words, loss: Loss) -> None:
        if loss.left == GONE:
            self.corrections["moved" if "merge" in words.operations else "removed"] += 1
        else:
            self.corrections["redacted" if "redact" in words.operations else "amended"] += 1

    # ------------------------------------------------------------------ a merge of branches

    def merge(self, commit: Commit, sides: Sequence[tuple[str, Sequence[Change]]]) -> list[Finding]:
        """What is wrong with a merge, by what it has otherwise than each of its parents.

        What one side did is lawful in the merge: it is judged where it was done. Whatever else the
        merge did, its own message has to say.
        """
        words = commit_words.read(proving.message(commit))
        number = self._history.graph.number(commit.oid)
        assert number is not None
        found: list[tuple[Finding, Loss]] = []
        by_side: list[list[Version]] = []
        for parent, changes in sides:
            self._history.library.load(changes)
            versions = self._versions(changes)
            by_side.append(versions)
            others = [one for one in commit.parents if one != parent]
            for loss in self._losses(words, versions, ()):
                if self._is_of_another_side(loss, parent, others):
                    continue
                if self._is_part and self._is_from_before(loss, parent, others):
                    continue
                if loss.is_lawful:
                    self._count(words, loss)
                loss = loss._replace(parent=parent)
                found.append((self._finding(commit.oid, loss, versions, " in a merge"), loss))
        if len(by_side) == len(dict.fromkeys(commit.parents)):  # or it is as one of them has it
            self.quiet.merge(commit.oid, words, by_side)
        for _, loss in found:
            self._note(number, loss)
        return [finding for finding, loss in found if not loss.is_lawful]

    def _is_of_another_side(self, loss: Loss, parent: str, others: Sequence[str]) -> bool:
        """Whether a commit did it that the merge brought to that parent."""
        what = self._what(loss.version, loss.key)
        return bool(self.alterations.of(what)) and any(
            self.alterations.explain(what, loss.left, self._brought(parent, one)) for one in others
        )

    def _is_from_before(self, loss: Loss, parent: str, others: Sequence[str]) -> bool:
        """Whether another side has it so, and this one has it as it was when both parted.

        Then that side did it: in a commit that is judged, or in one that is left out.
        """
        path, key = loss.version.was, loss.key
        was = Said(loss.version.before, path).state(key)
        now = Said(loss.version.after, path).state(key)
        said = self._history.library.said_in
        for other in others:
            bases = proving.merge_bases(self._repository, parent, other)
            as_then = bool(bases) and all(said(base, path).state(key) == was for base in bases)
            if as_then and said(other, path).state(key) == now:
                return True
        return False

    def _brought(self, parent: str, other: str) -> frozenset[int]:
        """The commits that one side of a merge has and another has not."""
        here, there = (self._history.graph.number(one) for one in (parent, other))
        if (here, there) != self._sides:
            is_known = here is not None and there is not None
            self._window = self._history.graph.only(there, here) if is_known else frozenset()  # type: ignore[arg-type]
            self._sides = here, there
        return self._window

    # ------------------------------------------------------------------ what was taken back

    def _undone(
        self, words: Words, commit: Commit, number: int, versions: Sequence[Version]
    ) -> list[Version]:
        """What the commits changed that a commit takes back, as far as it stands on them."""
        graph, found, strange = self._history.graph, [], False
        for oid in words.undoes:
            known = graph.number(oid)
            if known is not None:
                found += [oid] if graph.is_behind(known, number) else []
            elif proving.is_behind(self._repository, oid, commit.oid):
                found.append(oid)
            else:
                strange = True
        if strange:
            found += self._rebased(commit, number, versions)
        library = self._history.library
        changes = [
            one for oid in found for one in proving.changed_by(self._repository, oid, self._folder)
        ]
        own = library.incidents(changes)
        library.load(own)
        return self._versions(own) if own else []

    def _rebased(self, commit: Commit, number: int, versions: Sequence[Version]) -> list[str]:
        """The commits that a commit means which names one from before a rebase.

        They brought, or last changed, what it takes back, and have the subject that it says.
        """
        graph, candidates = self._history.graph, set()
        for one in versions:
            was, now = Said(one.before, one.was), Said(one.after, one.now)
            for _, entry in gone(was.entries, now.entries):
                candidates |= set(self._history.ids.bringers(entry.id))
                made = self.alterations.of(self._what(one, key_of(entry)))
                candidates |= {by for by, _ in made}
        behind = [graph.oid(one) for one in candidates if graph.is_behind(one, number)]
        subject = proving.message(commit).split("\n", 1)[0]
        makers = proving.makers(self._repository, behind)
        return [oid for oid, maker in makers.items() if _is_meant(subject, maker.subject)]

    # ------------------------------------------------------------------ what to say

    def _finding(self, commit: str, loss: Loss, versions: Sequence[Version], where: str) -> Finding:
        name, path = name_of(loss.version.was), loss.version.now
        which = loss.was.id or iso(loss.was.at)
        was, now = quoted(loss.was), quoted(loss.now) if loss.now else ""
        if loss.left != GONE:
            kinds = differing(loss.was, loss.now) if loss.now else []
            what = f"the entry was given another {' and '.join(kinds) or 'form'}{where}"
            hint = (
                f"Put it back as it was, then: inc amend {which} -i {name}"
                if loss.was.id
                else f"Put it back as it was, then: inc reconcile {name}"
            )
            return Finding(Trouble.REWRITTEN, commit, path, which, what, hint, was, now)
        home = _home(loss, versions)
        see = f"See what it said: git show {commit[:12]}"
        if home:
            what = f"the entry was moved to {home}{where}, and no inc merge did it"
            return Finding(Trouble.MOVED, commit, path, which, what, see, was)
        what = f"the entry was dropped{where}"
        hint = f"Put the line back by hand (inc edit {name}); {see[0].lower()}{see[1:]}"
        finding = Finding(Trouble.DROPPED, commit, path, which, what, hint, was)
        self.dropped[finding] = loss
        return finding


def _too_late(commit: Commit, loss: Loss) -> Iterator[Finding]:
    """Tells an amendment that moves an entry to after the amendment."""
    if loss.now and iso(loss.now.at) > Bounds.of(commit.seconds).at:
        path, now = loss.version.now, loss.now
        what = "the entry was amended to have happened after the commit that amends it"
        hint = f"Ask who did it when it was; then: inc amend {now.id} -i {name_of(path)} --at TIME"
        was = quoted(loss.was)
        yield Finding(Trouble.TIME, commit.oid, path, now.id, what, hint, was, quoted(now))


def _home(loss: Loss, versions: Sequence[Version]) -> str:
    """Where the same commit has an entry that left its document."""
    for one in versions:
        if one.now == loss.version.now:
            continue
        came = {*Said(one.after, one.now).keys} - {*Said(one.before, one.was).keys}
        if loss.key in came:
            return one.now
    return ""


def _is_meant(undo: str, subject: str) -> bool:
    """Whether the subject of an undo or of a revert is about a commit of that subject."""
    what = undo.partition(": ")[2]
    if what.startswith("undone "):
        return what.removeprefix("undone ") in (subject, subject.partition(": ")[2])
    return undo in (f'Revert "{subject}"', f'Reapply "{subject.removeprefix("Revert ")}"')


def quoted(entry: Entry) -> str:
    """An entry in one line, as people read it."""
    who = f" @{entry.author}" if entry.author else ""
    text = shortened(clean_line(entry.text), _LONGEST)
    return f"{iso(entry.at)} {entry.kind}{who} — {text}"
