"""The rules, worst first, and what to make of what they find."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from inc.domain.nudges import people, record, response
from inc.domain.nudges.nudge import Case, Nudge, Rule

KEPT: Final = "words-kept"
"""The rule of the words that wait to be recorded; no incident knows of them."""

UNREADABLE: Final = "document-unreadable"
"""The rule of a document that nobody can read, and so nobody can judge."""

WENT_ON: Final = "merged-went-on"
"""The rule of an incident that was merged and went on; it takes two documents to see it."""

RULES: Final[dict[str, Rule]] = {
    "no-commander": people.no_commander,
    "unacknowledged": response.unacknowledged,
    "cause-too-early": record.cause_too_early,
    "update-due": response.update_due,
    "no-progress": response.no_progress,
    "handoff-waits": people.handoff_waits,
    "changes-at-once": response.changes_at_once,
    "theory-too-old": response.theory_too_old,
    "roles-apart": people.roles_apart,
    "commander-debugs": people.commander_debugs,
    "role-empty": people.role_empty,
    "commander-tired": people.commander_tired,
    "silent": response.silent,
    "responders-wait": response.responders_wait,
    "channel-missing": record.channel_missing,
    "items-open": record.items_open,
    "temporary-undocumented": record.temporary_undocumented,
    "green": response.green,
    "postmortem-due": record.postmortem_due,
    "postmortem-meeting": record.postmortem_meeting,
    "action-overdue": record.action_overdue,
    "not-closed": record.not_closed,
    "runbook-used": record.runbook_used,
    "channel-kept": record.channel_kept,
    "detected-missing": record.detected_missing,
}
"""Each rule and its function, worst first."""

_RANKS: Final = {name: rank for rank, name in enumerate((KEPT, UNREADABLE, WENT_ON, *RULES))}


def found(case: Case, rules: Sequence[str] = tuple(RULES)) -> list[Nudge]:
    """What the rules find about an incident, what is still to come among it, in no order."""
    if case.incident.fields.get("merged_into"):
        return []  # the incident it was merged into is the one that people look after
    off = case.policy.value("nudges", "off")
    asked = (name for name in rules if name not in off)
    return [nudge._replace(rule=name) for name in asked for nudge in RULES[name](case)]


def urgency(nudge: Nudge, severity: str, now: datetime) -> tuple[bool, int, str, datetime]:
    """What sorts nudges, worst first: overdue, by rule, by severity, by how long."""
    return (not nudge.is_overdue(now), _RANKS[nudge.rule], severity or "~", nudge.since)


def current(case: Case, rules: Sequence[str] = tuple(RULES)) -> list[Nudge]:
    """What is due or wrong now in one incident, worst first."""
    now = [nudge for nudge in found(case, rules) if nudge.since <= case.now]
    return sorted(now, key=lambda nudge: urgency(nudge, case.severity, case.now))
