"""Theories: state one, and say what the evidence speaks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from inc.domain.identifiers import recorded_at
from inc.domain.incident import Change, Draft, Facts, Incident, change, record
from inc.domain.ledger import OPEN, SET_ASIDE, Hypothesis, hypotheses, verdict_text
from inc.domain.operations.respond import spoken
from inc.domain.text import shortened
from inc.domain.times import iso
from inc.domain.vocabulary import Kind
from inc.errors import NotFound, Refused, UsageError

_VERBS: Final = {Kind.CONFIRMED: "confirm", Kind.REFUTED: "refute"}
_NAMING: Final = "Name one by its number or by words (the evidence goes behind -m):"
_LONGEST: Final = 60  # characters of a theory in a sentence about it


def state(incident: Incident, facts: Facts, text: str) -> Change:
    """A theory is stated; `Theory:` before it is what people type, and is left out."""
    kind, without = spoken(text)
    text = without if kind is Kind.HYPOTHESIS else text
    if not text.strip():
        raise UsageError(
            "what is the theory?", hint="inc hypothesis 'the connection pool is exhausted'"
        )
    added = record(incident.entries, facts, [Draft(Kind.HYPOTHESIS, text)])
    return change(incident, "hypothesis", added=added)


def answer(
    incident: Incident, facts: Facts, about: Hypothesis, kind: Kind, evidence: str
) -> Change:
    """Evidence speaks for a theory or against it; the last answer counts."""
    verb, stated = _VERBS[kind], about.entry
    if about.state == kind:
        raise Refused(
            f"“{short(stated.first_line)}” is {kind} already", hint="To say more: inc log TEXT"
        )
    if not evidence.strip():
        raise UsageError(
            f"what speaks {'for' if kind is Kind.CONFIRMED else 'against'} "
            f"“{short(stated.first_line)}”?",
            hint=f"inc {verb} {number(incident, about)} -m 'what was seen, and where'",
        )
    if not stated.id:
        raise Refused(
            "that theory was written by hand and has no id yet", hint="First: inc reconcile"
        )
    if facts.at < stated.at:
        raise UsageError(
            f"it was stated at {iso(stated.at)}; {kind} at {iso(facts.at)} is before that",
            hint=f"Check --at, or correct the first: inc amend {stated.id[-4:]} --at TIME",
        )
    added = record(incident.entries, facts, [Draft(kind, verdict_text(stated, evidence))])
    return change(incident, verb, added=added)


def number(incident: Incident, about: Hypothesis) -> int:
    """The number of a theory in the ledger; 1 is the first."""
    return 1 + [one.entry for one in hypotheses(incident.entries)].index(about.entry)


def find(incident: Incident, reference: str, typed_at: datetime | None = None) -> Hypothesis:
    """The theory that a number, a part of its id, `last` or unique words name.

    Without a reference it is the open one. NotFound, with what can be named, where it is unclear.
    """
    theories = hypotheses(incident.entries)
    found = _named(theories, reference)
    if not reference or reference == "last" or reference.isdecimal():
        _refuse_newer(theories, reference, typed_at)
    if len(found) == 1:
        return found[0]
    if not theories:
        raise NotFound("no theory was stated yet", hint="State it first: inc hypothesis TEXT")
    if not reference:
        what = "no theory is open"
    elif found:
        what = f"'{reference}' names {len(found)} theories"
    else:
        what = f"no theory is called '{reference}'"
    listed = [_listed(place, one) for place, one in enumerate(theories, 1)]
    raise NotFound(what, hint="\n".join([_NAMING, *listed]))


def _named(theories: Sequence[Hypothesis], reference: str) -> list[Hypothesis]:
    if not reference:
        return [one for one in theories if one.state == OPEN]
    if reference == "last":
        return list(theories[-1:])
    if reference.isdecimal() and 0 < int(reference) <= len(theories):
        return [theories[int(reference) - 1]]
    part = reference.removeprefix("^").lower()
    wanted = " ".join(reference.split()).casefold()
    said = [(one, " ".join(one.entry.text.split()).casefold()) for one in theories]
    return (
        [one for one in theories if one.entry.id == part]
        or [one for one, text in said if text == wanted]
        or [one for one, text in said if wanted in text or (part and part in one.entry.id)]
    )


def _refuse_newer(
    theories: Sequence[Hypothesis], reference: str, typed_at: datetime | None
) -> None:
    """Refuse to guess in a command that was typed before the newest theory was recorded."""
    newest = max((one.entry.id for one in theories), default="")
    if typed_at and newest and recorded_at(newest) > typed_at + timedelta(seconds=1):
        meant = f"'{reference}'" if reference else "the open theory"
        raise Refused(
            f"{meant} was another one when it was typed; newer ones were stated since",
            hint="Type it anew with words of the theory, then: inc retry --drop N",
        )


def _listed(place: int, one: Hypothesis) -> str:
    return f"{place}  {short(one.entry.first_line)} ({one.state})"


def next_one(theories: Sequence[Hypothesis]) -> Hypothesis | None:
    """The theory to test next: the open one, else the newest that was set aside."""
    waiting = [one for one in theories if one.state in (OPEN, SET_ASIDE)]
    return waiting[-1] if waiting else None


def short(text: str) -> str:
    """What a theory says, cut where it would fill the screen."""
    return shortened(text, _LONGEST)
