"""Tick the lines of checklists: done, not done after all, or not for this incident."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from inc.domain import checklists
from inc.domain.checklists import BECAUSE, EVIDENCE, FAILED, RAN, SKIPPED, UNTICKED, Standing
from inc.domain.incident import Change, Draft, Facts, Incident, change, record
from inc.domain.policy import Policy
from inc.domain.tasks import DONE, NOT_APPLICABLE, OPEN, Box
from inc.domain.text import clean_line, clean_output, fenced
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
    items = check(incident, facts, policy, references, skip=skip)
    has_failed = run is not None and run.code != 0
    head = SKIPPED if skip else FAILED if has_failed else ""
    drafts = _drafts(items, head, _proof(evidence, run, skip))
    if has_failed:
        added = record(incident.entries, facts, drafts)
        return change(incident, "tick", words=["check failed"], added=added)
    state = NOT_APPLICABLE if skip else DONE
    return _ticked(incident, facts, "tick", drafts, items, state, clean_line(skip))


def check(
    incident: Incident, facts: Facts, policy: Policy, references: Sequence[str], *, skip: str = ""
) -> list[Standing]:
    """The items that are to be ticked; refused where one of them cannot be."""
    items = [one if skip else _asked(one) for one in _named(incident, facts, policy, references)]
    _refuse_as_it_is(items, NOT_APPLICABLE if skip else DONE)
    return items


def check_ticked(
    incident: Incident, facts: Facts, policy: Policy, references: Sequence[str]
) -> list[Standing]:
    """The items whose tick is to be taken back; refused where one has none."""
    items = _named(incident, facts, policy, references)
    items = [one if one.state == NOT_APPLICABLE else _asked(one) for one in items]
    _refuse_as_it_is(items, OPEN)
    return items


def untick(
    incident: Incident, facts: Facts, policy: Policy, references: Sequence[str], why: str
) -> Change:
    """Items are not done after all."""
    items = check_ticked(incident, facts, policy, references)
    because = [f"{BECAUSE}{clean_line(why)}"] if clean_line(why) else []
    drafts = _drafts(items, UNTICKED, because)
    return _ticked(incident, facts, "untick", drafts, items, OPEN, "")


def _drafts(items: Sequence[Standing], head: str, proof: Sequence[str]) -> list[Draft]:
    return [Draft(Kind.CHECKED, "\n".join([f"{head}{one.name}", *proof])) for one in items]


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
        hint = f"What answers it: {one.command}" if one.command else "It answers itself; wait."
        raise Refused(f"'{one.text}' is answered by the record, not by a tick", hint=hint)
    raise Refused(f"'{one.text}' is done already, as the record says", hint="See: inc checklist")


def _refuse_as_it_is(items: Sequence[Standing], state: str) -> None:
    same = [one.text for one in items if one.state == state]
    if same and len(same) == len(items):
        what = {OPEN: "not ticked", DONE: "ticked already"}.get(state, "set aside already")
        raise Refused(f"'{same[0]}' is {what}", hint="See how it stands: inc checklist")


def _ran(run: Run) -> str:
    """The command and how it ended; one of several lines, or with backticks, as a block."""
    command = clean_output(run.command)
    if "\n" in command or "`" in command:
        return f"{RAN}this (exit {run.code})\n{fenced(command)}"
    return f"{RAN}`{command}` (exit {run.code})"


def _proof(evidence: str, run: Run | None, skip: str) -> list[str]:
    if skip and (evidence or run):
        raise UsageError(
            "an item that does not apply needs no evidence", hint="Give one of the two."
        )
    lines = [f"{BECAUSE}{clean_line(skip)}"] if skip else []
    if evidence:
        lines.append(f"{EVIDENCE}{clean_line(evidence)}")
    if run is not None:
        lines.append(_ran(run))
        lines += [fenced(run.output)] if run.output.strip() else []
    return lines
