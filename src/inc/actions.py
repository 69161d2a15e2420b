"""The action items of all incidents and postmortems: found, changed where they stand, synced."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import tzinfo
from functools import partial
from itertools import count
from typing import Final, NamedTuple

from inc.domain.action_items import Located, new_id, once
from inc.domain.action_sync import SYNCED, Plan, Step, plan
from inc.domain.incident import Change
from inc.domain.tasks import ActionItem, folded, same_item
from inc.durable import Edit
from inc.errors import IncError, NotFound, NotRecorded, UsageError
from inc.store import action_items, files, layout
from inc.store.action_items import PlacedItem
from inc.store.document import Document
from inc.vcs import branches, trailers
from inc.workspace import Workspace, Writing

Report = Callable[[IncError], None]
Operate = Callable[[ActionItem], ActionItem]
Remark = Callable[[ActionItem], str]
"""What is written below an item that changes, by what it said before."""

_ID: Final = rb"\^([0-9a-z]{4,12})\b"


class Acted(NamedTuple):
    """An item before and after, the edits, and the commit (None for a dry run or no change)."""

    before: Located
    after: Located
    edits: Sequence[Edit]
    commit: str | None = None


# ------------------------------------------------------------------ reading


def every(
    workspace: Workspace, report: Report, *, has: Callable[[bytes], object] = bool
) -> list[Located]:
    """All action items, those of the newest incident first; of an item in two places the first.

    A document that cannot be read is only reported. `has` tells of the bytes of a document, from
    the heading on, whether it may have an item that is asked for: there are thousands.
    """
    return once(
        one
        for name, path in _documents(workspace)
        for one in _read(workspace, name, path, report, has)
    )


def may_be_open(data: bytes) -> bool:
    """Whether an item that is still open may stand in a text: as a box, or in a table."""
    return b"[ ]" in data or b"|" in data


def ids(workspace: Workspace) -> set[str]:
    """All ids behind action items, and perhaps other ones."""
    found: set[bytes] = set()
    for _, path in _documents(workspace):
        with suppress(IncError):
            found.update(re.findall(_ID, files.read(workspace.root, path)))
    return {name.decode() for name in found}


def adopted_id(workspace: Workspace, one: Located) -> str:
    """The id of an item that somebody typed without one: the same in every clone.

    It is made of its words, so that a merge knows what became of it in several clones.
    """
    from hashlib import sha256

    beside = _read(workspace, one.incident, one.path, lambda _: None)
    above = [
        two for two in beside if two.line < one.line and same_item(two.item.text, one.item.text)
    ]
    told = "\n".join((one.incident, folded(one.item.text), str(len(above))))
    digests = (sha256(f"{told}\n{n}".encode("utf-8", "replace")).digest() for n in count())
    return new_id(ids(workspace), lambda: int.from_bytes(next(digests)[:3]))


def _documents(workspace: Workspace) -> Iterator[tuple[str, str]]:
    """The incidents, the newest first, with the paths of the postmortem and of the incident."""
    postmortems = set(layout.postmortem_ids(workspace.root))
    incidents = set(layout.incident_ids(workspace.root))
    for name in sorted(incidents | postmortems, reverse=True):
        if name in postmortems:
            yield name, layout.postmortem_path(name)
        if name in incidents:
            yield name, layout.incident_path(name)


def of_incident(workspace: Workspace, name: str, report: Report) -> list[Located]:
    """The action items of one incident and of its postmortem."""
    return once(
        one
        for path in (layout.postmortem_path(name), layout.incident_path(name))
        for one in _read(workspace, name, path, report)
    )


def _read(
    workspace: Workspace,
    name: str,
    path: str,
    report: Report,
    has: Callable[[bytes], object] = bool,
) -> Iterator[Located]:
    """The items of a document; most documents have none, which their bytes tell."""
    try:
        data = files.read(workspace.root, path)
        heading = action_items.may_stand_in(data)
        if heading and has(data[heading.start() :]):
            yield from located(Document.parse(data, path), name)
    except NotFound:
        return
    except IncError as error:
        report(error)


def located(document: Document, name: str) -> list[Located]:
    """The action items of the document of an incident or of its postmortem."""
    return [
        Located(placed.item, name, document.path, placed.line + 1)
        for placed in action_items.read(document)
    ]


# ------------------------------------------------------------------ writing


def add(
    workspace: Workspace, name: str, item: ActionItem, *, dry_run: bool, writing: Writing
) -> Acted:
    """Record a new item: in the postmortem of an incident if it has one, else in the incident."""
    path = layout.postmortem_path(name)
    if not (workspace.root / path).is_file():
        path = layout.incident_path(name)
    change = Change(name, "action-add", actions=(item,))

    def produce() -> tuple[Sequence[Edit], str]:
        before = Document.parse(files.read(workspace.root, path), path)
        return [Edit(path, before.data, before.apply(change).data)], message(name, "added", item.id)

    edits, commit = _recorded(workspace, produce, dry_run=dry_run, writing=writing)
    after = Document.parse(edits[0].after or b"", path)
    place = next(one for one in located(after, name) if one.item.id == item.id)
    return Acted(place, place, edits, commit)


def change(
    workspace: Workspace,
    one: Located,
    operate: Operate,
    words: tuple[str, str],
    *,
    new_id: Callable[[], str],
    remark: Remark | None = None,
    synced: Sequence[str] = (),
    dry_run: bool,
    writing: Writing,
) -> Acted:
    """Change an item as it stands now, in every document that has it.

    It gets an id if it has none, or one that another item of its incident has as well.
    `words` are that of the command and that of the subject of the commit. Nothing is written where
    the operation leaves the item as it is.
    """
    operation, done = words
    results: list[ActionItem] = []

    def produce() -> tuple[Sequence[Edit], str]:
        documents = _documents_of(workspace, one)
        name = "" if _shares_its_id(one, documents) else one.item.id
        name = name or new_id()
        edits, items = _edits(documents, one, operate, name, remark)
        results[:] = items
        return edits, message(one.incident, done, name, operation, synced)

    edits, commit = _recorded(workspace, produce, dry_run=dry_run, writing=writing)
    return Acted(one, one._replace(item=results[0]), edits, commit)


def _documents_of(workspace: Workspace, one: Located) -> list[Document]:
    """The documents that an item may stand in, as they are now."""
    found = []
    for path in (layout.postmortem_path(one.incident), layout.incident_path(one.incident)):
        with suppress(NotFound):
            if path == one.path or one.item.id:
                found.append(Document.parse(files.read(workspace.root, path), path))
    return found


def _shares_its_id(one: Located, documents: Sequence[Document]) -> bool:
    """Whether another item has its id, so that it needs one of its own."""
    return any(
        one.shares_id(other) for document in documents for other in located(document, one.incident)
    )


def _edits(
    documents: Sequence[Document], one: Located, operate: Operate, name: str, remark: Remark | None
) -> tuple[list[Edit], list[ActionItem]]:
    edits, items = [], []
    for before in documents:
        document = before
        for placed in reversed(action_items.read(document)):
            here = Located(placed.item, one.incident, document.path, placed.line + 1)
            if here.is_same(one):
                after = operate(placed.item)
                after = after if after == placed.item else after._replace(id=name)
                document = action_items.replace(document, placed, after)
                if remark and after != placed.item:
                    document = _remarked(document, placed, remark(placed.item))
                items.append(after)
        edits.append(Edit(document.path, before.data, document.data))
    if not items:
        raise NotRecorded(
            f"{one.place} changed while this command was at work", hint="Do it again: inc retry"
        )
    return edits, items


def _remarked(document: Document, placed: PlacedItem, text: str) -> Document:
    if placed.row is not None:
        raise UsageError(
            f"the table in {document.path} has no room for a reason",
            hint=f"Leave -m out, and write the reason below the table in {document.path}.",
        )
    return action_items.remark(document, placed, text)


def _recorded(
    workspace: Workspace,
    produce: Callable[[], tuple[Sequence[Edit], str]],
    *,
    dry_run: bool,
    writing: Writing,
) -> tuple[Sequence[Edit], str | None]:
    if not dry_run:
        return workspace.renew(produce, writing=writing)
    made, _ = produce()
    return [edit for edit in made if edit.before != edit.after], None


def message(
    incident: str, done: str, name: str, operation: str = "add", synced: Sequence[str] = ()
) -> str:
    """The message of a commit: fixed words and ids, and the commits whose word is applied."""
    lines = [
        f"{incident}: action {done}\n",
        f"Incident: {incident}",
        f"Inc-Operation: action-{operation}",
        f"Inc-Action: {incident}^{name}",
        *(f"{SYNCED}: {oid} {incident}^{name}" for oid in synced),
    ]
    return "\n".join([*lines, ""])


# ------------------------------------------------------------------ what commits say


class Synced(NamedTuple):
    """The branch that counts, what its commits mean for the items, and what was recorded."""

    branch: str
    plan: Plan
    acted: Sequence[Acted] = ()


def examine(workspace: Workspace, items: Sequence[Located], branch: str, zone: tzinfo) -> Synced:
    """What the commits of the main branch say of the items, and nobody has applied yet."""
    repository = workspace.repository
    name, refs = trailers.main_branch(repository, branch)
    on_main = trailers.said(repository, refs)
    is_here = repository.head().ref in refs
    is_here = is_here or repository.head().oid is None
    here = [] if is_here else trailers.said(repository, ["HEAD"], refs)
    found = plan(
        on_main,
        here,
        items,
        zone,
        brought=partial(trailers.brought, repository),
        holds=partial(branches.holds, repository),
        is_all=not branch and trailers.is_whole(repository),
    )
    return Synced(name, found)


def apply(workspace: Workspace, step: Step, *, dry_run: bool, writing: Writing) -> Acted:
    """Change an item as commits say, unless somebody has changed it meanwhile."""
    before, after = step.found.item, step.after

    def operate(item: ActionItem) -> ActionItem:
        as_before = (item.state, item.proof) == (before.state, before.proof)
        told = {"state": after.state, "done_on": after.done_on, "proof": after.proof}
        return item._replace(**told) if as_before else item

    return change(
        workspace,
        step.found,
        operate,
        ("sync", "synced"),
        new_id=lambda: before.id,
        synced=step.by,
        dry_run=dry_run,
        writing=writing,
    )
