"""The words of incident response: one spelling is written, the ones people type are read."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final, TypeVar

from inc.errors import UsageError


class Severity(StrEnum):
    """How bad it is, SEV1 the worst."""

    SEV1 = "SEV1"
    SEV2 = "SEV2"
    SEV3 = "SEV3"
    SEV4 = "SEV4"


class Status(StrEnum):
    """Where the response stands. Mitigated is not a status: it is an entry and a time."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    CLOSED = "closed"

    @property
    def is_open(self) -> bool:
        """Whether people are still responding."""
        return self not in (Status.RESOLVED, Status.CLOSED)


class Role(StrEnum):
    """What somebody answers for during the response."""

    COMMANDER = "commander"
    TECH_LEAD = "tech_lead"
    COMMS_LEAD = "comms_lead"
    SCRIBE = "scribe"
    SME = "sme"
    RESPONDER = "responder"

    @property
    def holds_many(self) -> bool:
        """Whether several people hold it at once."""
        return self in (Role.SME, Role.RESPONDER)


class Kind(StrEnum):
    """What a timeline entry is. The list is closed; a process that needs a word adds it here."""

    STARTED = "started"
    DETECTED = "detected"
    ACKNOWLEDGED = "acknowledged"
    DECLARED = "declared"
    SEVERITY = "severity"
    STATUS = "status"
    ROLE = "role"
    HANDOFF = "handoff"
    NOTE = "note"
    FINDING = "finding"
    HYPOTHESIS = "hypothesis"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    ACTION = "action"
    CHECKING = "checking"
    NEED = "need"
    MITIGATED = "mitigated"
    ESCALATED = "escalated"
    CHECKED = "checked"
    UPDATE = "update"
    RUNBOOK = "runbook"
    ALERT = "alert"
    DECISION = "decision"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REOPENED = "reopened"
    LINKED = "linked"
    MERGED = "merged"
    CORRECTED = "corrected"


class Audience(StrEnum):
    """Who a status update is for."""

    RESPONDERS = "responders"
    INTERNAL = "internal"
    EXECUTIVE = "executive"
    CUSTOMER = "customer"


class Link(StrEnum):
    """How one incident relates to another."""

    RELATED = "related"
    DUPLICATE_OF = "duplicate-of"
    CAUSED_BY = "caused-by"


class Strategy(StrEnum):
    """How a mitigation reduces the impact."""

    ROLLBACK = "rollback"
    FAILOVER = "failover"
    SCALE = "scale"
    DISABLE = "disable"
    RESTART = "restart"
    HOTFIX = "hotfix"
    TRAFFIC_SHIFT = "traffic-shift"
    CIRCUIT_BREAKER = "circuit-breaker"
    BLOCK = "block"
    MANUAL = "manual"


_Word = TypeVar("_Word", bound=StrEnum)

_STATUS_ALIASES: Final = {"mitigating": Status.IDENTIFIED, "open": Status.INVESTIGATING}
_ROLE_ALIASES: Final = {
    "ic": Role.COMMANDER,
    "incident_commander": Role.COMMANDER,
    "tl": Role.TECH_LEAD,
    "tech": Role.TECH_LEAD,
    "technical_lead": Role.TECH_LEAD,
    "comms": Role.COMMS_LEAD,
    "communications_lead": Role.COMMS_LEAD,
    "communication_lead": Role.COMMS_LEAD,
}
_AUDIENCE_ALIASES: Final = {
    "customers": Audience.CUSTOMER,
    "executives": Audience.EXECUTIVE,
    "exec": Audience.EXECUTIVE,
    "team": Audience.RESPONDERS,
}
_LINK_ALIASES: Final = {
    "duplicate": Link.DUPLICATE_OF,
    "dup": Link.DUPLICATE_OF,
    "caused": Link.CAUSED_BY,
    "related-to": Link.RELATED,
}


def severity(text: str) -> Severity:
    """Read `sev1`, `SEV-1`, `Sev 1` or `1`."""
    match = re.fullmatch(r"(?:sev)?[\s_-]*([1-4])", text.strip(), re.IGNORECASE)
    if match is None:
        raise _unknown("severity", text, Severity)
    return Severity(f"SEV{match[1]}")


def status(text: str) -> Status:
    """Read a status; `mitigating` is read as `identified`."""
    return _read("status", text, Status, _STATUS_ALIASES)


def role(text: str) -> Role:
    """Read a role or the short form people type: `ic`, `tl`, `comms`."""
    return _read("role", text, Role, _ROLE_ALIASES)


def role_name(text: str) -> str:
    """The name of a role, however people spell it; that of a role of their own as it is."""
    return _known(text, Role, _ROLE_ALIASES) or text


def spoken(role: str) -> str:
    """The name of a role as people say it: `tech lead`."""
    return role.replace("_", " ")


def kind(text: str) -> Kind:
    """Read the kind of an entry."""
    return _read("kind", text, Kind, {})


def audience(text: str) -> Audience:
    """Read an audience."""
    return _read("audience", text, Audience, _AUDIENCE_ALIASES)


def link(text: str) -> Link:
    """Read how two incidents relate."""
    return _read("link", text, Link, _LINK_ALIASES)


def strategy(text: str) -> Strategy:
    """Read how a mitigation works."""
    return _read("strategy", text, Strategy, {"feature-flag": Strategy.DISABLE})


def _read(what: str, text: str, words: type[_Word], aliases: dict[str, _Word]) -> _Word:
    found = _known(text, words, aliases)
    if found is None:
        raise _unknown(what, text, words)
    return found


def _known(text: str, words: type[_Word], aliases: dict[str, _Word]) -> _Word | None:
    for word in words:  # nearly always it is written as it should be
        if word == text:
            return word
    folded = text.strip().lower()
    known = {word.value.lower(): word for word in words} | aliases
    keys = (folded, re.sub(r"[\s-]+", "_", folded), re.sub(r"[\s_]+", "-", folded))
    return next((known[key] for key in keys if key in known), None)


def _unknown(what: str, text: str, words: type[StrEnum]) -> UsageError:
    import difflib  # only on the way to an error

    choices = [word.value for word in words]
    near = difflib.get_close_matches(text.strip().lower(), [c.lower() for c in choices], n=1)
    guess = f"Did you mean {near[0]}? " if near else ""
    article = "an" if what[0] in "aeiou" else "a"
    return UsageError(
        f"'{text}' is not {article} {what}", hint=f"{guess}One of: {', '.join(choices)}."
    )
