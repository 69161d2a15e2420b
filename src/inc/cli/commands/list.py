"""`inc list`: which incidents there are."""

from datetime import UTC, datetime, tzinfo
from typing import Annotated

import typer

from inc.cli import output, owed_postmortems, receipts
from inc.cli.completing import complete_severity, complete_status
from inc.cli.reading import Json, JsonLines, open_workspace
from inc.cli.session import current
from inc.cli.writing import usable_policy
from inc.domain import vocabulary
from inc.domain.incident import Incident
from inc.domain.selection import Selection
from inc.domain.situation import duration
from inc.domain.times import local
from inc.domain.typed_times import parse_bound
from inc.errors import IncError
from inc.workspace import Workspace


def command(
    everything: Annotated[
        bool, typer.Option("-a", "--all", help="Resolved and closed ones too.")
    ] = False,
    severity: Annotated[
        list[str] | None,
        typer.Option(
            "-s",
            "--severity",
            metavar="SEV",
            help="Of that severity; repeatable.",
            autocompletion=complete_severity,
        ),
    ] = None,
    status: Annotated[
        list[str] | None,
        typer.Option(
            "--status",
            metavar="STATUS",
            help="Of that status, closed ones too; repeatable.",
            autocompletion=complete_status,
        ),
    ] = None,
    service: Annotated[
        list[str] | None,
        typer.Option("--service", metavar="NAME", help="That affect a service; repeatable."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="TIME", help="Began then or later: 7d, 2026-03, 14:00."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="TIME", help="Began before its end: 2026-03, yesterday."),
    ] = None,
    postmortem_due: Annotated[
        bool,
        typer.Option(
            "--postmortem-due", help="Ended ones whose postmortem is not published, and its date."
        ),
    ] = False,
    as_json: Json = False,
    as_jsonl: JsonLines = False,
) -> None:
    """List incidents, the newest first; the open ones unless told otherwise.

    With --postmortem-due the most urgent is the first.

    \b
    Examples:
      inc list
      inc list --all --severity sev1 --since 2026-01
      inc list --status closed --service checkout --jsonl
      inc list --postmortem-due
    """
    workspace, now = open_workspace(as_json=as_json or as_jsonl), current().now
    zone = usable_policy(workspace).zone
    selection = Selection(
        is_open=None if everything or status or postmortem_due else True,
        severities=frozenset(vocabulary.severity(word).value for word in severity or []),
        statuses=frozenset(vocabulary.status(word).value for word in status or []),
        services=frozenset(word.casefold() for word in service or []),
        since=parse_bound(since, now=now, zone=zone, end=False) if since else None,
        until=parse_bound(until, now=now, zone=zone, end=True) if until else None,
    )
    if postmortem_due:
        _show_owed(workspace, selection, as_json=as_json, as_jsonl=as_jsonl)
        return
    broken: list[IncError] = []
    found = [one for one in workspace.incidents(broken.append) if selection.takes(one)]
    for problem in broken:
        output.finding(problem)
    found.sort(key=lambda one: one.began or _LONG_AGO, reverse=True)
    if as_json or as_jsonl:
        dicts = [receipts.summary_dict(one, now) for one in found]
        output.as_jsonl(dicts) if as_jsonl else output.as_json({"incidents": dicts})
        return
    if not found:
        which = "is open" if selection.is_open else "is like that"
        output.talk(f"No incident {which}{' among those that can be read' if broken else ''}.")
    elif output.is_screen():
        output.draw(
            ("SEV", "STATUS", "LASTED", "IC", "INCIDENT"), [_seen(one, now) for one in found]
        )
    else:
        output.fields(_row(one, now, zone) for one in found)


def _show_owed(
    workspace: Workspace, selection: Selection, *, as_json: bool, as_jsonl: bool
) -> None:
    """The postmortems that are owed, of the incidents that the filters leave."""
    policy, now = usable_policy(workspace), current().now
    every = owed_postmortems.owed(workspace, policy, output.finding)
    found = [one for one in every if selection.takes(one.incident)]
    if as_json or as_jsonl:
        dicts = [owed_postmortems.as_dict(one, now) for one in found]
        output.as_jsonl(dicts) if as_jsonl else output.as_json({"postmortems": dicts})
    elif not found:
        output.talk("No postmortem is owed.")
    elif output.is_screen():
        rows = [owed_postmortems.seen(one, policy, now) for one in found]
        output.draw(("DUE", "POSTMORTEM", "SEV", "INCIDENT"), rows)
    else:
        output.fields(owed_postmortems.row(one, policy, now) for one in found)


_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def _seen(one: Incident, now: datetime) -> list[str]:
    """What a person needs to choose one: its title, and the id to name it by."""
    title = " ".join([*one.title.split(), *_marks(one)])
    return [one.severity, one.status, duration(one, now), _commander(one), f"{title}\n{one.id}"]


def _marks(one: Incident) -> list[str]:
    """What is special about it: an exercise, not for everybody, or a part of another one now."""
    target = one.fields.get("merged_into")
    marks = [
        "(drill)" if one.is_drill else "",
        "(restricted)" if one.is_restricted else "",
        f"(merged into {target})" if target else "",
    ]
    return [mark for mark in marks if mark]


def _row(one: Incident, now: datetime, zone: tzinfo) -> list[str]:
    began = local(one.began, zone) if one.began else ""
    state = [one.id, one.severity, one.status, began, duration(one, now)]
    return [*state, _commander(one), " ".join([one.title, *_marks(one)])]


def _commander(one: Incident) -> str:
    return ", ".join(one.roles.get("commander", []))
