"""Which runbooks fit: an incident that begins, by service, alert and words; or words of a person.

All of it is substring search and sets of words, so that hostile text costs no more than its length.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from inc.domain.runbooks import Runbook

_LONGEST: Final = 1_000  # characters of a title and an impact that are looked at
_MOST_ALERTS: Final = 50
_SHORTEST: Final = 3  # letters of a word that tells something
_COMMON: Final = """
about after again alert all and any are but cannot customer customers degraded down error errors
fail failed failing fails failure failures few for from has have high huge impact incident increased
into issue issues its large latency low many more most not off out outage over problem problems rate
request requests runbook see service services slow some the their them they this timeout timeouts
too unavailable user users was were when while who with
"""
"""Words that stand in the title of every second incident."""
_TITLE: Final = 10  # what a word in the title weighs
_TEXT: Final = 5  # what the lines of a long text weigh together


class Symptoms(NamedTuple):
    """What is known when an incident begins: its services, the text and the words about it."""

    services: frozenset[str]
    text: str
    words: frozenset[str]

    @classmethod
    def of(cls, services: Iterable[str], *texts: str) -> Symptoms:
        """What the services and the texts of an incident tell."""
        text = " ".join(texts)[:_LONGEST].casefold()
        return cls(frozenset(one.casefold() for one in services), text, telling(text))

    @property
    def all(self) -> frozenset[str]:
        """Every word that a runbook which fits may have."""
        return self.words | self.services


def telling(text: str) -> frozenset[str]:
    """The words of a text that tell something, without the `s` of the plural."""
    common = _COMMON.split()
    found = (word for word in re.findall(r"[^\W_]+", text.casefold()) if word not in common)
    return frozenset(_single(word) for word in found if len(word) >= _SHORTEST)


def _single(word: str) -> str:
    is_plural = len(word) > _SHORTEST and word.endswith("s") and not word.endswith("ss")
    return word[:-1] if is_plural else word


def fits(runbook: Runbook, symptoms: Symptoms) -> int:
    """How well a runbook fits: an alert that is named, a service of its own, words; 0 for not."""
    score = 0
    for alert in runbook.alerts[:_MOST_ALERTS]:
        said = " ".join(alert.casefold().split())
        score += 8 if len(said) >= _SHORTEST and said in symptoms.text else 0
    score += 4 * sum(one.casefold() in symptoms.services for one in runbook.services)
    own = telling(
        " ".join([runbook.title, *runbook.alerts[:_MOST_ALERTS], *runbook.tags])[:_LONGEST]
    )
    about = telling(" ".join(runbook.services)[:_LONGEST])
    return score + 2 * len(own & symptoms.words) + len(about & symptoms.words)


def best(runbooks: Iterable[Runbook], symptoms: Symptoms, most: int) -> list[Runbook]:
    """The runbooks that fit best, at most so many."""
    found = [(fits(one, symptoms), one) for one in runbooks]
    found.sort(key=lambda pair: (-pair[0], pair[1].name))
    return [one for score, one in found[:most] if score]


# ------------------------------------------------------------------ words of a person


class Hit(NamedTuple):
    """A runbook that has the words: how well, and the line (from 1) that has most of them."""

    name: str
    words: int
    score: int
    number: int
    line: str

    @property
    def order(self) -> tuple[int, int, str]:
        """What sorts them, best first: how many of the words, where they stand."""
        return (-self.words, -self.score, self.name)


def search(name: str, lines: Sequence[str], body: int, words: Collection[str]) -> Hit | None:
    """Look for words (in small letters) in the lines of a runbook, whose text begins at `body`.

    A title weighs most, then services, alerts and tags, then headings, then the rest.
    """
    found = _among(words, name)
    told = list(_told(lines, body, words))
    if not (found or told):
        return None
    heavy = sum(weight * len(here) for _, weight, here in told if weight > 1)
    light = sum(len(here) for _, weight, here in told if weight == 1)
    shown = max(told, key=lambda one: one[1] * len(one[2]), default=(0, 0, set()))[0]
    score = _TITLE * len(found) + heavy + min(light, _TEXT)
    line = lines[shown].strip() if lines else ""
    return Hit(name, len(found.union(*(here for *_, here in told))), score, shown + 1, line)


def _told(
    lines: Sequence[str], body: int, words: Collection[str]
) -> Iterator[tuple[int, int, set[str]]]:
    """The lines that have some of the words, each with its weight and those words."""
    heading = _TITLE  # the first one is the title
    for number, line in enumerate(lines):
        weight = 1
        if number < body:
            weight = _TITLE if line.startswith("title:") else 5
        elif line.startswith("#"):
            weight, heading = heading, 3
        if here := _among(words, line):
            yield number, weight, here


def _among(words: Collection[str], text: str) -> set[str]:
    small = text.casefold()
    return {word for word in words if word in small}
