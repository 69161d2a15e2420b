"""`inc next`: what is due or wrong now."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

import typer

from inc import journal
from inc.cli import output
from inc.cli.naming import is_meant, short, with_name
from inc.cli.owing import About, owed
from inc.cli.reading import IncidentOption, Json, Reference, open_workspace
from inc.cli.session import current
from inc.cli.writing import one_of
from inc.domain.nudges import registry
from inc.domain.text import shortened, visible
from inc.domain.times import ago, iso, local
from inc.store import layout
from inc.workspace import Workspace

_LONGEST = 30  # characters of a title that tells incidents apart


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
    _remind(workspace)
    if not quiet:
        _remind_of_unsent(workspace)
    found = owed(workspace, one_of(reference, incident))
    if not (found and quiet):
        output.tell_unseen(workspace.unseen())
    due = sorted((one for one in found if one.nudge.since <= now), key=_urgency)
    if quiet:
        due = [one for one in due if one.nudge.is_overdue(now)]
    due, coming = _named(workspace, due), _coming(found)
    if as_json:
        to_come = _as_dict(coming) if coming else None
        output.as_json({"nudges": [_as_dict(one) for one in due], "coming": to_come})
    else:
        _show(due, workspace)
    if not (due or quiet):
        after = f" Next, {ago(_moment(coming), now)}: {coming.nudge.text}" if coming else ""
        output.talk(f"Nothing is due.{after}")
    if any(one.nudge.is_overdue(now) for one in due):
        raise typer.Exit(1)


def _remind(workspace: Workspace) -> None:
    """Tell of a change that a killed command left; it takes no exit code, and no lock."""
    if journal.is_there(workspace.repository):
        from inc import recovery

        record = recovery.unfinished(workspace.repository)
        if record:
            output.talk(
                f"A command was cut off ({record.purpose or 'inc'}); the next one that writes "
                "finishes it, or: inc doctor --fix"
            )


def _remind_of_unsent(workspace: Workspace) -> None:
    """Tell of what others do not have yet; nobody is asked for it."""
    from inc.syncing import standing

    if not standing.is_even(workspace.repository):
        from inc.cli import sync_standing

        line = sync_standing.reminder(workspace)
        if line:
            output.talk(line)


def _urgency(one: About) -> tuple[object, ...]:
    severity = one.incident.severity if one.incident else ""
    return registry.urgency(one.nudge, severity, current().now)


def _coming(found: Sequence[About]) -> About | None:
    """What is the next to become due."""
    later = (one for one in found if one.nudge.since > current().now)
    return min(later, key=_moment, default=None)


def _moment(one: About) -> datetime:
    return one.nudge.due or one.nudge.since


def _named(workspace: Workspace, due: Sequence[About]) -> list[About]:
    """The commands with the incident they are for, where leaving it out would mean another."""
    concerned = {one.incident.id for one in due if one.incident}
    if len(concerned) == 1 and is_meant(workspace, *concerned):
        return list(due)
    names = {name: name for name in concerned}
    if output.is_screen() and not current().as_json:
        everyone = list(layout.incident_ids(workspace.root))
        names = {name: short(name, everyone) for name in concerned}
    return [_with_name(one, names) for one in due]


def _with_name(one: About, names: Mapping[str, str]) -> About:
    if one.incident is None:
        return one
    command = with_name(one.nudge.command, names[one.incident.id])
    return one._replace(nudge=one.nudge._replace(command=command))


def _show(due: Sequence[About], workspace: Workspace) -> None:
    if not output.is_screen():
        output.fields(_row(one, workspace) for one in due)
        return
    several = len({one.incident.id for one in due if one.incident}) > 1
    for one in due:
        text = one.nudge.text
        if several and one.incident:
            title = shortened(" ".join(one.incident.title.split()), _LONGEST)
            text = f"{one.incident.severity} {title}: {text}"
        output.say(output.wrapped(visible(f"{_state(one):<8} {text}"), rest=" " * 9))
        output.say(f"{'':<8} {one.nudge.command}")  # in one line, so that it can be copied


def _state(one: About) -> str:
    if one.nudge.is_overdue(current().now):
        return "OVERDUE"
    return "due" if one.nudge.due else "now"


def _row(one: About, workspace: Workspace) -> list[str]:
    nudge, name = one.nudge, one.incident.id if one.incident else ""
    when = local(_moment(one), workspace.shown_zone)
    return [_state(one).lower(), when, name, nudge.rule, nudge.text, nudge.command]


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
