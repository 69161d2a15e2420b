"""The theories: what was tested, what came of it, and what nobody ever answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from inc.domain import ledger
from inc.domain.blocks.markdown import left_out, people, plain, table
from inc.domain.blocks.record import Record
from inc.domain.ledger import Hypothesis

_MOST: Final = 40  # rows
_STATES: Final = {ledger.OPEN: "never answered", ledger.SET_ASIDE: "set aside, never answered"}


def hypotheses(record: Record) -> str:
    """A table of all theories in the order in which they were stated."""
    theories = ledger.hypotheses(record.incident.entries)
    if not theories:
        return "No theory was recorded."
    lines = table(
        ("Stated", "Theory", "Became", "Evidence"),
        (_row(record, one) for one in theories[:_MOST]),
    )
    more = left_out(len(theories) - _MOST, record.way_to(record.incident.id))
    return "\n".join([*lines, *more])


def _row(record: Record, one: Hypothesis) -> Sequence[str]:
    by = f", {people([one.entry.author])}" if one.entry.author else ""
    answer = one.answer
    when = f" {record.when(answer.at, after=one.entry.at)}" if answer else ""
    evidence = plain(ledger.verdict(answer).evidence) if answer else ""
    return (
        record.when(one.entry.at) + by,
        plain(one.entry.first_line),
        _STATES.get(one.state, one.state) + when,
        evidence or "—",
    )
