"""The form of an update in an editor: text ⇄ what is told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, Final, NamedTuple

from inc.domain import vocabulary
from inc.domain.incident import Incident
from inc.domain.operations.update import StatusUpdate
from inc.domain.policy import Policy
from inc.domain.situation import INSIDE, situation
from inc.domain.text import clean_block, clean_line, in_code
from inc.domain.times import iso, local
from inc.domain.typed_times import parse_deadline
from inc.domain.update_text import LABELS
from inc.domain.vocabulary import Audience, Status
from inc.errors import UsageError

_FIELDS: Final = {"Status": "status", "Next update": "next"} | {
    label: field for field, label in LABELS.items()
}
_LABELLED: Final = rf"(?i) {{0,3}}(?:[-*] )?({'|'.join(_FIELDS)})[ \t]*:[ \t]*(.*)"
_ONE_LINE: Final = ("status", "eta", "next")
# A comment of the form begins its line, so no value that stands behind a label is one.
_COMMENT: Final = r"(?m)^[ \t]*<!--"
_NO_PROMISE: Final = r"(?i)(?:none|-|as soon as .*)"

_OPENINGS: Final = {
    Status.IDENTIFIED: "We know what is wrong and are working on it.",
    Status.MONITORING: "Service is recovering, and we are watching it.",
    Status.RESOLVED: "This incident is resolved.",
    Status.CLOSED: "This incident is resolved.",
}


class Form(NamedTuple):
    """A form as it was saved: the message, and the labelled lines by the name of their field."""

    message: str
    values: Mapping[str, str]

    def current(self, first: Form, now: Form) -> Form:
        """It without the lines that nobody touched and that the record has changed since.

        `first` is what the record said then, and `now` what it says now. A promise is kept while
        there is one to make: it was read and saved.
        """
        moved = {
            field
            for field, value in first.values.items()
            if value != now.values.get(field) and not (field == "next" and field in now.values)
        }
        kept = {
            field: value
            for field, value in self.values.items()
            if field not in moved or value != first.values[field]
        }
        return self._replace(values=kept)

    def told(self, given: StatusUpdate, empty: Form, at: datetime, zone: tzinfo) -> StatusUpdate:
        """What is told: what the form says, and what was given for lines that it did not have.

        UsageError for a status or a time that cannot be read.
        """
        cleared = dict.fromkeys(empty.values, "")
        said: dict[str, Any] = {**cleared, **self.values}
        if "status" in said:
            said["status"] = vocabulary.status(said["status"]) if said["status"] else None
        if "next" in said:
            said["next"] = _promise(said["next"], at, zone)
        return given._replace(text=self.message, **said)


def template(incident: Incident, told: StatusUpdate) -> str:
    """The name of the form for an update."""
    is_end = _ends(incident, told) and told.audience is Audience.CUSTOMER
    return "update-resolution.md" if is_end else f"update-{told.audience}.md"


def _ends(incident: Incident, told: StatusUpdate) -> bool:
    return not told.status.is_open if told.status else not incident.is_open


def _readable(status: str) -> str:
    return status if status in set(Status) else ""


def facts(incident: Incident, policy: Policy, told: StatusUpdate, now: datetime) -> dict[str, Any]:
    """What a form is filled with: the values that hold now, and what was given instead."""
    zone = policy.zone_for(told.audience)
    known = situation(incident, told.audience, now, zone)
    theory = f"Current theory: {known['theory']}" if known["theory"] else ""
    given = {field: clean_line(getattr(told, field)) for field in LABELS}
    filled = {
        "happened": known["happened"] or known["impact"],
        "when": known["when"] or known["span"],
        "known": known["known"] or (theory if told.audience in INSIDE else ""),
        **{field: value for field, value in given.items() if value},
    }
    return {
        **known,
        **filled,
        "message": told.text or opening(incident, told.status),
        "status": (told.status or _readable(incident.status)).capitalize(),
        "is_open": not _ends(incident, told),
        "next": _shown(_next(incident, policy, told, now), now, zone),
        "guidance": [_in_comment(point) for point in _guidance(policy)],
        "mitigation": _in_comment(known["mitigation"]),
        "actions": [_in_comment(action.text) for action in incident.actions],
    }


def opening(incident: Incident, status: Status | None = None) -> str:
    """A sentence to begin with, from what the record says."""
    now = status or incident.status
    if now in _OPENINGS:
        return _OPENINGS[Status(now)]
    if incident.time("mitigated_at"):
        return "The impact is reduced, and we are still investigating."
    impact = clean_line(str(incident.fields.get("impact") or ""))
    return f"We are investigating an issue{f': {impact}' if impact else ''}".rstrip(".") + "."


def _guidance(policy: Policy) -> Sequence[str]:
    lists = [one for one in policy.all_checklists() if one.name == "customer"]
    return [item.text for one in lists for item in one.items]


def _in_comment(text: str) -> str:
    return clean_line(text).replace("--", "—")


def _next(incident: Incident, policy: Policy, told: StatusUpdate, now: datetime) -> datetime | None:
    if told.next:
        return told.next
    every = policy.cadence(incident.severity, told.audience)
    return now + every if every else None


def _shown(moment: datetime | None, now: datetime, zone: tzinfo) -> str:
    """A time to come as people type it: the shortest form that is read as the same time."""
    if moment is None:
        return ""
    moment = moment.replace(second=0)
    day, clock, *_ = local(moment, zone).split(" ")
    for shown in (clock, f"{day} {clock}"):
        try:
            if parse_deadline(shown, now=now, zone=zone) == moment:
                return shown
        except UsageError:
            continue
    return iso(moment)


def _promise(typed: str, at: datetime, zone: tzinfo) -> datetime | None:
    if not typed or re.fullmatch(_NO_PROMISE, typed):
        return None
    return parse_deadline(typed, now=at, zone=zone)


# ------------------------------------------------------------------ reading


def read(text: str) -> Form:
    """What a saved form says: comments are dropped, labelled lines are points."""
    message: list[str] = []
    values: dict[str, list[str]] = {}
    label = ""
    for line, is_code in _lines(text):
        match = None if is_code else re.fullmatch(_LABELLED, line)
        if match:
            field = _field(match[1])
            values.setdefault(field, []).append(match[2].strip())
            label = "" if field in _ONE_LINE else field
        elif label and line.strip() and not is_code:  # an editor broke the line, or it is long
            values[label].append(line.strip())
        else:
            label = ""
            message.append(line)
    said = {field: " ".join(filter(None, parts)) for field, parts in values.items()}
    return Form(clean_block("\n".join(message)), said)


def _field(label: str) -> str:
    return next(field for name, field in _FIELDS.items() if name.lower() == label.lower())


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """The lines without comments, each with whether it is code."""
    lines = clean_block(text.removeprefix("\ufeff")).split("\n")
    prose: list[str] = []
    for line, is_code in zip(lines, in_code(lines), strict=True):
        if not is_code:
            prose.append(line)
            continue
        yield from _without_comments(prose)
        prose = []
        yield line, True
    yield from _without_comments(prose)


def _without_comments(prose: Sequence[str]) -> Iterator[tuple[str, bool]]:
    if prose:
        left = _uncommented("\n".join(prose) + "\n")
        yield from ((line, False) for line in left.removesuffix("\n").split("\n"))


def _uncommented(text: str) -> str:
    """The text without comments; what follows one in its line stays, and so does an open one."""
    kept: list[str] = []
    done = 0
    for match in re.finditer(_COMMENT, text):
        if match.start() < done:
            continue
        end = text.find("-->", match.end())
        if end < 0:
            break
        kept.append(text[done : match.start()])
        newline = text.find("\n", end)
        is_whole = not text[end + 3 : newline].strip()
        done = newline + 1 if is_whole else end + 3
    return "".join([*kept, text[done:]])
