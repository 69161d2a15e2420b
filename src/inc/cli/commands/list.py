"""`inc list`: which incidents there are."""

from typing import Annotated

import typer

from inc.cli import output, receipts
from inc.cli.completing import complete_severity, complete_status
from inc.cli.reading import open_workspace
from inc.cli.session import current
from inc.domain import vocabulary
from inc.domain.selection import Selection
from inc.domain.situation import duration
from inc.domain.times import local
from inc.domain.typed_times import parse_bound


def command(
    everything: Annotated[
        bool, typer.Option("-a", "--all", help="Resolved and closed ones too.")
    ] = False,
    severity: Annotated[
        list[str] | None,
        typer.Option("-s", "--severity", metavar="SEV", autocompletion=complete_severity),
    ] = None,
    status: Annotated[
        list[str] | None,
        typer.Option("--status", metavar="STATUS", autocompletion=complete_status),
    ] = None,
    service: Annotated[list[str] | None, typer.Option("--service", metavar="NAME")] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="TIME", help="7d, 2026-03, 2026-03-04 14:00.")
    ] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="TIME")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
    as_jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a line.")] = False,
) -> None:
    """List incidents, the newest first; the open ones unless told otherwise.

    \b
    Examples:
      inc list
      inc list --all --severity sev1 --since 2026-01
      inc list --status closed --service checkout --jsonl
    """
    workspace, now = open_workspace(as_json=as_json or as_jsonl), current().now
    zone = workspace.policy.zone
    selection = Selection(
        is_open=None if everything or status else True,
        severities=frozenset(vocabulary.severity(word).value for word in severity or []),
        statuses=frozenset(vocabulary.status(word).value for word in status or []),
        services=frozenset(word.casefold() for word in service or []),
        since=parse_bound(since, now=now, zone=zone, end=False) if since else None,
        until=parse_bound(until, now=now, zone=zone, end=True) if until else None,
    )
    found = [one for one in workspace.incidents(output.finding) if selection.takes(one)]
    if as_json or as_jsonl:
        dicts = [receipts.summary_dict(one, now) for one in found]
        output.as_jsonl(dicts) if as_jsonl else output.as_json({"incidents": dicts})
        return
    rows = [
        [
            one.id,
            one.severity,
            one.status,
            local(one.began, zone) if one.began else "",
            duration(one, now),
            ", ".join(one.roles.get("commander", [])),
            one.title,
        ]
        for one in found
    ]
    if rows:
        output.table(["ID", "SEV", "STATUS", "SINCE", "LASTED", "COMMANDER", "TITLE"], rows)
    else:
        output.talk("No incident is open." if selection.is_open else "No incident is like that.")
