"""What people do while it burns: log, acknowledge, judge the severity."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from inc.domain import timeline, vocabulary
from inc.domain.incident import Change, Draft, Facts, Incident, change, record
from inc.domain.policy import Policy
from inc.domain.text import clean_block
from inc.domain.timeline import said
from inc.domain.vocabulary import Kind, Severity, Status
from inc.errors import Refused, UsageError

_SPOKEN: Final = {
    "theory": Kind.HYPOTHESIS,
    "hypothesis": Kind.HYPOTHESIS,
    "found": Kind.FINDING,
    "finding": Kind.FINDING,
    "need": Kind.NEED,
    "decision": Kind.DECISION,
    "alert": Kind.ALERT,
    "action": Kind.ACTION,
}
"""What responders say at the start of a line in the channel, and the kind that it makes."""


def spoken(text: str) -> tuple[Kind, str]:
    """The kind that the first word of a text chooses, and the text without that word.

    `Theory: …`, `Found: …`, `Need: …`, `Checking the logs`; anything else is a note.
    """
    if re.match(r"checking\s", text, re.IGNORECASE):
        return Kind.CHECKING, text
    word, colon, rest = text.partition(":")
    kind = _SPOKEN.get(word.strip().lower())
    if colon and kind is not None and rest.strip():
        return kind, clean_block(rest)
    return Kind.NOTE, text


def log(incident: Incident, facts: Facts, text: str, kind: Kind | None = None) -> Change:
    """Append an entry of any kind; kinds that end or begin something go the way of their verb."""
    if not text.strip():
        raise UsageError("there is nothing to log", hint="Say what happened: inc log TEXT")
    if kind is None:
        kind, text = spoken(text)
    if kind in _NOT_BY_HAND:
        raise UsageError(
            f"an entry of kind '{kind}' is made by its own command",
            hint=f"Use: inc {_NOT_BY_HAND[kind]}",
        )
    if kind is Kind.REOPENED:
        from inc.domain.operations import lifecycle  # 2 ms, for the checklists that ends wait for

        return lifecycle.reopen(incident, facts, text)
    timeline.check_text(kind, text)
    if kind is Kind.STATUS:
        _refuse_end(text)
    return _append(incident, facts, "log", [Draft(kind, text)])


def _refuse_end(text: str) -> None:
    """The status does not end an incident behind the back of what its verb asks for."""
    verb = {Status.RESOLVED: "resolve", Status.CLOSED: "close"}.get(
        vocabulary.status(timeline.value_and_reason(text)[0])
    )
    if verb:
        raise UsageError("an incident is not ended by its status", hint=f"Use: inc {verb}")


def acknowledge(incident: Incident, facts: Facts, text: str) -> Change:
    """Somebody has seen the alert and is on it."""
    return _append(incident, facts, "ack", [Draft(Kind.ACKNOWLEDGED, text or "Acknowledged")])


def set_severity(
    incident: Incident, facts: Facts, policy: Policy, severity: Severity, why: str
) -> Change:
    """Raise or lower the severity, with the reason; a worse one brings more to tick."""
    if incident.severity == severity:
        raise Refused(
            f"{incident.id} is {severity} already", hint="To say more about it: inc log TEXT"
        )
    from inc.domain import checklists  # a note needs none of them

    return change(
        incident,
        "severity",
        words=[f"severity {severity}"],
        added=record(incident.entries, facts, [Draft(Kind.SEVERITY, said(severity.value, why))]),
        boxes=checklists.all_begun(incident, severity, policy),
    )


def _append(
    incident: Incident,
    facts: Facts,
    operation: str,
    drafts: Sequence[Draft],
    words: Sequence[str] = (),
) -> Change:
    return change(incident, operation, words=words, added=record(incident.entries, facts, drafts))


_NOT_BY_HAND: Final = {
    Kind.RESOLVED: "resolve",
    Kind.CLOSED: "close",
    Kind.MITIGATED: "mitigate TEXT",
    Kind.CHECKED: "tick ITEM",
    Kind.HANDOFF: "handoff ROLE --to WHO",
    Kind.DECLARED: "declare TITLE",
    Kind.MERGED: "merge ID",
    Kind.LINKED: "link ID",
    Kind.CORRECTED: "reconcile (after editing the time in the document)",
}
