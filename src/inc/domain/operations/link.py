"""How incidents relate: say it, or take it back."""

from __future__ import annotations

from inc.domain.incident import Change, Draft, Facts, Incident, change, record
from inc.domain.repeats import CAUSES, folded
from inc.domain.timeline import Path, Value, said
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


def state_cause(incident: Incident, facts: Facts, word: str, why: str) -> Change:
    """Say what caused it, in a word that other incidents of that cause have too."""
    if not folded(word):
        raise UsageError(f"'{word}' names no cause", hint="One word: --cause connection-leak")
    key, causes = _causes(incident)
    if folded(word) in map(folded, causes):
        raise Refused(f"{incident.id} has the cause '{word}' already", hint="See it: inc show")
    text = said(f"cause {word}", why)
    return _changed(incident, facts, "linked cause", text, (key,), [*causes, word])


def take_cause_back(incident: Incident, facts: Facts, word: str, why: str) -> Change:
    """Take back what was said to have caused it."""
    key, causes = _causes(incident)
    left = [one for one in causes if folded(one) != folded(word)]
    if len(left) == len(causes):
        raise NotFound(f"{incident.id} has no cause '{word}'", hint="See its causes: inc show")
    text = said(f"not cause {word}", why)
    return _changed(incident, facts, "unlinked cause", text, (key,), left)


def _causes(incident: Incident) -> tuple[str, list[str]]:
    """The field that names its causes, and what stands there."""
    key = next((one for one in CAUSES if incident.list_of(one)), CAUSES[0])
    return key, incident.list_of(key)


def _linked(incident: Incident, facts: Facts, words: str, text: str, links: list[str]) -> Change:
    return _changed(incident, facts, words, text, ("links",), links)


def _changed(
    incident: Incident, facts: Facts, words: str, text: str, path: Path, values: list[str]
) -> Change:
    is_word = path[0] in CAUSES and len(values) < 2
    value: Value = (values[0] if values else None) if is_word else values
    return change(
        incident,
        "link",
        words=[words],
        added=record(incident.entries, facts, [Draft(Kind.LINKED, text)]),
        fields={path: value},
    )
