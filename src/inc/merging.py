"""Two documents made one and a stub, in one commit."""

from __future__ import annotations

from collections.abc import Callable

from inc.documents import incident_of
from inc.domain.incident import Facts, Incident
from inc.domain.operations import merge as operations
from inc.domain.policy import Policy
from inc.errors import IncError, Refused
from inc.store import layout
from inc.store.document import Document
from inc.store.stub import stub, without_way
from inc.vcs.memo import blob
from inc.workspace import Applied, Beside, Receipt, Workspace, Writing

_Was = tuple[Incident, Incident]


def merge(
    workspace: Workspace,
    this: str,
    other: str,
    facts: Callable[[Incident], Facts],
    policy: Policy,
    why: str,
    *,
    dry_run: bool,
    writing: Writing,
    beside: Beside = lambda _: (),
) -> list[Receipt]:
    """Join the other incident into this one: the receipts of this one and of the stub.

    What came to one that was merged before is taken over.
    """

    def join(into: Document, source: Document) -> list[Applied]:
        one, two = incident_of(this, into), incident_of(other, source)
        if _is_merged(workspace, one, two):
            from inc.domain.operations.merge_again import merge_again  # nearly never

            was = None if one.fields.get("merged_into") else _when_merged(workspace, this, other)
            joined, left = merge_again(one, two, was, facts(one), policy)
            into = without_way(into, this, str(one.fields.get("merged_into") or ""))
        else:
            joined, left = operations.merge(one, two, facts(one), policy, why)
        return [(joined, into.apply(joined)), (left, stub(source, left, this))]

    return workspace.rewrite_all(
        [this, other], join, dry_run=dry_run, writing=writing, beside=beside
    )


def _is_merged(workspace: Workspace, this: Incident, other: Incident) -> bool:
    """Whether the other was merged into this one, be it that this one was, too, into the other."""
    target = other.fields.get("merged_into")
    if not target or this.id == other.id:
        return False
    try:
        return workspace.governing(other.id) == this.id
    except Refused:
        return str(target) == this.id  # a circle


def _when_merged(workspace: Workspace, this: str, other: str) -> _Was | None:
    """The two incidents as the last merge left them; None where no commit says so."""
    from inc.vcs import history

    paths = [layout.incident_path(name) for name in (this, other)]
    wanted = {("Incident", this), ("Incident", other), (history.OPERATION, "merge")}
    for commit in history.changes(workspace.repository, workspace.in_repository(paths[1])):
        if wanted <= set(commit.trailers):
            return _as_of(workspace, commit.oid, this, other)
    return None


def _as_of(workspace: Workspace, commit: str, this: str, other: str) -> _Was | None:
    found = []
    for name in (this, other):
        path = layout.incident_path(name)
        data = blob(workspace.repository, commit, workspace.in_repository(path))
        try:
            found.append(incident_of(name, Document.parse(data or b"", path)))
            found[-1].list_of("tags")  # to meet what is wrong with its front matter here
        except IncError:
            return None
    return found[0], found[1]
