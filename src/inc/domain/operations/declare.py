"""Declare an incident: the first lines of its record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from inc.domain import checklists
from inc.domain.incident import FIELD_ORDER, Change, Draft, Facts, Incident, record
from inc.domain.policy import Policy
from inc.domain.timeline import Entry, fold, said
from inc.domain.vocabulary import Kind, Role, Severity
from inc.errors import UsageError


@dataclass(frozen=True)
class Declaration:
    """What is known when an incident is declared."""

    title: str
    severity: Severity
    text: str = ""
    impact: str = ""
    channel: str = ""
    services: Sequence[str] = ()
    tags: Sequence[str] = ()
    aliases: Sequence[str] = ()
    roles: Mapping[Role, Sequence[str]] = field(default_factory=dict)
    started: datetime | None = None
    detected: datetime | None = None
    drill: bool = False
    type: str = ""
    visibility: str = ""
    vendor: str = ""


def declare(name: str, declaration: Declaration, facts: Facts, policy: Policy) -> Change:
    """A new incident called `name`: an entry for each fact with a time, and its checklists."""
    _check_order(declaration, facts)
    entries = record((), facts, _drafts(declaration))
    created = Incident(name, _fields(name, declaration, entries), entries)
    words = ("declared", declaration.severity.value)
    boxes = checklists.begun("declare", declaration.severity, created.type, policy)
    return Change(name, "declare", words, tuple(entries), created=created, boxes=tuple(boxes))


def _check_order(declaration: Declaration, facts: Facts) -> None:
    started, detected = declaration.started, declaration.detected
    if started and started > facts.at:
        raise UsageError(
            f"it cannot have started ({started:%H:%M:%S}Z) after it was declared "
            f"({facts.at:%H:%M:%S}Z)",
            hint="Check --started and --at.",
        )
    if started and detected and detected < started:
        raise UsageError(
            "it cannot have been detected before it started",
            hint="Check --started and --detected.",
        )


def _drafts(declaration: Declaration) -> list[Draft]:
    drafts = []
    if declaration.started:
        drafts.append(Draft(Kind.STARTED, "Impact begins", declaration.started))
    if declaration.detected:
        drafts.append(Draft(Kind.DETECTED, "Detected", declaration.detected))
    text = said(declaration.severity.value, declaration.title)
    if declaration.text:
        text += "\n" + declaration.text
    drafts.append(Draft(Kind.DECLARED, text))
    for role, people in declaration.roles.items():
        drafts += [Draft(Kind.ROLE, f"{role.value} @{person}") for person in people]
    return drafts


def _fields(name: str, declaration: Declaration, entries: Sequence[Entry]) -> dict[str, Any]:
    known: dict[str, Any] = {"id": name, "title": declaration.title}
    for path, value in fold(entries).items():
        if len(path) == 1:
            known[path[0]] = value
        else:
            known.setdefault(path[0], {})[path[1]] = value
    known |= {
        "impact": declaration.impact,
        "services": list(declaration.services),
        "tags": list(declaration.tags),
        "channel": declaration.channel,
        "aliases": list(declaration.aliases),
        "drill": declaration.drill,
        "type": declaration.type,
        "visibility": declaration.visibility,
        "vendor": declaration.vendor,
    }
    return {key: known[key] for key in FIELD_ORDER if known.get(key)}
