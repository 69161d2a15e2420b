"""Theories and changes, as a timeline tells them: a ledger that nobody has to keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final, NamedTuple

from inc.domain.text import shortened
from inc.domain.timeline import Entry, of_kinds, said, status_of
from inc.domain.vocabulary import Kind, Status, Strategy

OPEN: Final = "open"
SET_ASIDE: Final = "set aside"
CONFIRMED: Final = "confirmed"
REFUTED: Final = "refuted"

ANSWERS: Final = (Kind.CONFIRMED, Kind.REFUTED)
_REFERENCE: Final = "” (^"


class Hypothesis(NamedTuple):
    """A theory, what became of it, and the entries that say so, the last of which counts.

    `open` is the one that is being tested; one that nobody answered before the next was stated is
    `set aside`: not eliminated, but not being tested either.
    """

    entry: Entry
    state: str = OPEN
    answers: tuple[Entry, ...] = ()

    @property
    def answer(self) -> Entry | None:
        """The last entry that answers it."""
        return self.answers[-1] if self.answers else None

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
    return said(f"“{quoted(hypothesis.first_line)}{_REFERENCE}{hypothesis.id})", evidence)


def quoted(line: str) -> str:
    """A line as an answer quotes it: the first closing quote has to be that of the whole."""
    return line.replace("“", "‘").replace("”", "’")


def verdict(entry: Entry) -> Verdict:
    """What an answering entry says; one that was written without a hypothesis is all evidence."""
    head, mark, rest = entry.text.partition(_REFERENCE)
    name, closed, evidence = rest.partition(")")
    if not (mark and closed and head.startswith("“")):
        return Verdict("", entry.text)
    return Verdict(name, evidence.removeprefix(":").strip())


def with_evidence(answer: Entry, evidence: str, quotation: str = "") -> str:
    """The text of an answer with other evidence, about the same hypothesis as before.

    What the hypothesis said stays quoted, unless another quotation is given.
    """
    about = verdict(answer).about
    if not about:
        return evidence
    head = f"“{quotation}" if quotation else answer.text.partition(_REFERENCE)[0]
    return said(f"{head}{_REFERENCE}{about})", evidence)


def hypotheses(entries: Sequence[Entry]) -> list[Hypothesis]:
    """All theories in the order in which they were stated, with what became of each.

    An answer without a name is about the one that was open then. One with a name counts wherever
    it stands: people write late what they found early.
    """
    found: list[Hypothesis] = []
    early: list[Entry] = []
    for entry in of_kinds(entries, (Kind.HYPOTHESIS, *ANSWERS)):
        if entry.kind is Kind.HYPOTHESIS:
            if found and found[-1].state == OPEN:
                found[-1] = found[-1]._replace(state=SET_ASIDE)
            known = [one for one in early if verdict(one).about == entry.id]
            found.append(_answered(Hypothesis(entry), known))
        else:
            about = verdict(entry).about
            place = _meant(found, about)
            if place is not None:
                found[place] = _answered(found[place], [entry])
            elif about:
                early.append(entry)
    return found


def _meant(found: Sequence[Hypothesis], about: str) -> int | None:
    if not about:
        return len(found) - 1 if found and found[-1].state == OPEN else None
    return next((place for place, one in enumerate(found) if one.entry.id == about), None)


def _answered(one: Hypothesis, answers: Sequence[Entry]) -> Hypothesis:
    if not answers:
        return one
    return Hypothesis(one.entry, answers[-1].kind.value, (*one.answers, *answers))


def is_cause_known(entries: Sequence[Entry]) -> bool:
    """Whether a cause was confirmed, and not refuted since, or the status says that it is known.

    An incident that is investigated anew has no known cause.
    """
    overturned = [one for theory in hypotheses(entries) for one in _overturned(theory)]
    known = False
    for entry in of_kinds(entries, (Kind.STATUS, Kind.REOPENED, Kind.CONFIRMED)):
        status = status_of(entry) if entry.kind is Kind.STATUS else None
        if entry.kind is Kind.REOPENED or status is Status.INVESTIGATING:
            known = False
        elif entry.kind is Kind.CONFIRMED or status is Status.IDENTIFIED:
            known = known or entry not in overturned
    return known


def _overturned(theory: Hypothesis) -> Sequence[Entry]:
    return theory.answers if theory.is_eliminated else ()


# ------------------------------------------------------------------ changes

TEMPORARY: Final = "temporary"
CHANGES: Final = (Kind.ACTION, Kind.MITIGATED)
LOOKED: Final = (Kind.FINDING, *ANSWERS, Kind.REOPENED, Kind.RESOLVED)
"""What people write when they have looked at what a change did."""
_COUNTS: Final = ("", "", "Two", "Three", "Four", "Five")
_SHOWN: Final = 3  # changes in one sentence
_LONGEST: Final = 60  # characters of one of them


class Mitigation(NamedTuple):
    """The first line of a mitigation: what was done, and the marks behind it, in parentheses."""

    done: str
    strategy: str = ""
    is_temporary: bool = False

    @property
    def name(self) -> str:
        """What an action item calls it."""
        return self.done or self.strategy or "see the timeline"

    @property
    def line(self) -> str:
        """It as it is written: `restarted the pods (restart, temporary)`."""
        marks = [self.strategy, TEMPORARY if self.is_temporary else ""]
        told = ", ".join(mark for mark in marks if mark)
        return f"{self.done} ({told})".lstrip() if told else self.done


def mitigation(line: str) -> Mitigation:
    """Take the first line of a mitigation apart; parentheses of other words belong to its text."""
    done, opened, inside = line.rstrip().rpartition("(")
    marks = [mark.strip().lower() for mark in inside.removesuffix(")").split(",")]
    strategies = [mark for mark in marks if mark != TEMPORARY]
    is_marked = opened and inside.endswith(")") and set(Strategy).issuperset(strategies)
    if not is_marked or len(strategies) > 1:
        return Mitigation(line)
    return Mitigation(done.rstrip(), "".join(strategies), TEMPORARY in marks)


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
    for entry in of_kinds(entries, (*CHANGES, *LOOKED)):
        running = [one for one in running if entry.at - one.at < settles]
        if entry.kind in LOOKED:
            running = []
        elif entry.kind is Kind.ACTION:
            running.append(entry)
        elif entry.kind is Kind.MITIGATED:
            began = any(one.kind is Kind.ACTION for one in running)
            running = [] if began else [*running, entry]
    return [entry for entry in running if now - entry.at < settles]


def overlap(
    entries: Sequence[Entry], now: datetime, settles: timedelta | None, zone: tzinfo = UTC
) -> str:
    """What to say of several changes that run at the same time; nothing where there are not."""
    running = running_changes(entries, now, settles)
    if len(running) < 2:
        return ""
    count = _COUNTS[len(running)] if len(running) < len(_COUNTS) else str(len(running))
    told = [_shortly(entry, zone) for entry in running[:_SHOWN]]
    told += [f"and {len(running) - _SHOWN} more"] if len(running) > _SHOWN else []
    return (
        f"{count} changes are running at the same time: {'; '.join(told)}. "
        "You will not know which one helped."
    )


def _shortly(entry: Entry, zone: tzinfo) -> str:
    done = shortened(mitigation(entry.first_line).done, _LONGEST)
    who = f", @{entry.author}" if entry.author else ""
    return f"{done} ({entry.at.astimezone(zone):%H:%M}{who})"


def changes(entries: Sequence[Entry]) -> Iterator[Entry]:
    """All changes made so far, in order: actions and mitigations."""
    return iter(of_kinds(entries, CHANGES))
