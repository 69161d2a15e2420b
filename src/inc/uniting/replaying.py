"""Commits of one side made anew on top of the other, for branches that want a straight history."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from inc.errors import GitRefused
from inc.store import layout
from inc.store.amending import Said, gone
from inc.uniting.commits import Place, Uniting
from inc.vcs import ancestry, composing, joining
from inc.vcs.composing import commit_tree, first_parent, tree_of
from inc.vcs.refusals import last_words
from inc.vcs.repository import Repository
from inc.vcs.staging import staging
from inc.vcs.trees import Blob


class Replayed:
    """The commits that one side has alone, one after the other on top of another commit.

    `tip` is the last of them, `made` has each with what it is now; `paths` and `torn` are what
    cannot be merged. Those in `without` are there already, by other commits.
    """

    def __init__(
        self,
        repository: Repository,
        place: Place,
        own: str,
        other: str,
        without: Collection[str] = (),
    ) -> None:
        self._repository, self._place = repository, place
        self.tip = other
        self.made: dict[str, str] = {}
        self._last: tuple[str, Mapping[str, str]] | None = None
        self.paths: Sequence[str] = ()
        self.torn: dict[str, str] = {}
        for commit in ancestry.revisions(repository, own, other):
            if commit not in without and not self._add(commit):
                break

    def end_with(self, blobs: Mapping[str, Blob | None], message: str) -> None:
        """Have the documents in the last commit as a merge of both sides has them.

        One commit after the other may come to something else, where passages have several versions.
        Where entries have, none of ours says what becomes of them: a commit of its own does.
        """
        repository = self._repository
        with staging(repository) as area:
            area.read(self.tip)
            area.put(blobs)
            tree = area.write()
        if tree == tree_of(repository, self.tip):
            return
        if told := self._rewritten(blobs):
            self.tip = commit_tree(repository, tree, [self.tip], f"{message}{told}")
            return
        parent, author = self._last or (self.tip, None)
        words = composing.words_of(repository, self.tip) if self._last else None
        message = words.message if words else message
        last = commit_tree(repository, tree, [parent], message, author)
        self.made = {was: last if now == self.tip else now for was, now in self.made.items()}
        self.tip = last

    def _rewritten(self, blobs: Mapping[str, Blob | None]) -> str:
        """The trailers of a commit that rewrites entries of the last one, or takes them out."""
        asked = {
            path: (f"{self.tip}:{path}", blob.oid if blob else "")
            for path, blob in blobs.items()
            if self._place.inner(path).startswith(f"{layout.INCIDENTS}/")
        }
        texts = ancestry.contents(
            self._repository, [oid for both in asked.values() for oid in both]
        )
        told: dict[str, None] = {}
        for path, both in asked.items():
            was, now = (Said(texts.get(oid, b""), self._place.inner(path)) for oid in both)
            left = {one.id for one in now.entries}
            for _, entry in gone(was.entries, now.entries):
                name = path.rpartition("/")[2].removesuffix(".md")
                done = "Inc-Amended" if entry.id in left else "Inc-Dropped"
                told |= dict.fromkeys((f"Incident: {name}", f"{done}: {entry.id}"))
        return "\n".join(["Inc-Operation: amend", *told, ""]) if told else ""

    def _add(self, commit: str) -> bool:
        """Put a commit on top, with its author and words; one that changes nothing is left out."""
        repository, place = self._repository, self._place
        parent = first_parent(repository, commit)
        bases = [parent] if parent else []
        united = Uniting(repository, place).united(self.tip, commit, bases)
        with staging(repository) as area:
            self.paths = joining.join_files(area, self.tip, commit, bases, place.is_document)
            self.torn = dict(united.torn)
            if self.paths or self.torn:
                return False
            area.put(united.blobs)
            tree = area.write()
        if tree != tree_of(repository, self.tip):
            author, message = composing.words_of(repository, commit)
            self._last = self.tip, author
            self.tip = commit_tree(repository, tree, [self.tip], message, author)
            self.made[commit] = self.tip
        return True


def refuse_by_hook(repository: Repository, other: str) -> None:
    """Raise GitRefused where the hook pre-rebase does not let commits be made anew on another."""
    done = composing.run_hook(repository, "pre-rebase", (other,))
    if done and done.code != 0:
        raise GitRefused(
            f"the hook pre-rebase refuses it: {last_words(done)}",
            hint="Nothing was changed. Mend what the hook asks for, then: inc sync",
        )
