"""What people do while it burns: log, acknowledge, update, assign, mitigate, link."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from inc.domain import timeline, vocabulary
from inc.domain.incident import Change, Draft, Facts, Incident, change, record
from inc.domain.operations import lifecycle
from inc.domain.policy import Policy
from inc.domain.text import clean_block, clean_line
from inc.domain.timeline import NEXT_UPDATE, NOBODY, Path, Value, said
from inc.domain.times import iso
from inc.domain.vocabulary import Audience, Kind, Link, Role, Severity, Status, Strategy
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
    verb = _VERBS.get(kind)
    if verb is not None:
        return verb(incident, facts, text)
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


class StatusUpdate(NamedTuple):
    """What an update tells its audience; every part may be missing."""

    text: str = ""
    audience: Audience = Audience.INTERNAL
    status: Status | None = None
    impact: str = ""
    known: str = ""
    doing: str = ""
    eta: str = ""
    workaround: str = ""
    next: datetime | None = None

    def lines(self) -> list[str]:
        """The text of its entry: the message first, then what is known, one line each."""
        told = (
            ("Status", self.status.value.capitalize() if self.status else ""),
            ("Impact", self.impact),
            ("Known", self.known),
            ("Doing", self.doing),
            ("ETA", self.eta),
            ("Workaround", self.workaround),
        )
        lines = [f"- {label}: {clean_line(text)}" for label, text in told if text]
        if self.next:
            lines.append(NEXT_UPDATE + iso(self.next))
        return [self.text, *lines] if self.text else ["Status update", *lines]


def update(incident: Incident, facts: Facts, policy: Policy, told: StatusUpdate) -> Change:
    """Tell an audience where things stand, and change the status and the impact with it."""
    lines = told.lines()
    if lines == ["Status update"]:
        raise UsageError(
            "the update says nothing",
            hint="Give text, --status, --impact, --known, --doing, --eta, --workaround or --next.",
        )
    fields: dict[Path, Value] = {("impact",): clean_line(told.impact)} if told.impact else {}
    ending = _with_status(incident, facts, policy, told)
    drafts = [*ending.drafts, Draft(Kind.UPDATE, "\n".join(lines), None, told.audience)]
    words = [*(["status " + told.status.value] if told.status else []), f"update {told.audience}"]
    return change(
        incident,
        "update",
        words=words,
        added=record(incident.entries, facts, drafts),
        fields={**fields, **ending.fields},
        boxes=ending.boxes,
    )


def _with_status(
    incident: Incident, facts: Facts, policy: Policy, told: StatusUpdate
) -> lifecycle.Ending:
    """What the status of an update brings with it; the gates of an end are those of its verb."""
    if told.status is None or told.status == incident.status:
        return lifecycle.Ending([], {}, [])
    if told.status is Status.RESOLVED:
        return lifecycle.resolution(incident, facts, policy, "resolved with an update")
    if told.status is Status.CLOSED:
        return lifecycle.closing(incident, facts, policy, "closed with an update")
    stated = Draft(Kind.STATUS, told.status.value)
    if incident.is_open:
        return lifecycle.Ending([stated], {}, [])
    back = lifecycle.reopening(incident, "reopened with an update")
    again = [] if told.status is Status.INVESTIGATING else [stated]
    return back._replace(drafts=[*back.drafts, *again])


def set_severity(incident: Incident, facts: Facts, severity: Severity, why: str) -> Change:
    """Raise or lower the severity, with the reason."""
    if incident.severity == severity:
        raise Refused(
            f"{incident.id} is {severity} already", hint="To say more about it: inc log TEXT"
        )
    drafts = [Draft(Kind.SEVERITY, said(severity.value, why))]
    return _append(incident, facts, "severity", drafts, words=[f"severity {severity}"])


def assign(
    incident: Incident, facts: Facts, role: Role, people: Sequence[str], why: str, *, remove: bool
) -> Change:
    """Give a role to people, or take it from them; roles that one person holds pass on."""
    held = incident.roles.get(role.value, [])
    if remove:
        drafts = [Draft(Kind.ROLE, said(text, why)) for text in _departures(role, people, held)]
    else:
        if len(people) > 1 and not role.holds_many:
            raise UsageError(
                f"one person is {role.value}, not {len(people)}",
                hint="Several people can be sme or responder.",
            )
        new = [person for person in people if person not in held]
        drafts = [Draft(Kind.ROLE, said(f"{role.value} @{person}", why)) for person in new]
    if not drafts:
        raise Refused(
            f"nothing to change: {role.value} is {', '.join(held) or NOBODY} already",
            hint="See who does what: inc show",
        )
    return _append(incident, facts, "assign", drafts, words=[f"role {role.value}"])


def _departures(role: Role, people: Sequence[str], held: Sequence[str]) -> list[str]:
    leaving = [person for person in held if not people or person in people]
    if not role.holds_many:
        return [f"{role.value} {NOBODY}"] if leaving else []
    return [f"{role.value} not @{person}" for person in leaving]


def mitigate(
    incident: Incident, facts: Facts, text: str, strategy: Strategy | None = None
) -> Change:
    """The impact is reduced; that is an entry and a time, not a status."""
    if not text.strip():
        raise UsageError(
            "what reduced the impact?", hint="inc mitigate 'rolled back to v41' --strategy rollback"
        )
    lifecycle.refuse_before_it_began(incident, facts, "mitigate")
    first, newline, rest = text.partition("\n")
    if strategy is not None:
        first = f"{first} ({strategy})".lstrip()
    return _append(incident, facts, "mitigate", [Draft(Kind.MITIGATED, first + newline + rest)])


def link(incident: Incident, facts: Facts, other: str, how: Link, why: str) -> Change:
    """Say how this incident relates to another one (or to an address on the web)."""
    link_text = f"{how} {other}"
    links = incident.list_of("links")
    if other == incident.id:
        raise UsageError("an incident cannot be linked to itself", hint="Name the other one.")
    if link_text in links:
        raise Refused(
            f"{incident.id} is linked as '{link_text}' already", hint="See its links: inc show"
        )
    drafts = [Draft(Kind.LINKED, said(link_text, why) if why else link_text)]
    return change(
        incident,
        "link",
        words=[f"linked {how}"],
        added=record(incident.entries, facts, drafts),
        fields={("links",): [*links, link_text]},
    )


def _append(
    incident: Incident,
    facts: Facts,
    operation: str,
    drafts: Sequence[Draft],
    words: Sequence[str] = (),
) -> Change:
    return change(incident, operation, words=words, added=record(incident.entries, facts, drafts))


_VERBS: Final = {
    Kind.REOPENED: lifecycle.reopen,
    Kind.MITIGATED: mitigate,
}
_NOT_BY_HAND: Final = {
    Kind.RESOLVED: "resolve",
    Kind.CLOSED: "close",
    Kind.CHECKED: "tick ITEM",
    Kind.HANDOFF: "handoff ROLE --to WHO",
    Kind.DECLARED: "declare TITLE",
    Kind.MERGED: "link ID --as duplicate-of",
    Kind.LINKED: "link ID",
    Kind.CORRECTED: "reconcile (after editing the time in the document)",
}
