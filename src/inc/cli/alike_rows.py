"""Incidents that are like another one, as they are shown: to a person, in a pipe, to a program."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any, Final, NamedTuple

from inc.cli import output
from inc.documents import Documents
from inc.domain.likeness import CAUSE, Reason
from inc.domain.text import clean_line, shortened
from inc.domain.times import ago, iso, local
from inc.index.likeness import Alike
from inc.likeness.helping import Helped, helped, moment, said
from inc.store.layout import incident_path

_VALUES: Final = 6  # of one reason, on a screen
_LONGEST: Final = 160  # characters of what a person reads of one text


class Shown(NamedTuple):
    """An incident that is like another, and what helped in it."""

    alike: Alike
    helped: Helped

    @property
    def id(self) -> str:
        """The id of the incident."""
        return self.alike.incident.id


def shown(documents: Documents, found: list[Alike]) -> list[Shown]:
    """The same with what helped, from the documents."""
    return [Shown(one, helped(documents, one.incident, one.stage)) for one in found]


def why(reasons: tuple[Reason, ...]) -> str:
    """Why two are alike, in one line: `both: checkout; words: pool, exhausted`."""
    few = (one._replace(values=one.values[:_VALUES]) for one in reasons)
    return clean_line("; ".join(one.line for one in few))


def draw(one: Shown, now: datetime, zone: tzinfo) -> None:
    """An incident for a person, in a few lines."""
    incident = one.alike.incident
    began = moment(incident.began) if incident.began is not None else None
    when = f"{local(began, zone)[:10]} ({ago(began, now)})" if began else ""
    head = [incident.id, clean_line(incident.severity), when, _degree(one), *marks(one.alike)]
    output.say(output.wrapped("  ".join(part for part in head if part), rest="    "))
    for line in (_short(incident.title), why(one.alike.likeness.reasons), *_ended(one)):
        output.say(output.wrapped(f"  {clean_line(line)}", rest="    "))


def _degree(one: Shown) -> str:
    """How much it is like it: `73 %`."""
    return f"{round(100 * one.alike.likeness.score)} %"


def marks(one: Alike) -> list[str]:
    """What is special about it: an exercise, not for everybody, or not over."""
    incident = one.incident
    told = {
        "(drill)": incident.is_drill,
        "(restricted)": incident.is_restricted,
        "(open)": incident.is_open,
    }
    return [mark for mark, holds in told.items() if holds]


def _ended(one: Shown) -> list[str]:
    """What helped, how it ended, and where to read on."""
    told = one.helped
    lines = [f"mitigated by: {_short(told.line)}"] if told.line else []
    more = [
        f"cause: {_short(told.cause)}" if told.cause else "",
        f"resolved after {said(told.resolved_after)}" if told.resolved_after is not None else "",
        f"runbook: {', '.join(told.runbooks[:_VALUES])}" if told.runbooks else "",
        f"postmortem ({clean_line(one.alike.stage)}): {told.postmortem}" if told.postmortem else "",
    ]
    return [*lines, *filter(None, more)]


def _short(text: str) -> str:
    return shortened(clean_line(text), _LONGEST)


def row(one: Shown, zone: tzinfo) -> list[str]:
    """An incident for a pipe."""
    incident, told = one.alike.incident, one.helped
    began = local(moment(incident.began), zone) if incident.began is not None else ""
    title = " ".join([incident.title, *marks(one.alike)])
    about = [incident.id, incident.severity, began, _degree(one), title]
    reasons = "; ".join(reason.line for reason in one.alike.likeness.reasons)
    took = [told.mitigation.line, said(told.mitigated_after), said(told.resolved_after)]
    return [*about, reasons, *took, ", ".join(told.runbooks), told.postmortem]


def as_dict(one: Shown) -> dict[str, Any]:
    """An incident for a program."""
    incident, told, like = one.alike.incident, one.helped, one.alike.likeness
    return {
        "id": incident.id,
        "path": incident_path(incident.id),
        "title": incident.title,
        "severity": incident.severity,
        "status": incident.status,
        "is_open": incident.is_open,
        "is_drill": incident.is_drill,
        "is_restricted": incident.is_restricted,
        "began_at": iso(moment(incident.began)) if incident.began is not None else None,
        "score": round(like.score, 3),
        "is_convincing": like.is_convincing,
        "has_cause_in_common": like.shares(CAUSE),
        "reasons": [{"kind": reason.kind, "values": [*reason.values]} for reason in like.reasons],
        "mitigation": told.mitigation.done or None,
        "strategy": told.mitigation.strategy or None,
        "mitigated_after_seconds": told.mitigated_after,
        "resolved_after_seconds": told.resolved_after,
        "cause": told.cause or None,
        "runbooks": [*told.runbooks],
        "postmortem": told.postmortem or None,
    }
