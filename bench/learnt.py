"""All there is to find in ten years: incidents with updates and labels, postmortems, runbooks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

import invent
from inc.domain.identifiers import slug
from invent import PEOPLE, Document, Facts, Moment, More, iso

RARE: Final = "zugzwang"
"""A word that three documents have: an incident, a postmortem and a runbook."""

STILL_OPEN: Final = 60
RUNBOOKS: Final = 40

_EACH: Final = 5  # of so many incidents one has a postmortem
_TAGS: Final = ("database", "latency", "deploy", "dns", "certificate", "queue", "cache", "network")
_TEAMS: Final = ("payments", "platform", "storefront", "data", "identity")
_CAUSES: Final = ("deployment", "capacity", "configuration", "dependency", "hardware", "expiry")
_UPDATES: Final = (
    "We see errors and are looking into it",
    "The cause is not known yet; a restart is being tried",
    "Errors are falling, we keep watching",
)
_KINDS: Final = ("Prevent", "Detect", "Mitigate", "Process")
_TASKS: Final = (
    "alert on the age of the oldest message",
    "rehearse the failover of {service} with the people on call",
    "limit the connections that one instance of {service} may take",
    "delete temporary files on {host} before the disk is full",
    "say in the runbook who may turn the importer off",
    "roll {service} out to one region first",
)
_PROSE: Final = (
    "On {host} the queue grew by {n} messages a minute, because nobody had told the consumers.",
    "The release {sha} changed the order in which {service} takes its locks.",
    "For {n} minutes the dashboards stayed green: they count requests, not answers.",
    "A retry without a limit turned {n} slow requests into {m} failing ones.",
    "The certificate of {host} had been renewed, but {service} reads it only when it starts.",
    "What helped was known to one person, who was asleep; it is in the runbook now.",
    "The backup of {host} began at the hour in which {service} has the most to do.",
    "Customers wrote {n} tickets, see TICKET-{m}; half of them named another page.",
    "We looked at the network first, since {service} had failed for that reason in the spring.",
    "Capacity was planned for {m} sessions, and nobody counted those of the mobile program.",
)


class _Place(NamedTuple):
    """Which documents have the rare word."""

    incident: int
    postmortem: int
    runbook: int


def documents(count: int) -> Iterator[Document]:
    """`count` incidents, a postmortem for a fifth of them, 40 runbooks; in order of time."""
    rare = _Place(count // 3, count // 2 // _EACH * _EACH, RUNBOOKS // 2)
    known: dict[int, Facts] = {}

    def more(number: int, began: datetime, facts: Facts) -> More:
        known[number] = facts
        return _more(number, began, facts, is_rare=number == rare.incident)

    for number, incident in enumerate(invent.documents(count, STILL_OPEN, more)):
        if not number:
            yield from (_runbook(n, incident.began, n == rare.runbook) for n in range(RUNBOOKS))
        yield incident
        facts = known.pop(number)
        if number % _EACH == 0 and (not facts.is_open or number == rare.postmortem):
            yield _postmortem(number, incident, facts, is_rare=number == rare.postmortem)


def _more(number: int, began: datetime, facts: Facts, *, is_rare: bool) -> More:
    """Labels for some, an update every half hour; the last promise of an open one is not kept."""
    chance = random.Random(number)
    fields = []
    if chance.random() < 0.6:
        fields.append(f"tags: [{', '.join(chance.sample(_TAGS, 2))}]")
    if chance.random() < 0.7:
        fields.append(f"team: {chance.choice(_TEAMS)}")
    if not facts.is_open and chance.random() < 0.5:
        fields.append(f"cause: {chance.choice(_CAUSES)}")
    moments, at = [], 10
    while at < min(facts.lasted, 120):
        text = chance.choice(_UPDATES)
        moments.append(Moment(at, "update", facts.commander, text, "internal", at + 30))
        at += chance.choice((25, 30, 30, 45))
    if facts.is_open and moments:
        promised = began + timedelta(minutes=moments[-1].promised or 0)
        fields.append(f'next_update_at: "{iso(promised)}"')
    if is_rare:
        moments.append(Moment(8, "note", facts.commander, f"{RARE}: whatever we do is wrong"))
    return More(fields, moments)


def _postmortem(number: int, of: Document, facts: Facts, *, is_rare: bool) -> Document:
    chance = random.Random(-number - 1)
    parts = [_paragraph(chance, facts) for _ in range(5)]
    if is_rare:
        parts[3] += f" It was a {RARE}."
    published = iso(of.began + timedelta(days=chance.randint(2, 9)))
    tasks = "\n".join(_tasks(number, of.began, facts, chance))
    text = f"""\
---
incident: {of.name}
title: {facts.title}
status: published
authors: [{facts.commander}, {chance.choice(PEOPLE)}]
published_at: "{published}"
---

# Postmortem: {facts.title}

## Summary

{parts[0]}

## Impact

{facts.impact}

## Root cause

{parts[1]}

{parts[2]}

## What went well

- {parts[3]}

## Action items

{tasks}

## Lessons learned

{parts[4]}
"""
    return Document(of.name, of.began, text, f"postmortems/{of.began:%Y/%m}/{of.name}.md")


def _tasks(number: int, began: datetime, facts: Facts, chance: random.Random) -> Iterator[str]:
    for each in range(chance.randint(2, 4)):
        due = began + timedelta(days=chance.randint(7, 60))
        is_done = chance.random() < 0.8
        done = f", done {due - timedelta(days=chance.randint(-9, 6)):%Y-%m-%d}" if is_done else ""
        what = _filled(chance.choice(_TASKS), chance, facts).capitalize()
        stated = f"P{chance.randint(0, 3)}, @{chance.choice(PEOPLE)}, by {due:%Y-%m-%d}{done}"
        kind = chance.choice(_KINDS)
        yield f"- [{'x' if is_done else ' '}] {kind}: {what} ({stated}) ^{_item_id(number, each)}"


def _item_id(number: int, each: int) -> str:
    """Five characters, another for each item."""
    return f"{number * 4 + each:05x}"


def _runbook(number: int, began: datetime, is_rare: bool) -> Document:
    chance = random.Random(f"runbook {number}")
    service = ("checkout", "order-service", "search", "payments", "login", "mail", "billing")
    tag = _TAGS[number % len(_TAGS)]
    title = f"{service[number % 7].capitalize()} and its {tag}"
    facts = Facts(
        title, "SEV2", (service[number % 7], service[(number + 1) % 7]), "", "bob", 0, False
    )
    steps = "\n".join(f"{n}. {_paragraph(chance, facts, 1)}" for n in range(1, 5))
    remark = f"\nBeware of the {RARE}.\n" if is_rare else ""
    text = f"""\
---
title: {title}
services: [{facts.services[0]}]
owner: {chance.choice(PEOPLE)}
tags: [{tag}]
---

# {title}

## Overview

{_paragraph(chance, facts)}
{remark}
## Mitigation steps

{steps}
"""
    name = f"{slug(title)}-{number}"
    return Document(name, began, text, f"runbooks/{name}.md")


def _paragraph(chance: random.Random, facts: Facts, sentences: int = 3) -> str:
    return " ".join(_filled(one, chance, facts) for one in chance.sample(_PROSE, sentences))


def _filled(text: str, chance: random.Random, facts: Facts) -> str:
    return text.format(
        service=chance.choice(facts.services),
        host=f"{chance.choice(_TAGS)}-{chance.randint(1, 400)}.example.com",
        n=chance.randint(2, 900),
        m=chance.randint(1_000, 90_000),
        sha=f"{chance.getrandbits(28):07x}",
    )
