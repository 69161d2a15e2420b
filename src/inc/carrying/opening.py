"""What a bundle brings, examined before anything of it is believed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from inc.carrying import wording
from inc.documents import incident_of
from inc.domain.operations.merge import sources
from inc.errors import IncError
from inc.store import layout
from inc.store.document import Document
from inc.vcs import bundles
from inc.vcs.bundles import Unfit
from inc.vcs.houses import House
from inc.vcs.lineage import Step

Files = Mapping[str, str]
"""The objects of documents, by their paths below the workspace."""


class Parcel(NamedTuple):
    """An incident with its history, as a bundle has it: the commits, parents first, and the
    documents that each of them has.
    """

    name: str
    house: House
    steps: Sequence[Step]
    files: Mapping[str, Files]
    documents: Sequence[Document]

    @property
    def tip(self) -> Step:
        """The last commit."""
        return self.steps[-1]

    @property
    def paths(self) -> list[str]:
        """The paths of all documents, in any version."""
        return sorted({path for files in self.files.values() for path in files})

    @property
    def is_restricted(self) -> bool:
        """Whether the incident is for a few."""
        return any(
            incident_of(self.name, one).is_restricted
            for one in self.documents
            if one.path.startswith(f"{layout.INCIDENTS}/")
        )

    def texts(self, oids: Sequence[str]) -> Mapping[str, bytes]:
        """What versions of documents say."""
        return bundles.contents(self.house, oids)


def opened(house: House, data: bytes) -> Parcel:
    """Take a bundle into a house; Unfit where it is none of ours, damaged, or holds what it must
    not.
    """
    head = bundles.header(data)
    if not layout.is_id(head.branch):
        raise Unfit(f"'{head.branch}' in it is no incident", hint="It was not made by inc bundle.")
    steps = bundles.unpack(house, data, head)
    _refuse_other_form(steps[-1])
    trees = bundles.files(house, [one.tree for one in steps])
    found = {one.oid: trees[one.tree] for one in steps}
    for path in dict.fromkeys(path for files in found.values() for path in files):
        _refuse_strange(path)
    told = bundles.contents(house, list(found[steps[-1].oid].values()))
    last = {path: told[oid] for path, oid in found[steps[-1].oid].items()}
    documents = [_read(path, text) for path, text in sorted(last.items())]
    parcel = Parcel(head.branch, house, steps, found, documents)
    _refuse_others(parcel)
    return parcel


def _refuse_other_form(tip: Step) -> None:
    form = wording.form_of(tip.message)
    if form is None:
        raise Unfit("it was not made by inc bundle", hint="With git: git fetch FILE")
    if form != wording.FORM:
        raise Unfit(
            f"it was made by a newer inc: its form is {form}, and this one reads {wording.FORM}",
            hint="Update inc (inc --version tells which one this is), or ask for a bundle of the "
            "older one.",
        )


def _refuse_strange(path: str) -> None:
    placed = layout.placed(path)
    is_ours = placed and placed[0] in (layout.INCIDENTS, layout.POSTMORTEMS)
    if not is_ours or layout.right_path(path) != path:
        raise Unfit(f"it holds '{path}', which is no place of an incident or its postmortem")


def _refuse_others(parcel: Parcel) -> None:
    """Refuse documents of incidents that the one it is about does not have in it."""
    incidents = {one.path: one for one in parcel.documents}
    path = layout.incident_path(parcel.name)
    if path not in incidents:
        raise Unfit(f"{parcel.name} itself is not in it")
    ours = [parcel.name]
    for name in ours:
        document = incidents.get(layout.incident_path(name))
        joined = sources(incident_of(name, document)) if document else []
        ours += [one for one in joined if one not in ours]
    for path in parcel.paths:
        placed = layout.placed(path)
        if placed and placed[1] not in ours:
            raise Unfit(f"it holds {path}, which has nothing to do with {parcel.name}")


def _read(path: str, data: bytes) -> Document:
    try:
        document = Document.parse(data, path)
        stated = document.fields.get("id")
        document.entries  # noqa: B018 - to meet what is wrong with it here
    except IncError as error:
        raise Unfit(f"a document in it cannot be read: {error.what}", hint=error.hint) from None
    name = path.rpartition("/")[2].removesuffix(".md")
    if path.startswith(f"{layout.INCIDENTS}/") and stated not in (None, name):
        raise Unfit(f"{path} in it says that it is {str(stated)[:100]}")
    return document
