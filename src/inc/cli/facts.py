"""An incident as programs get it: its front matter, its entries, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from inc.cli.receipts import entry_dict, summary_dict
from inc.domain import cadence, handoffs, ledger
from inc.domain.cadence import Promise
from inc.domain.ledger import Hypothesis
from inc.domain.tasks import ActionItem
from inc.domain.timeline import Entry
from inc.domain.times import iso
from inc.domain.view import View


def incident_dict(view: View) -> dict[str, Any]:
    """What a list says of it (`summary_dict`), and:

    - `entries`: the timeline, as a receipt has them
    - `handoffs` under way: role, from, to, why, status, offered_at, taken_at
    - `hypotheses`: id, at, by, text, state (open, set aside, confirmed, refuted), evidence,
      answered_at
    - `promises` of a next update: audience, at, kept_at, state (kept, missed, over, open)
    - `checklists` that have begun: title, done, all, open (the texts)
    - `action_items`: text, type, owner, due, priority, id, state, reason
    - `overrides` of a gate: entry, at, by, kind, reason

    Times are ISO 8601 in UTC, and null where there is none.
    """
    incident = view.incident
    return summary_dict(incident, view.now) | {
        "entries": [entry_dict(entry) for entry in incident.entries],
        "handoffs": list(_handoffs(view)),
        "hypotheses": [_hypothesis(one) for one in ledger.hypotheses(incident.entries)],
        "promises": [_promise(one, view.now) for one in cadence.promises(incident)],
        "checklists": view.checklists(),
        "action_items": [_action(one) for one in incident.actions],
        "overrides": [_override(*one) for one in view.overrides()],
    }


def _handoffs(view: View) -> Iterator[dict[str, Any]]:
    for one in handoffs.pending(view.incident.entries):
        yield {
            "role": one.role.value,
            "from": one.holder,
            "to": one.to,
            "why": one.why or None,
            "status": one.status or None,
            "offered_at": iso(one.offered_at),
            "taken_at": iso(one.taken_at) if one.taken_at else None,
        }


def _hypothesis(one: Hypothesis) -> dict[str, Any]:
    return {
        "id": one.entry.id or None,
        "at": iso(one.entry.at),
        "by": one.entry.author or None,
        "text": one.entry.text,
        "state": one.state,
        "evidence": ledger.verdict(one.answer).evidence if one.answer else None,
        "answered_at": iso(one.answer.at) if one.answer else None,
    }


def _promise(one: Promise, now: datetime) -> dict[str, Any]:
    state = "missed" if one.is_missed(now) else "kept" if one.kept_at else "open"
    state = "over" if one.is_over else state
    return {
        "audience": one.audience,
        "at": iso(one.at),
        "kept_at": iso(one.kept_at) if one.kept_at else None,
        "state": state,
    }


def _action(one: ActionItem) -> dict[str, Any]:
    return {name: value or None for name, value in one._asdict().items()}


def _override(entry: Entry, reason: str) -> dict[str, Any]:
    return {
        "entry": entry.id or None,
        "at": iso(entry.at),
        "by": entry.author or None,
        "kind": entry.kind.value,
        "reason": reason,
    }
