"""Tick the lines of checklists: done, not done after all, or not for this incident."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from inc.domain import checklists
from inc.domain.checklists import EVIDENCE, RAN, SKIPPED, UNTICKED, Standing
from inc.domain.incident import Change, Draft, Facts, Incident, change, record
from inc.domain.policy import Policy
from inc.domain.tasks import DONE, NOT_APPLICABLE, OPEN, Box
from inc.domain.text import clean_line, fenced
from inc.domain.vocabulary import Kind
from inc.errors import Refused, UsageError


class Run(NamedTuple):
    """A command that was run in proof: its words, how it ended, and the end of what it printed."""

    command: str
    code: int
    output: str


def tick(
    incident: Incident,
    facts: Facts,
    policy: Policy,
    references: Sequence[str],
    *,
    evidence: str = "",
    run: Run | None = None,
    skip: str = "",
) -> Change:
    """Items are done, or do not apply for a reason; a run that failed is recorded and ticks none.

    An item that the record answers cannot be ticked.
    """
    items = [_asked(one) for one in _named(incident, facts, policy, references)]
    _refuse_as_it_is(items, NOT_APPLICABLE if skip else DONE)
    proof = _proof(evidence, run, skip)
    drafts = [Draft(Kind.CHECKED, "\n".join([f"{one.title}: {one.text}", *proof])) for one in items]
    if run is not None and run.code != 0:
        return change(
            incident,
            "tick",
            words=["check failed"],
            added=record(incident.entries, facts, drafts),
        )
    state = NOT_APPLICABLE if skip else DONE
    return _ticked(incident, facts, "tick", drafts, items, state, clean_line(skip))


def untick(
    incident: Incident, facts: Facts, policy: Policy, references: Sequence[str], why: str
) -> Change:
    """Items are not done after all."""
    items = [_asked(one) for one in _named(incident, facts, policy, references)]
    _refuse_as_it_is(items, OPEN)
    why = clean_line(why) or "not done after all"
    drafts = [Draft(Kind.CHECKED, f"{one.title}: {one.text}\n{UNTICKED}{why}") for one in items]
    return _ticked(incident, facts, "untick", drafts, items, OPEN, "")


def _ticked(
    incident: Incident,
    facts: Facts,
    operation: str,
    drafts: Sequence[Draft],
    items: Sequence[Standing],
    state: str,
    reason: str,
) -> Change:
    return change(
        incident,
        operation,
        words=[f"{operation}ed {len(items)}" if len(items) > 1 else f"{operation}ed"],
        added=record(incident.entries, facts, drafts),
        boxes=[Box(one.title, one.text, state, reason) for one in items],
    )


def _named(
    incident: Incident, facts: Facts, policy: Policy, references: Sequence[str]
) -> list[Standing]:
    items = checklists.standing(incident, policy, facts.at)
    found = [checklists.find(reference, items) for reference in references]
    return list(dict.fromkeys(found))


def _asked(one: Standing) -> Standing:
    if not one.computed:
        return one
    if one.is_open:
        hint = f"What answers it: {one.command}" if one.command else "It answers itself."
        hint = "Wait; it answers itself." if one.command == "wait" else hint
        raise Refused(f"'{one.text}' is answered by the record, not by a tick", hint=hint)
    raise Refused(f"'{one.text}' is done already, as the record says", hint="See: inc checklist")


def _refuse_as_it_is(items: Sequence[Standing], state: str) -> None:
    same = [one.text for one in items if one.state == state]
    if same and len(same) == len(items):
        what = {OPEN: "not ticked", DONE: "ticked already"}.get(state, "set aside already")
        raise Refused(f"'{same[0]}' is {what}", hint="See how it stands: inc checklist")


def _proof(evidence: str, run: Run | None, skip: str) -> list[str]:
    if skip and (evidence or run):
        raise UsageError(
            "an item that does not apply needs no evidence", hint="Give one of the two."
        )
    lines = [f"{SKIPPED}{clean_line(skip)}"] if skip else []
    if evidence:
        lines.append(f"{EVIDENCE}{clean_line(evidence)}")
    if run is not None:
        lines.append(f"{RAN}`{clean_line(run.command)}` (exit {run.code})")
        lines += [fenced(run.output)] if run.output.strip() else []
    return lines
