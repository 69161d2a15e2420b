"""`inc next`: what is due or wrong now."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from inc import spool
from inc.cli import output
from inc.cli.keeping import folders
from inc.cli.naming import is_meant, with_name
from inc.cli.reading import IncidentOption, Json, Reference, open_workspace
from inc.cli.session import current
from inc.cli.writing import named_incident, one_of
from inc.documents import incident_of
from inc.domain.incident import Incident
from inc.domain.nudges import registry
from inc.domain.nudges.nudge import Case, Nudge
from inc.domain.nudges.record import postmortem_path
from inc.domain.times import ago, iso, local, read_iso
from inc.errors import IncError
from inc.store import layout
from inc.store.document import Document
from inc.workspace import Workspace

_OWING = timedelta(days=60)
"""For how long an incident that has ended is asked what it still owes."""


class About(NamedTuple):
    """A nudge and its incident; the words that wait to be recorded are about none."""

    nudge: Nudge
    incident: Incident | None = None


def command(
    reference: Reference = None,
    incident: IncidentOption = None,
    quiet: Annotated[
        bool, typer.Option("-q", "--quiet", help="Only what is overdue; nothing where nothing is.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Say what is due or wrong now, worst first, each with the command that answers it.

    All open incidents are asked, and those that ended in the last 60 days. Exits with 1 when
    something is overdue, so that cron and CI can use it.

    \b
    Examples:
      inc next
      inc next checkout --json
      inc next --quiet
    """
    workspace, now = open_workspace(as_json=as_json), current().now
    found = [*_kept(workspace), *_found(workspace, one_of(reference, incident))]
    due = sorted((one for one in found if one.nudge.since <= now), key=_urgency)
    if quiet:
        due = [one for one in due if one.nudge.is_overdue(now)]
    coming = registry.coming((one.nudge for one in found), now)
    due = _named(workspace, due)
    if as_json:
        output.as_json({"nudges": [_as_dict(one) for one in due], "coming": _coming(found, coming)})
    else:
        _show(due, workspace)
    if not (due or quiet):
        after = f" Next, {ago(coming.due or coming.since, now)}: {coming.text}" if coming else ""
        output.talk(f"Nothing is due.{after}")
    if any(one.nudge.is_overdue(now) for one in due):
        raise typer.Exit(1)


# ------------------------------------------------------------------ what is asked


def _found(workspace: Workspace, reference: str | None) -> Iterator[About]:
    """What the rules find, about one incident or about all that may owe something."""
    if reference:
        asked = iter([workspace.incident(named_incident(workspace, reference))])
    else:
        asked = _asked(workspace, current().now)
    policy = workspace.policy
    for incident in asked:
        begun = (workspace.root / postmortem_path(incident.id)).is_file()
        case = Case(incident, policy, current().now, has_postmortem=begun)
        yield from (About(nudge, incident) for nudge in registry.found(case))


def _asked(workspace: Workspace, now: datetime) -> Iterator[Incident]:
    """The incidents that may owe something; one that cannot be read is only reported."""
    for name in layout.incident_ids(workspace.root):
        try:
            document = workspace.document(name)
            if _may_owe(document, now):
                document.fields  # noqa: B018 - to meet what is wrong with it here
                yield incident_of(name, document)
        except IncError as error:
            output.finding(error)


def _may_owe(document: Document, now: datetime) -> bool:
    """Whether it is open or ended lately, found out without reading YAML: there are thousands."""
    if document.quick_status not in ("resolved", "closed"):
        return True
    days = re.findall(r"(?m)^(?:resolved|closed)_at:[ \t]+[\"']?(\d{4}-\d\d-\d\d)", document.block)
    return max(days, default="9") >= iso(now - _OWING)[:10]


def _kept(workspace: Workspace) -> Iterator[About]:
    """Words of this workspace that wait to be recorded."""
    waiting = [kept for _, kept in spool.waiting(folders(current()))]
    here = [kept for kept in waiting if Path(kept.folder).is_relative_to(workspace.root)]
    typed = [read_iso(kept.at) or current().now for kept in here]
    if typed:
        what = "1 command waits" if len(typed) == 1 else f"{len(typed)} commands wait"
        text = f"{what} to be recorded, typed {ago(min(typed), current().now)}"
        since = min(*typed, current().now)
        due = since - timedelta(seconds=1)  # nothing typed may be lost: at once
        yield About(Nudge(text, "inc retry", since, due, registry.KEPT))


# ------------------------------------------------------------------ what is said


def _urgency(one: About) -> tuple[object, ...]:
    severity = one.incident.severity if one.incident else ""
    return registry.urgency(one.nudge, severity, current().now)


def _named(workspace: Workspace, due: Sequence[About]) -> list[About]:
    """The commands with the incident they are for, where leaving it out would mean another."""
    concerned = {one.incident.id for one in due if one.incident}
    if len(concerned) == 1 and is_meant(workspace, *concerned):
        return list(due)
    return [_with_name(one) for one in due]


def _with_name(one: About) -> About:
    if one.incident is None:
        return one
    command = with_name(one.nudge.command, one.incident.id)
    return one._replace(nudge=one.nudge._replace(command=command))


def _show(due: Sequence[About], workspace: Workspace) -> None:
    if not output.is_screen():
        output.fields(_row(one, workspace) for one in due)
        return
    several = len({one.incident.id for one in due if one.incident}) > 1
    for one in due:
        text = one.nudge.text
        if several and one.incident:
            text = f"{one.incident.severity} {' '.join(one.incident.title.split())}: {text}"
        for line in (f"{_state(one):<8} {text}", f"{'':<8} {one.nudge.command}"):
            output.say(output.wrapped(line, rest=" " * 9))


def _state(one: About) -> str:
    if one.nudge.is_overdue(current().now):
        return "OVERDUE"
    return "due" if one.nudge.due else "now"


def _row(one: About, workspace: Workspace) -> list[str]:
    nudge, name = one.nudge, one.incident.id if one.incident else ""
    when = local(nudge.due or nudge.since, workspace.shown_zone)
    return [_state(one).lower(), when, name, nudge.rule, nudge.text, nudge.command]


def _coming(found: Sequence[About], coming: Nudge | None) -> dict[str, Any] | None:
    return next((_as_dict(one) for one in found if one.nudge is coming), None)


def _as_dict(one: About) -> dict[str, Any]:
    """A nudge for programs."""
    nudge = one.nudge
    return {
        "rule": nudge.rule,
        "incident": one.incident.id if one.incident else None,
        "text": nudge.text,
        "command": nudge.command,
        "since": iso(nudge.since),
        "due": iso(nudge.due) if nudge.due else None,
        "overdue": nudge.is_overdue(current().now),
    }
