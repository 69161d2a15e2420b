"""`inc history`: who changed what, from git."""

from typing import Annotated

import typer

from inc.cli import output
from inc.cli.completing import complete_incident
from inc.cli.reading import open_incident
from inc.domain.times import iso, local
from inc.store.layout import incident_path
from inc.vcs import history


def command(
    reference: Annotated[
        str | None, typer.Argument(metavar="[REF]", autocompletion=complete_incident)
    ] = None,
    incident: Annotated[str | None, typer.Option("-i", "--incident", metavar="REF")] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="Only the newest N.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
    as_jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a line.")] = False,
) -> None:
    """Show who changed what in an incident and when it was committed, the newest first.

    \b
    Example:
      inc history checkout --limit 5
    """
    workspace, found = open_incident(reference or incident, as_json=as_json or as_jsonl)
    path = workspace.in_repository(incident_path(found.id))
    commits = history.changes(workspace.repository, path, limit=limit)
    if as_json or as_jsonl:
        dicts = [
            {
                "commit": commit.oid,
                "author": commit.author,
                "email": commit.email,
                "committed_at": iso(commit.committed),
                "subject": commit.subject,
                "trailers": [list(pair) for pair in commit.trailers],
            }
            for commit in commits
        ]
        output.as_jsonl(dicts) if as_jsonl else output.as_json(
            {"incident": found.id, "commits": dicts}
        )
        return
    zone = workspace.policy.zone
    prefix = f"{found.id}: "
    output.table(
        ["COMMITTED", "COMMIT", "WHO", "WHAT"],
        [
            [
                local(commit.committed, zone),
                commit.oid[:8],
                commit.author,
                commit.subject.removeprefix(prefix),
            ]
            for commit in commits
        ],
    )
