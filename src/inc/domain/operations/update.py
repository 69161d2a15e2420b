"""Telling an audience where things stand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from inc.domain.incident import Change, Draft, Facts, Incident, change, record
from inc.domain.operations import lifecycle
from inc.domain.policy import Policy
from inc.domain.text import clean_line, closed
from inc.domain.timeline import Path, Value
from inc.domain.times import iso
from inc.domain.update_text import EMPTY, LABELS, NEXT_UPDATE
from inc.domain.vocabulary import Audience, Kind, Status
from inc.errors import Refused, UsageError


class StatusUpdate(NamedTuple):
    """What an update tells its audience; every part may be missing.

    The last four are what customers are told after the end.
    """

    text: str = ""
    audience: Audience = Audience.INTERNAL
    status: Status | None = None
    impact: str = ""
    known: str = ""
    doing: str = ""
    eta: str = ""
    workaround: str = ""
    next: datetime | None = None
    happened: str = ""
    when: str = ""
    ended: str = ""
    prevents: str = ""

    def lines(self) -> list[str]:
        """The text of its entry: the message first, then what is known, one line each."""
        text = closed(self.text) if self.text else EMPTY
        return [text, *self._points()]

    @property
    def is_empty(self) -> bool:
        """Whether it tells nothing."""
        return not self.text and not any(self._points())

    def _points(self) -> Iterator[str]:
        if self.status:
            yield f"- Status: {self.status.value.capitalize()}"
        for field, label in LABELS.items():
            if said := clean_line(getattr(self, field)):
                yield f"- {label}: {said}"
        if self.next:
            yield NEXT_UPDATE + iso(self.next)


def update(
    incident: Incident, facts: Facts, policy: Policy, told: StatusUpdate, channel: str = ""
) -> Change:
    """Tell an audience where things stand, and change the status, impact and channel with it."""
    if told.is_empty and not channel:
        raise UsageError(
            "the update says nothing",
            hint="Give text, --status, --impact, --known, --doing, --eta, --workaround or --next; "
            "or fill in a form: -e",
        )
    ending = _with_status(incident, facts, policy, told)
    drafts = [*_channel(incident, channel, alone=told.is_empty), *ending.drafts, *_told(told)]
    status = [f"status {told.status.value}"] if told.status else []
    return change(
        incident,
        "update",
        words=["channel"] if told.is_empty else [*status, f"update {told.audience}"],
        added=record(incident.entries, facts, drafts),
        fields={**_fields(incident, told, channel), **ending.fields},
        boxes=ending.boxes,
    )


def _told(told: StatusUpdate) -> list[Draft]:
    if told.is_empty:
        return []
    return [Draft(Kind.UPDATE, "\n".join(told.lines()), None, told.audience)]


def _channel(incident: Incident, channel: str, *, alone: bool) -> list[Draft]:
    """The note of a new channel; the same one again is nothing to record."""
    name = clean_line(channel)
    if name != str(incident.fields.get("channel") or ""):
        return [Draft(Kind.NOTE, f"Channel: {name}")] if name else []
    if alone:
        raise Refused(f"the channel is {name} already", hint="See it: inc show")
    return []


def _fields(incident: Incident, told: StatusUpdate, channel: str) -> dict[Path, Value]:
    said = {"impact": clean_line(told.impact), "channel": clean_line(channel)}
    return {
        (name,): value
        for name, value in said.items()
        if value and value != clean_line(str(incident.fields.get(name) or ""))
    }


def _with_status(
    incident: Incident, facts: Facts, policy: Policy, told: StatusUpdate
) -> lifecycle.Ending:
    """What the status of an update brings with it; the gates of an end are those of its verb."""
    if told.status is None or told.status == incident.status:
        return lifecycle.Ending([], {}, [])
    if told.status is Status.RESOLVED:
        return lifecycle.resolution(incident, facts, policy, "resolved with an update")
    if told.status is Status.CLOSED:
        return lifecycle.closing(incident, facts, policy, "closed with an update")
    stated = Draft(Kind.STATUS, told.status.value)
    if incident.is_open:
        return lifecycle.Ending([stated], {}, [])
    back = lifecycle.reopening(incident, facts, "reopened with an update")
    again = [] if told.status is Status.INVESTIGATING else [stated]
    return back._replace(drafts=[*back.drafts, *again])
