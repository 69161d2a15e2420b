"""What a change brought about that should be heard at once, before the next step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from inc.domain.vocabulary import Kind, Role
from inc.errors import IncError
from inc.workspace import Receipt, Workspace

_TOUCHES_PEOPLE = ("roles", "severity")
_APART = "roles-apart"


class Warnings(NamedTuple):
    """What should be read again in a change that stands: lines for people, facts for programs."""

    lines: Sequence[str] = ()
    facts: Sequence[Mapping[str, Any]] = ()


def together(found: Iterable[Warnings]) -> Warnings:
    """Several warnings as one."""
    all_of_them = list(found)
    return Warnings(
        [line for one in all_of_them for line in one.lines],
        [fact for one in all_of_them for fact in one.facts],
    )


def said(rule: str, text: str) -> Warnings:
    """A warning that is one sentence, for people and for programs."""
    return Warnings([text], [fact(rule, text)])


def fact(
    rule: str, text: str, words: str = "", line: int | None = None, column: int | None = None
) -> Mapping[str, Any]:
    """A warning for programs; what is about words says which, and where they stand, from 1."""
    return {"rule": rule, "text": text, "words": words or None, "line": line, "column": column}


def of_change(receipt: Receipt, workspace: Workspace) -> Iterator[Warnings]:
    """Handoffs that ended with a role given away, and roles of one person that are two people's."""
    change = receipt.change
    if not (change.created or any(path[0] in _TOUCHES_PEOPLE for path in change.fields)):
        return
    from inc.domain import handoffs, people  # a note needs neither, nor the policy

    added = {entry.id for entry in change.added}
    over = [
        offered
        for offered, by in handoffs.ended(receipt.entries)
        if by.id in added and by.kind is Kind.ROLE
    ]
    for offered in over:
        text = f"With this the handoff of {offered.role} to {offered.to} is over."
        yield said("handoff-over", text)
    before = [entry for entry in receipt.entries if entry.id not in added]
    text = people.replaced(before, receipt.entries)
    if text and change.operation == "assign" and not over:
        yield said("replaced", text)
    with suppress(IncError, OSError):  # it is recorded; a broken setting has its own message
        for text in people.arisen(before, receipt.entries, workspace.policy):
            yield said(_APART, text)


def of_offer(receipt: Receipt, role: Role, to: str, workspace: Workspace) -> Warnings:
    """Roles that somebody would hold at once by a handoff, although they are two people's."""
    from inc.domain import people

    with suppress(IncError, OSError):
        found = people.would_arise(receipt.entries, role, to, workspace.policy)
        return together(said(_APART, text) for text in found)
    return Warnings()
