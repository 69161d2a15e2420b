"""What reduced the impact, and what has to go again: the action items of the incident itself.

They are told as a list and not as task-list lines: an item stands once, and its box is in the
incident. What became of it is told there too, for that changes long after the postmortem was read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from inc.domain.blocks.markdown import left_out, link, people, plain
from inc.domain.blocks.record import Record
from inc.domain.conditions import is_documented
from inc.domain.ledger import mitigation
from inc.domain.tasks import ActionItem
from inc.domain.timeline import Entry, of_kinds
from inc.domain.vocabulary import Kind

_MOST: Final = 40  # of either


def mitigations(record: Record) -> str:
    """A line for each mitigation, with the item that takes it away; then the other items."""
    done = of_kinds(record.incident.entries, (Kind.MITIGATED,))
    lines = [line for one in done[:_MOST] for line in _mitigation(record, one)]
    lines += left_out(len(done) - _MOST, record.way_to(record.incident.id))
    if not done:
        lines.append("No mitigation was recorded.")
    return "\n".join([*lines, *_others(record, done[:_MOST])])


def _mitigation(record: Record, entry: Entry) -> Iterator[str]:
    told = mitigation(entry.first_line)
    by = f", {people([entry.author])}" if entry.author else ""
    how = f" ({told.strategy})" if told.strategy else ""
    yield f"- {record.when(entry.at)}{by}: {plain(told.name)}{how}"
    if told.is_temporary:
        items = [one for one in record.incident.actions if is_documented(told.name, [one])]
        yield from (f"  - Temporary: {_item(record, one)}" for one in items)
        if not items:
            yield "  - Temporary, and no action item says to take it away."


def _others(record: Record, done: Sequence[Entry]) -> Iterator[str]:
    """The items of the incident that are about none of these mitigations."""
    told = [mitigation(entry.first_line) for entry in done]
    temporary = [one.name for one in told if one.is_temporary]
    items = [
        item
        for item in record.incident.actions
        if not any(is_documented(name, [item]) for name in temporary)
    ]
    if items:
        where = link("in the incident", record.way_to(record.incident.id))
        yield from ("", f"Further action items that stand {where}:", "")
        yield from (f"- {_item(record, one)}" for one in items[:_MOST])
        yield from left_out(len(items) - _MOST, record.way_to(record.incident.id))


def _item(record: Record, item: ActionItem) -> str:
    """An item in words: whose it is, and by when."""
    told = [
        plain(item.priority),
        people([item.owner]) if item.owner else "nobody owns it",
        f"by {plain(item.due, 30)}" if item.due else "no day",
        link(f"^{item.id}", record.way_to(record.incident.id)) if item.id else "",
    ]
    return f"{plain(item.text)} — {', '.join(part for part in told if part)}"
