"""What to say after a change: the one thing that is due or wrong, else the usual next step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from inc.domain.incident import Change, Incident
from inc.domain.nudges.nudge import Case
from inc.domain.nudges.registry import current
from inc.domain.policy import Policy
from inc.domain.timeline import Entry, Path, Value, fold
from inc.domain.vocabulary import Kind, Status

_FROM_ENTRIES: Final = (
    *("no-commander", "unacknowledged", "update-due", "no-progress", "handoff-waits"),
    *("changes-at-once", "theory-too-old", "roles-apart", "commander-debugs", "role-empty"),
    "commander-tired",
)
"""The rules that need the entries alone: a note does not read the front matter."""
_SAID_AT_ONCE: Final = (Kind.ROLE, Kind.SEVERITY, Kind.DECLARED)
"""After these the receipt itself says who has two roles."""


class Step(NamedTuple):
    """A command, and the nudge that it answers: its words and its rule, or nothing."""

    command: str
    reason: str = ""
    rule: str = ""

    def __str__(self) -> str:
        return f"{self.command} ({self.reason})" if self.reason else self.command


def step(
    change: Change,
    entries: Sequence[Entry],
    policy: Policy | None,
    now: datetime,
    *,
    is_heard: bool = True,
) -> Step:
    """What to do after a change: what is due or wrong as far as its entries tell, else the usual.

    Without a policy nobody can say what is due. To a person (`is_heard`) nothing is said twice.
    """
    state = fold(entries)
    if policy is not None:
        case = Case(_as_told(change.incident, entries, state), policy, now)
        rules = [name for name in _FROM_ENTRIES if not (is_heard and _is_said(name, change))]
        if not case.is_burning:
            rules.remove("role-empty")  # what comes next now is the end
        for nudge in current(case, rules)[:1]:
            return Step(nudge.command, nudge.text, nudge.rule)
    return Step(usual_step(state, change.operation))


def _is_said(rule: str, change: Change) -> bool:
    return rule == "roles-apart" and any(one.kind in _SAID_AT_ONCE for one in change.added)


def _as_told(name: str, entries: Sequence[Entry], state: Mapping[Path, Value]) -> Incident:
    """An incident as its entries tell it, without its front matter."""
    roles = {path[1]: value for path, value in state.items() if path[0] == "roles"}
    fields = {path[0]: value for path, value in state.items() if len(path) == 1}
    return Incident(name, {**fields, "roles": roles}, entries)


_AFTER_THE_END: Final = "inc next (what still follows); if it is back: inc reopen -m WHY"


def usual_step(state: Mapping[Path, Value], operation: str) -> str:
    """The command to type next, from what the timeline says."""
    status = state.get(("status",))
    if status == Status.CLOSED:
        return _AFTER_THE_END if operation == "close" else "inc show"
    if status == Status.RESOLVED:
        return "inc close"
    if status == Status.INVESTIGATING and not state.get(("mitigated_at",)):
        if not state.get(("acknowledged_at",)):
            return "inc ack"
        return "inc hypothesis TEXT, or what helps: inc mitigate TEXT"
    if not state.get(("mitigated_at",)):
        return "inc mitigate TEXT"
    if status != Status.MONITORING:
        return "inc update --status monitoring"
    return "inc resolve -m WHAT-WAS-VERIFIED"
