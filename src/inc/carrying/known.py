"""Which commits of a bundle are here already, by the documents that they have."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence

from inc.carrying import wording
from inc.carrying.opening import Files, Parcel
from inc.carrying.twins import Twins
from inc.uniting.commits import Place
from inc.vcs import composing, houses, lineage
from inc.vcs.lineage import Step
from inc.vcs.repository import Repository

Version = frozenset[tuple[str, str]]
"""All documents of a commit: their paths and objects; empty where it has none of them."""


class Here:
    """Our history of the documents that come: who had which version, and who stands on whom.

    `steps` are its commits, parents first; `start` is the last one without any of them, None where
    the first commit has some.
    """

    def __init__(
        self, repository: Repository, place: Place, tip: str, paths: Sequence[str]
    ) -> None:
        named = [f"{place.prefix}{path}" for path in paths]
        steps = lineage.steps(repository, tip, named)
        found = lineage.blobs(repository, [*(one.oid for one in steps), tip], named).at
        self.steps = steps
        self._tip = tip
        self._parents = {one.oid: one.parents for one in steps}
        self._number = {one.oid: number for number, one in enumerate(steps)} | {tip: len(steps)}
        self._with: dict[Version, list[str]] = {}
        self._for: dict[str, str] = {}
        for one in steps:
            self._with.setdefault(_version(found[one.oid], place), []).append(one.oid)
            self._for |= dict.fromkeys((*wording.origins(one.message), one.oid), one.oid)
        self._now = _version(found[tip], place)
        begun = next((one.oid for one in steps if found[one.oid]), None)
        self.start = begun and composing.first_parent(repository, begun) if self._now else tip

    def ends(self, commits: Collection[str]) -> set[str]:
        """The steps that some commits here have the documents of, our tip among them."""
        last = {one.oid for one in self.steps} - {oid for one in self.steps for oid in one.parents}
        found = set(commits) - {self._tip}
        return found | last if self._tip in commits else found

    def counterparts(
        self, steps: Sequence[Step], versions: Mapping[str, Version], twins: Twins
    ) -> dict[str, str]:
        """The commit here for each of a bundle that is here already: it has the same documents.

        Who went back to what was there before did something new: no commit is taken for one that
        is behind those its parents are taken for, or that are their twins.
        """
        found: dict[str, str] = {}
        floors: dict[str, frozenset[str]] = {}
        for one in steps:
            floor = frozenset().union(*(floors[oid] for oid in one.parents))
            fits = (
                oid
                for oid in self._candidates(one, versions[one.oid])
                if not any(self._is_behind(oid, other) for other in floor)
            )
            same = next(fits, None)
            if same:
                found[one.oid] = same
            first = same or min(twins.get(one.oid, ()), key=self._number.__getitem__, default="")
            floors[one.oid] = self._raised(floor, first)
        return found

    def _raised(self, floor: frozenset[str], commit: str) -> frozenset[str]:
        if not commit or any(commit == oid or self._is_behind(commit, oid) for oid in floor):
            return floor
        return frozenset(oid for oid in floor if not self._is_behind(oid, commit)) | {commit}

    def _candidates(self, step: Step, version: Version) -> Iterator[str]:
        """The tip first, so that history stays straight; then the one it stands for, the newest."""
        if not version:
            return
        if version == self._now:
            yield self._tip
        same = self._with.get(version, [])
        named = [self._for.get(origin) for origin in wording.origins(step.message)]
        yield from (oid for oid in named if oid in same and oid)
        yield from reversed(same)

    def _is_behind(self, one: str, other: str) -> bool:
        """Whether another commit stands on one."""
        least = self._number[one]
        if self._number[other] <= least or other == self._tip:
            return other == self._tip != one
        left, passed = [other], {other}
        while left:
            above = {oid for oid in self._parents[left.pop()] if self._number[oid] >= least}
            if one in above:
                return True
            left += above - passed
            passed |= above
        return False


def _version(files: Files, place: Place) -> Version:
    return frozenset((place.inner(path), oid) for path, oid in files.items())


def versions(parcel: Parcel, repository: Repository) -> dict[str, Version]:
    """The version of each commit of a bundle, with objects named as the repository does."""
    oids = sorted({oid for files in parcel.files.values() for oid in files.values()})
    named = dict(zip(oids, oids, strict=True))
    if houses.form_of(repository) != houses.SHA1:
        texts = parcel.texts(oids)
        named = {oid: _sha256(texts[oid]) for oid in oids}
    return {
        commit: frozenset((path, named[oid]) for path, oid in files.items())
        for commit, files in parcel.files.items()
    }


def _sha256(data: bytes) -> str:
    return hashlib.sha256(b"blob %d\0" % len(data) + data).hexdigest()
