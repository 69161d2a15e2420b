"""What the commands about theories say of them: when to have tested one, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer

from inc.cli import at_once, receipts
from inc.cli.at_once import Warnings
from inc.cli.completing import complete_theory
from inc.cli.session import current
from inc.cli.writing import Write, usable_policy
from inc.domain import ledger
from inc.domain.incident import Change, Facts, Incident
from inc.domain.ledger import Hypothesis
from inc.domain.operations import hypotheses
from inc.domain.operations.hypotheses import short
from inc.domain.timeline import fold
from inc.domain.times import clock, words
from inc.domain.vocabulary import Kind, Status
from inc.workspace import Receipt, Workspace

Theory = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[THEORY]",
        help="Its number, words of it, its ^id, or last; the open one, when left out.",
        autocompletion=complete_theory,
    ),
]
"""The theory that a command is about."""


def judge(write: Write, kind: Kind, typed: Sequence[str]) -> None:
    """Record an answer to the theory that the words name; `-` among them is the evidence."""
    reference = " ".join(word for word in typed if word != "-")
    evidence, workspace = write.text([word for word in typed if word == "-"]), write.workspace()

    def operate(incident: Incident, facts: Facts) -> Change:
        about = hypotheses.find(incident, reference, current().typed_at)
        return hypotheses.answer(incident, facts, about, kind, evidence)

    advise = _after_confirming if kind is Kind.CONFIRMED else _after_refuting
    warn = None if kind is Kind.CONFIRMED else _unknown_again
    write.record(operate, workspace, lambda receipt: advise(receipt, workspace), warn)


def to_test(receipt: Receipt, workspace: Workspace) -> list[str]:
    """When a theory that was just stated is to be tested."""
    theories, place = _stated(receipt)
    if theories[place].state != ledger.OPEN:  # stated late, so another one is open
        told = f"inc confirm {place + 1} -m EVIDENCE, or: inc refute {place + 1} -m EVIDENCE"
        return [f"Next: {told}"]
    usual = receipts.next_step(receipt, workspace)
    nudge = [f"Next: {usual}"] if usual.rule else []
    return [_time_box(theories[place].entry.at, workspace), *nudge]


def set_aside(receipt: Receipt) -> Warnings:
    """The theory that was left without an answer for the one that was just stated."""
    theories, place = _stated(receipt)
    before = theories[place - 1] if place else None
    if theories[place].state != ledger.OPEN or not before or before.state != ledger.SET_ASIDE:
        return Warnings()
    return at_once.said(
        "set-aside",
        f"Set aside without an answer: “{short(before.entry.first_line)}”. "
        f"If it is eliminated: inc refute {place} -m EVIDENCE",
    )


def _stated(receipt: Receipt) -> tuple[Sequence[Hypothesis], int]:
    """All theories, and the place of the one that was just stated."""
    (stated,) = receipt.change.added
    theories = ledger.hypotheses(receipt.entries)
    return theories, [one.entry for one in theories].index(stated)


def _time_box(stated: datetime, workspace: Workspace) -> str:
    limit = usable_policy(workspace).limit("hypothesis")
    answers = "inc confirm -m EVIDENCE, or: inc refute -m EVIDENCE"
    if limit is None:
        return f"Test it; then: {answers}"
    by, now = stated + limit, current().now
    when = clock(by, now, workspace.shown_zone)
    if by <= now:
        return f"Its time was up at {when} ({words(limit)}); now: {answers}"
    return f"Test it by {when} ({words(limit)}); then: {answers}"


def _after_confirming(receipt: Receipt, workspace: Workspace) -> list[str]:
    """To reduce the impact, and to say that the cause is known."""
    state = fold(receipt.entries)
    ways = [] if state.get(("mitigated_at",)) else ["inc mitigate TEXT --strategy HOW"]
    if state.get(("status",)) == Status.INVESTIGATING:
        ways.append("inc update --status identified")
    elif state.get(("status",)) != Status.IDENTIFIED or not ways:
        return [f"Next: {receipts.next_step(receipt, workspace)}"]
    return receipts.steps(receipt, workspace, "; the cause is known: ".join(ways))


def _after_refuting(receipt: Receipt, workspace: Workspace) -> list[str]:
    """The theory to test next."""
    theories = ledger.hypotheses(receipt.entries)
    waiting = hypotheses.next_one(theories)
    ours = "inc hypothesis TEXT"
    if waiting:
        what = f"“{short(waiting.entry.first_line)}” ({1 + theories.index(waiting)})"
        ours = f"test {what}, or another one: {ours}"
    return receipts.steps(receipt, workspace, ours)


def _unknown_again(receipt: Receipt) -> Warnings:
    """That a status which speaks of a known cause is out of date."""
    theories = ledger.hypotheses(receipt.entries)
    is_identified = fold(receipt.entries).get(("status",)) == Status.IDENTIFIED
    if not is_identified or any(one.state == ledger.CONFIRMED for one in theories):
        return Warnings()
    return at_once.said(
        "status-behind",
        "The status says that the cause is known: inc update --status investigating",
    )
