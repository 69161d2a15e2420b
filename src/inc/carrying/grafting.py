"""The commits of a bundle made anew beside ours, where the sender began, and joined with ours."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from inc.carrying import wording
from inc.carrying.known import Here, versions
from inc.carrying.opening import Parcel
from inc.carrying.twins import Shared, shared, twins
from inc.durable import Edit, refuse_credentials
from inc.uniting.commits import Place
from inc.vcs import ancestry, composing, houses
from inc.vcs.bundles import Unfit
from inc.vcs.houses import Made
from inc.vcs.lineage import Person, Step
from inc.vcs.repository import Repository
from inc.workspace import Workspace

_REF = "refs/heads/graft"
_NOTHING = Shared((), (), has_all_ours=False)


class Brought(NamedTuple):
    """A commit that a bundle brings: its id there, and here once it is made."""

    step: Step
    oid: str = ""


class Graft(NamedTuple):
    """The commits that are new here, and the last of them as it was made here ("" for none).

    `carried` are those made for commits that are here already with other documents; `bases` are
    the last commits behind which each side has all of the other, where that says more than git.
    """

    new: Sequence[Brought]
    known: int
    tip: str
    carried: Collection[str] = ()
    bases: Sequence[str] = ()

    @property
    def is_straight(self) -> bool:
        """Whether nothing in it is a merge."""
        return all(len(one.step.parents) < 2 for one in self.new)


class _Place(NamedTuple):
    """Where a commit goes: its parents, and the commit here whose other files it has."""

    parents: list[int | str]
    base: str | None


class Grafting:
    """Puts the commits of one bundle into one history."""

    def __init__(self, workspace: Workspace, place: Place, parcel: Parcel, tip: str) -> None:
        self._workspace, self._place, self._parcel = workspace, place, parcel
        self._repository = workspace.repository
        self._tip = tip
        self._here = here = Here(self._repository, place, tip, parcel.paths)
        self._start = here.start
        same = twins(here.steps, parcel.steps)
        self._known = here.counterparts(parcel.steps, versions(parcel, self._repository), same)
        self._new = self._wanted()
        self._carried = {one.oid: same[one.oid] for one in self._new if one.oid in same}
        self._texts = parcel.texts(list(self._oids()))

    @property
    def new(self) -> Sequence[Step]:
        """The commits that are not here, parents first."""
        return self._new

    def examine(self) -> None:
        """Raise Unfit or LooksSecret for what must not get into the history, in any version."""
        for one in self._new:
            files = self._parcel.files[one.oid]
            before = self._parcel.files[one.parents[0]] if one.parents else {}
            for path in files:
                if files[path] != before.get(path):
                    was = self._texts[before[path]] if path in before else None
                    text = self._texts[files[path]]
                    _refuse_no_text(path, text)
                    refuse_credentials(self._workspace.root, Edit(path, was, text))

    def graft(self, *, is_kept: bool) -> Graft:
        """Make the commits that are new here; no branch moves. What is not kept is not signed."""
        both = self._shared()
        if len(self._carried) == len(self._new):
            if not (self._new and both.has_all_ours):
                return Graft((), len(self._parcel.steps), "")
            # Both have all of it, and yet not the same: the last one says how it is there.
            both = _NOTHING
            del self._carried[self._new[-1].oid]
        oids = self._written(self._all_made(), is_kept=is_kept)
        found = {one.oid: Brought(one, oid) for one, oid in zip(self._new, oids, strict=True)}
        brought = [one for name, one in found.items() if name not in self._carried]
        bases = [*both.ours, *(found[name].oid for name in both.theirs)]
        return Graft(
            brought,
            len(self._parcel.steps) - len(brought),
            oids[-1],
            {found[name].oid for name in self._carried},
            [self._tip] if both.has_all_ours else bases,
        )

    def _all_made(self) -> list[Made]:
        made, number = list[Made](), dict[str, int]()
        places: list[_Place] = []
        committer = houses.committer(self._repository)
        for one in self._new:
            spot = self._spot(one, number, places)
            number[one.oid] = len(made)
            places.append(spot)
            made.append(self._made(one, spot, committer))
        return made

    def _shared(self) -> Shared:
        """Up to where both sides have all of each other; nothing where git can tell it.

        Git cannot where commits are here with other documents, or where a merge got one parent.
        """
        if not self._carried and not any(len(one.parents) > 1 for one in self._new):
            return _NOTHING
        known = self._here.ends(self._known.values())
        return shared(self._here.steps, self._new, known, self._carried)

    def _wanted(self) -> list[Step]:
        """The commits that lead from what is here to the end of the bundle."""
        steps = {one.oid: one for one in self._parcel.steps}
        wanted: set[str] = set()
        left = [self._parcel.tip]
        while left:
            one = left.pop()
            if one.oid not in wanted and one.oid not in self._known:
                wanted.add(one.oid)
                left += [steps[oid] for oid in one.parents]
        return [one for one in self._parcel.steps if one.oid in wanted]

    def _oids(self) -> dict[str, None]:
        """The versions of documents in the commits that are new here, and in those before them."""
        commits = dict.fromkeys(oid for one in self._new for oid in (one.oid, *one.parents[:1]))
        return dict.fromkeys(oid for one in commits for oid in self._parcel.files[one].values())

    # ------------------------------------------------------------------ where each goes

    def _spot(self, step: Step, number: Mapping[str, int], places: Sequence[_Place]) -> _Place:
        parents: list[int | str] = []
        bases: list[str | None] = []
        for oid in step.parents:
            at = number.get(oid)
            parents.append(at if at is not None else self._known[oid])
            bases.append(places[at].base if at is not None else str(parents[-1]))
        if not parents:
            start = self._start
            return _Place([start] if start else [], start)
        base = self._newest(bases)
        if base is None and any(bases):
            return _Place(parents[:1], bases[0])  # sides that never met: it goes on with the first
        return _Place([*dict.fromkeys(parents)], base)

    def _newest(self, bases: Sequence[str | None]) -> str | None:
        """The one of some commits that all others are behind; None where there is none."""
        found, *others = dict.fromkeys(bases)
        for one in others:
            if found is None or one is None:
                return None
            met = ancestry.merge_bases(self._repository, found, one)
            if found in met:
                found = one
            elif one not in met:
                return None
        return found

    def _made(self, step: Step, spot: _Place, committer: Person) -> Made:
        files = self._parcel.files[step.oid]
        texts = self._texts
        everything: dict[str, bytes | None] = {
            f"{self._place.prefix}{path}": texts[files[path]] if path in files else None
            for path in self._parcel.paths
        }
        message = wording.received(step.message)
        is_merge = len(spot.parents) > 1
        tree = composing.tree_of(self._repository, spot.base) if is_merge and spot.base else ""
        return Made(spot.parents, step.author, committer, message, everything, tree, beside=True)

    def _written(self, made: Sequence[Made], *, is_kept: bool) -> list[str]:
        form = houses.form_of(self._repository)
        with houses.house(self._repository, form) as home:
            oids = home.make(_REF, made, objects_of_person=True)
        if is_kept and houses.is_signing(self._repository):
            return _signed(self._repository, made, oids)
        return oids


def _refuse_no_text(path: str, data: bytes) -> None:
    try:
        data.decode()
    except UnicodeDecodeError:
        raise Unfit(f"a version of {path} in it is not UTF-8") from None


def _signed(repository: Repository, made: Sequence[Made], oids: Sequence[str]) -> list[str]:
    """The same commits with the person's signature."""
    signed: list[str] = []
    for one, oid in zip(made, oids, strict=True):
        parents = [signed[at] if isinstance(at, int) else at for at in one.parents]
        name, email, date = one.author
        author = {
            "GIT_AUTHOR_NAME": name,
            "GIT_AUTHOR_EMAIL": email,
            "GIT_AUTHOR_DATE": f"@{date}",
        }
        tree = composing.tree_of(repository, oid)
        signed.append(composing.commit_tree(repository, tree, parents, one.message, author))
    return signed
