"""All documents that two commits have otherwise, made one by the semantic merge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final, NamedTuple

from inc.documents import Documents
from inc.store import layout
from inc.store.three_way import documents
from inc.store.three_way.documents import Merged, Unmergeable
from inc.vcs import ancestry, staging, trees
from inc.vcs.ancestry import Pair
from inc.vcs.comparing import FILES
from inc.vcs.repository import Repository
from inc.vcs.trees import Blob

FOLDERS: Final = (layout.INCIDENTS, layout.POSTMORTEMS, layout.RUNBOOKS)
_PLAIN: Final = FILES[0]

Texts = Mapping[str, str | None]


class Place(NamedTuple):
    """Where the documents of a workspace stand in its repository: `prefix` ends with a slash."""

    prefix: str

    @property
    def folders(self) -> list[str]:
        """The folders of documents, as git names them."""
        return [f"{self.prefix}{name}" for name in FOLDERS]

    def is_document(self, path: str) -> bool:
        """Whether a path, as git names it, is that of a document."""
        inner = path.removeprefix(self.prefix)
        is_below = path.startswith(self.prefix) and inner.split("/", 1)[0] in FOLDERS
        return is_below and "/" in inner and inner.endswith(".md") and "\n" not in inner

    def inner(self, path: str) -> str:
        """A path as the workspace names it."""
        return path.removeprefix(self.prefix)


def place(workspace: Documents) -> Place:
    """Where the documents of a workspace stand in its repository."""
    top = workspace.root.relative_to(workspace.repository.worktree).as_posix()
    return Place("" if top == "." else f"{top}/")


class Met(NamedTuple):
    """A document that both sides changed, in its three versions, and what was made of it.

    `merged` is None where one side deleted what the other changed: that stays.
    """

    path: str
    base: str | None
    own: str | None
    other: str | None
    merged: Merged | None


class United(NamedTuple):
    """The documents that differ, as they are to be; those both sides changed; and those that
    cannot be merged, with the reason.
    """

    blobs: Mapping[str, Blob | None]
    met: Sequence[Met]
    torn: Mapping[str, str]


class Uniting:
    """Makes one of two commits, for the documents of one workspace."""

    def __init__(self, repository: Repository, place: Place) -> None:
        self._repository = repository
        self._place = place

    def united(self, own: str, other: str, bases: Sequence[str]) -> United:
        """What the documents are to be that two commits have otherwise."""
        every = ancestry.pairs(self._repository, own, other, self._place.folders)
        found = [one for one in every if self._place.is_document(one.path)]
        texts = self._texts([one for one in found if _are_files(one)])
        whole = [one for one in found if not _are_files(one) or not _are_read(one, texts)]
        blobs, torn = self._whole(whole, bases)
        left = [one for one in found if one not in whole]
        before = self._before([one.path for one in left], bases)
        met: list[Met] = []
        new: dict[str, bytes] = {}
        for one in left:
            sides = [texts[side.oid] if side else None for side in (one.own, one.other)]
            try:
                made = self._one(one.path, before.get(one.path), *sides)
            except Unmergeable as error:
                torn[one.path] = str(error)
                continue
            met += [made] if made.base not in sides else []
            blobs[one.path] = _settled(one, made, new)
        for path, oid in staging.written(self._repository, new).items():
            blobs[path] = Blob(path, _mode(blobs[path]), oid)
        return United(blobs, met, torn)

    def made(
        self, own: str, other: str, bases: Sequence[str], paths: Sequence[str]
    ) -> dict[str, str]:
        """The texts that documents of two commits make, by their paths; nothing is written.

        What cannot be merged, and what one side deleted, is left out.
        """
        before, one, two = self._before(paths, bases), self._at(own, paths), self._at(other, paths)
        found: dict[str, str] = {}
        for path in paths:
            with suppress(Unmergeable):
                merged = self._one(path, before.get(path), one[path], two[path]).merged
                found |= {path: merged.text} if merged else {}
        return found

    def _one(self, path: str, base: str | None, own: str | None, other: str | None) -> Met:
        if own is None or other is None:
            return Met(path, base, own, other, None)
        merged = documents.merge(base, own, other, self._place.inner(path))
        return Met(path, base, own, other, merged)

    def _whole(
        self, found: Sequence[Pair], bases: Sequence[str]
    ) -> tuple[dict[str, Blob | None], dict[str, str]]:
        """What is not text is that of the side that changed it; what both changed is torn."""
        blobs: dict[str, Blob | None] = {}
        torn: dict[str, str] = {}
        for one in found:
            listed = trees.Listing(self._repository, bases[0], [one.path]).blobs() if bases else []
            base = listed[0] if listed else None
            if base == one.own:
                blobs[one.path] = one.other
            elif base == one.other:
                blobs[one.path] = one.own
            else:
                torn[one.path] = "one side is no file of text in UTF-8"
        return blobs, torn

    # ------------------------------------------------------------------ what was before

    def _texts(self, found: Sequence[Pair]) -> dict[str, str]:
        """The texts of all sides by their objects, but for those that are not UTF-8."""
        oids = dict.fromkeys(side.oid for one in found for side in one[1:] if side)
        told = ancestry.contents(self._repository, list(oids))
        return {oid: text for oid in told if (text := _text(told[oid])) is not None}

    def _before(self, paths: Sequence[str], bases: Sequence[str]) -> Texts:
        """The texts at the base: where there are several, those of the bases merged, as git does.

        A text that cannot be decoded or merged is none, as if both sides had made it.
        """
        if not (paths and bases):
            return {}
        first, *rest = bases
        found = self._at(first, paths)
        done = [first]
        for other in rest:
            beside = self._at(other, paths)
            below = self._before(paths, ancestry.merge_bases(self._repository, other, *done))
            found = {
                path: self._virtual(path, below.get(path), found.get(path), beside.get(path))
                for path in paths
            }
            done.append(other)
        return found

    def _virtual(
        self, path: str, base: str | None, one: str | None, other: str | None
    ) -> str | None:
        if one is None or other is None or one == other:
            gone = base if base in (one, other) else None
            kept = one if one is not None else other
            return None if gone is not None and None in (one, other) else kept
        try:
            return documents.merge(base, one, other, self._place.inner(path)).text
        except Unmergeable:
            return base

    def _at(self, commit: str, paths: Sequence[str]) -> dict[str, str | None]:
        told = ancestry.contents(self._repository, [f"{commit}:{path}" for path in paths])
        return {path: _text(told.get(f"{commit}:{path}")) for path in paths}


def _are_files(one: Pair) -> bool:
    return all(side is None or side.mode in FILES for side in (one.own, one.other))


def _text(data: bytes | None) -> str | None:
    try:
        return None if data is None else data.decode()
    except UnicodeDecodeError:
        return None


def _are_read(one: Pair, texts: Mapping[str, str]) -> bool:
    return all(side is None or side.oid in texts for side in (one.own, one.other))


def _settled(one: Pair, made: Met, new: dict[str, bytes]) -> Blob | None:
    """The blob of a document; where it has yet to be made, its bytes are added to the new ones."""
    if made.merged is None:
        is_untouched = made.base is not None and made.base in (made.own, made.other)
        return None if is_untouched else one.own or one.other
    same = one.own and one.other and one.own.mode == one.other.mode
    mode = _mode(one.own) if same else _PLAIN
    for side, text in ((one.own, made.own), (one.other, made.other)):
        if side and text == made.merged.text:
            return Blob(one.path, mode, side.oid)
    new[one.path] = made.merged.text.encode()
    return Blob(one.path, mode, "")


def _mode(blob: Blob | None) -> str:
    return blob.mode if blob else _PLAIN
