"""Two documents made one and a stub, in one commit."""

from __future__ import annotations

from collections.abc import Callable

from inc.documents import incident_of
from inc.domain.incident import Facts, Incident
from inc.domain.operations import merge as operations
from inc.domain.policy import Policy
from inc.store.document import Document
from inc.store.stub import stub
from inc.workspace import Applied, Beside, Receipt, Workspace, Writing


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
    """Join the other incident into this one: the receipts of this one and of the stub."""

    def join(into: Document, source: Document) -> list[Applied]:
        one = incident_of(this, into)
        joined, left = operations.merge(one, incident_of(other, source), facts(one), policy, why)
        return [(joined, into.apply(joined)), (left, stub(source, left, this))]

    return workspace.rewrite_all(
        [this, other], join, dry_run=dry_run, writing=writing, beside=beside
    )
