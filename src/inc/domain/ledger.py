"""Theories and changes, as a timeline tells them: a ledger that nobody has to keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from inc.domain.timeline import Entry, value_and_reason
from inc.domain.vocabulary import Kind, Status

OPEN: Final = "open"
SET_ASIDE: Final = "set aside"
CONFIRMED: Final = "confirmed"
REFUTED: Final = "refuted"

_ANSWERS: Final = (Kind.CONFIRMED, Kind.REFUTED)


class Hypothesis(NamedTuple):
    """A theory, and what became of it.

    `open` is the one that is being tested; one that nobody answered before the next was stated is
    `set aside`: not eliminated, but not being tested either.
    """

    entry: Entry
    state: str = OPEN
    answer: Entry | None = None

    @property
    def is_eliminated(self) -> bool:
        """Whether evidence speaks against it."""
        return self.state == REFUTED


class Verdict(NamedTuple):
    """What a confirming or refuting entry is about (an id, or nothing), and its evidence."""

    about: str
    evidence: str


def verdict_text(hypothesis: Entry, evidence: str) -> str:
    """The text of an entry that answers a hypothesis: what it said, its id, and the evidence."""
    quoted = f"“{hypothesis.first_line}” (^{hypothesis.id})"
    return f"{quoted}: {evidence}" if evidence else quoted


def verdict(entry: Entry) -> Verdict:
    """What an answering entry says; one that was written without a hypothesis is all evidence."""
    head, mark, rest = entry.text.partition("” (^")
    name, closed, evidence = rest.partition(")")
    if not (mark and closed and head.startswith("“")):
        return Verdict("", entry.text)
    return Verdict(name, evidence.removeprefix(":").strip())


def hypotheses(entries: Sequence[Entry]) -> list[Hypothesis]:
    """All theories in the order in which they were stated, with what became of each.

    An answer without a name is about the newest open one.
    """
    ordered = sorted(entries, key=lambda entry: entry.order)
    found: list[Hypothesis] = []
    for entry in ordered:
        if entry.kind is Kind.HYPOTHESIS:
            found.append(Hypothesis(entry))
        elif entry.kind in _ANSWERS:
            position = _answered(found, entry)
            if position is not None:
                found[position] = Hypothesis(found[position].entry, entry.kind.value, entry)
    newest = max((place for place, one in enumerate(found) if one.state == OPEN), default=-1)
    return [
        one._replace(state=SET_ASIDE) if one.state == OPEN and place != newest else one
        for place, one in enumerate(found)
    ]


def _answered(found: Sequence[Hypothesis], answer: Entry) -> int | None:
    about = verdict(answer).about
    for place in range(len(found) - 1, -1, -1):
        one = found[place]
        if (about and one.entry.id == about) or (not about and one.state == OPEN):
            return place
    return None


def is_cause_known(entries: Sequence[Entry]) -> bool:
    """Whether a cause was confirmed, or the status said so, and the incident was not reopened."""
    known = False
    for entry in sorted(entries, key=lambda entry: entry.order):
        if entry.kind is Kind.REOPENED:
            known = False
        elif entry.kind is Kind.CONFIRMED or _says_identified(entry):
            known = True
    return known


def _says_identified(entry: Entry) -> bool:
    return entry.kind is Kind.STATUS and value_and_reason(entry.text)[0] == Status.IDENTIFIED


# ------------------------------------------------------------------ changes

_LOOKED: Final = (Kind.FINDING, Kind.CONFIRMED, Kind.REFUTED, Kind.REOPENED, Kind.RESOLVED)
"""What people write when they have looked at what a change did."""


def running_changes(
    entries: Sequence[Entry], now: datetime, settles: timedelta | None
) -> list[Entry]:
    """The changes whose effect nobody can have seen yet, the oldest first.

    An `action` runs until somebody has written what came of it, or it has had its time to settle.
    A mitigation is the end of the actions before it; one without any is a change of its own.
    """
    if settles is None:
        return []
    running: list[Entry] = []
    for entry in sorted(entries, key=lambda entry: entry.order):
        if entry.kind in _LOOKED:
            running = []
        elif entry.kind is Kind.ACTION:
            running.append(entry)
        elif entry.kind is Kind.MITIGATED:
            began = any(one.kind is Kind.ACTION for one in running)
            running = [] if began else [*running, entry]
    return [entry for entry in running if now - entry.at < settles]


def changes(entries: Sequence[Entry]) -> Iterator[Entry]:
    """All changes made so far, in order: actions and mitigations."""
    ordered = sorted(entries, key=lambda entry: entry.order)
    return (entry for entry in ordered if entry.kind in (Kind.ACTION, Kind.MITIGATED))
