"""How long an incident took, between any two of the moments that its record knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from inc.domain.incident import Incident
from inc.domain.times import iso, words
from inc.domain.vocabulary import Kind

_FIELDS: Final = ("started", "detected", "acknowledged", "declared", "mitigated", "resolved")
_KINDS: Final = (
    *(Kind.STARTED, Kind.DETECTED, Kind.ALERT, Kind.ACKNOWLEDGED, Kind.DECLARED),
    *(Kind.MITIGATED, Kind.RESOLVED, Kind.CLOSED, Kind.REOPENED),
)
_FIRSTS: Final = ("started", "detected", "acknowledged", "declared", "alert", "reopened")
_MOST: Final = 40  # moments; nobody writes about more

BEGINNINGS: Final = ("started", "detected", "acknowledged", "declared")
"""The moments that the time until an end is counted from, the most usual first."""


class Span(NamedTuple):
    """The time between two moments, each with its name."""

    first: str
    since: datetime
    last: str
    until: datetime

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.until - self.since

    def told(self) -> str:
        """It as a sentence says it: `52 min (15:18–16:10 UTC, started to resolved)`."""
        one, other = iso(self.since), iso(self.until)
        if one[:10] == other[:10]:
            when = f"{one[11:16]}–{other[11:16]} UTC"
        else:
            when = f"{one[:10]} {one[11:16]} – {other[:10]} {other[11:16]} UTC"
        return f"{words(self.length)} ({when}, {self.first} to {self.last})"


def known(incident: Incident) -> list[Span]:
    """The spans between all moments of the record, the one of the whole incident first."""
    moments = _moments(incident)
    spans = [
        Span(first, since, last, until)
        for first, since in moments
        for last, until in moments
        if since < until
    ]
    whole = total(spans)
    return [whole, *(one for one in spans if one != whole)] if whole else spans


def between(spans: Sequence[Span], firsts: Sequence[str], lasts: Sequence[str]) -> list[Span]:
    """The spans from one of some moments to one of others, in the order of these words."""
    return [
        span
        for last in lasts
        for first in firsts
        for span in spans
        if span.first == first and span.last == last
    ]


def of_the_whole(spans: Sequence[Span]) -> list[Span]:
    """The spans from any beginning to an end: from when it was mitigated to its close is none."""
    lasts = {span.last for span in spans} & {"mitigated", "resolved"} or {"closed"}
    return [span for span in spans if span.first in _FIRSTS and span.last in lasts]


def total(spans: Sequence[Span]) -> Span | None:
    """The span of the whole incident: from its first beginning that is known to its end."""
    found = between(spans, BEGINNINGS, ("resolved", "mitigated", "closed"))
    ends = [span for span in found if found and span.last == found[0].last]
    return ends[0] if ends else None


def _moments(incident: Incident) -> list[tuple[str, datetime]]:
    stated = ((name, incident.time(f"{name}_at")) for name in (*_FIELDS, "closed"))
    found = [(name, moment) for name, moment in stated if moment]
    entries = [(one.kind.value, one.at) for one in incident.entries if one.kind in _KINDS]
    return list(dict.fromkeys([*found, *entries]))[:_MOST]
