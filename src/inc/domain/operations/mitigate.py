"""Mitigations: the impact is less, and what was done for the time being has to go again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from inc.domain import checklists, ledger, vocabulary
from inc.domain.days import typed_day
from inc.domain.identifiers import mint
from inc.domain.incident import Change, Draft, Facts, Incident, change, record
from inc.domain.ledger import Mitigation
from inc.domain.operations import lifecycle
from inc.domain.policy import NONE, Policy
from inc.domain.tasks import OPEN, ActionItem, Box, folded, same_item
from inc.domain.times import iso
from inc.domain.vocabulary import Kind, Strategy
from inc.errors import Refused, UsageError

RISKS: Final = "The strategies and their risks: inc mitigate --strategies"


def mitigate(
    incident: Incident,
    facts: Facts,
    policy: Policy,
    text: str,
    strategy: Strategy | None = None,
    *,
    temporary: bool = False,
    owner: str = "",
    due: str = "",
) -> Change:
    """The impact is reduced; that is an entry and a time, not a status.

    A temporary mitigation brings the action item to remove it.
    """
    lifecycle.refuse_before_it_began(incident, facts, "mitigate")
    _refuse_after_the_end(incident, facts)
    told, rest = _read(text, strategy, temporary)
    if (owner or due) and not told.is_temporary:
        raise UsageError(
            "only a temporary mitigation has an action item with an owner and a date",
            hint="Add --temporary.",
        )
    (entry,) = record(incident.entries, facts, [Draft(Kind.MITIGATED, told.line + rest)])
    still_open = [one for one in incident.actions if one.state == OPEN]
    removals = []
    if told.is_temporary and (owner or due or not _is_planned(told.name, still_open)):
        name = mint(facts.now, entry.id, facts.entropy())
        day = _due(due, facts, policy)
        removals.append(_removal(told.name, owner or facts.author, day, name))
    boxes = _checklists(incident, policy)
    return change(incident, "mitigate", added=[entry], boxes=boxes, actions=removals)


def _refuse_after_the_end(incident: Incident, facts: Facts) -> None:
    """Raise Refused for a mitigation of what is over; one that was written down late is none."""
    ended = incident.ended
    if ended and facts.at > ended:
        raise Refused(
            f"{incident.id} is {incident.status} since {iso(ended)}, so nothing is to be mitigated",
            hint="If it was before that: --at TIME. If it is back: inc reopen -m WHY",
        )


def read_strategy(typed: str) -> Strategy:
    """Read a strategy; an error says where its risks are told."""
    try:
        return vocabulary.strategy(typed)
    except UsageError as error:
        raise UsageError(error.what, hint=f"{error.hint}\n{RISKS}") from None


def _read(text: str, strategy: Strategy | None, temporary: bool) -> tuple[Mitigation, str]:
    """The first line with its marks, typed ones not doubled, and what follows it."""
    if not text.strip():
        hint = f"inc mitigate 'rolled back to v41' --strategy rollback\n{RISKS}"
        raise UsageError("what reduced the impact?", hint=hint)
    first, newline, rest = text.partition("\n")
    told = ledger.mitigation(first)
    if strategy and told.strategy not in ("", strategy):
        told = Mitigation(first, "", told.is_temporary)
    marks = (strategy or told.strategy, temporary or told.is_temporary)
    return Mitigation(told.done, *marks), newline + rest


def _checklists(incident: Incident, policy: Policy) -> list[Box]:
    if not incident.is_open:  # a mitigation that was written down late
        return []
    return checklists.begun("mitigate", incident.severity, incident.type, policy, incident.boxes)


def _is_planned(mitigation: str, actions: Sequence[ActionItem]) -> bool:
    """Whether an action item removes that very mitigation already."""
    return any(same_item(one.text, f"{_REMOVE}{mitigation}") for one in actions)


_REMOVE: Final = "Remove the temporary mitigation: "


def is_removal(item: ActionItem) -> bool:
    """Whether an action item only takes a temporary mitigation away: nothing is learned by it."""
    return folded(item.text).startswith(folded(_REMOVE))


def _removal(mitigation: str, owner: str, due: str, name: str) -> ActionItem:
    return ActionItem(
        f"{_REMOVE}{mitigation}", type="mitigate", owner=owner, due=due, priority="P2", id=name
    )


def _due(typed: str, facts: Facts, policy: Policy) -> str:
    """The day on which it is due, on the calendar of the policy's zone."""
    there = facts.at.astimezone(policy.zone)
    if not typed:
        due = policy.deadline(there, policy.value("actions", "temporary_due") or NONE)
        return due.date().isoformat() if due else ""
    day = typed_day(typed, there, policy)
    if day < there.date():
        raise UsageError(
            f"{day} is before the mitigation ({there.date()}), so nothing can be due then",
            hint="Check --due and --at.",
        )
    return day.isoformat()
