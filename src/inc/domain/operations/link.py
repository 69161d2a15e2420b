"""How incidents relate: say it, or take it back."""

from __future__ import annotations

from inc.domain.incident import Change, Draft, Facts, Incident, change, record
from inc.domain.timeline import said
from inc.domain.vocabulary import Kind, Link
from inc.errors import NotFound, Refused, UsageError


def link(incident: Incident, facts: Facts, other: str, how: Link, why: str) -> Change:
    """Say how this incident relates to another one (or to an address on the web)."""
    stated = f"{how} {other}"
    links = incident.list_of("links")
    if other == incident.id:
        raise UsageError("an incident cannot be linked to itself", hint="Name the other one.")
    if stated in links:
        raise Refused(
            f"{incident.id} is linked as '{stated}' already", hint="See its links: inc show"
        )
    return _linked(incident, facts, f"linked {how}", said(stated, why), [*links, stated])


def unlink(incident: Incident, facts: Facts, other: str, how: Link | None, why: str) -> Change:
    """Take a link back; without `how`, the one there is."""
    links = incident.list_of("links")
    found = [one for one in links if one.partition(" ")[2] == other or one == other]
    found = [one for one in found if how is None or one == f"{how} {other}"]
    if not found:
        raise NotFound(f"{incident.id} has no such link to {other}", hint="See its links: inc show")
    if len(found) > 1:
        raise UsageError(
            f"{incident.id} is linked to {other} in several ways: {'; '.join(found)}",
            hint="Say which one goes: --as HOW",
        )
    left = [one for one in links if one != found[0]]
    return _linked(incident, facts, "unlinked", said(f"not {found[0]}", why), left)


def _linked(incident: Incident, facts: Facts, words: str, text: str, links: list[str]) -> Change:
    return change(
        incident,
        "link",
        words=[words],
        added=record(incident.entries, facts, [Draft(Kind.LINKED, text)]),
        fields={("links",): links},
    )
