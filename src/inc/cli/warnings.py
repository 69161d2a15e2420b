"""What a change brought about that people should hear at once, before the next step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from inc.domain.vocabulary import Kind, Role
from inc.errors import IncError
from inc.workspace import Receipt, Workspace

_TOUCHES_PEOPLE = ("roles", "severity")


def at_once(receipt: Receipt, workspace: Workspace) -> Iterator[str]:
    """Handoffs that ended with a role given away, and roles of one person that are two people's."""
    change = receipt.change
    if not (change.created or any(path[0] in _TOUCHES_PEOPLE for path in change.fields)):
        return
    from inc.domain import handoffs, people  # a note needs neither, nor the policy

    added = {entry.id for entry in change.added}
    for offered, by in handoffs.ended(receipt.entries):
        if by.id in added and by.kind is Kind.ROLE:
            yield f"With this the handoff of {offered.role} to {offered.to} is over."
    before = [entry for entry in receipt.entries if entry.id not in added]
    with suppress(IncError, OSError):  # it is recorded; a broken setting has its own message
        yield from people.arisen(before, receipt.entries, workspace.policy)


def of_offer(receipt: Receipt, role: Role, to: str, workspace: Workspace) -> list[str]:
    """Roles that somebody would hold at once by a handoff, although they are two people's."""
    from inc.domain import people

    try:
        return people.would_arise(receipt.entries, role, to, workspace.policy)
    except (IncError, OSError):
        return []
