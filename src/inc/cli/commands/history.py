"""`inc history`: who changed what, from git."""

from typing import Annotated

import typer

from inc.cli import output
from inc.cli.reading import IncidentOption, Json, JsonLines, Reference, open_incident
from inc.cli.writing import usable_policy
from inc.domain.times import iso, local, minute
from inc.store.layout import incident_path
from inc.vcs import history


def command(
    reference: Reference = None,
    incident: IncidentOption = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="Only the newest N.")
    ] = None,
    as_json: Json = False,
    as_jsonl: JsonLines = False,
) -> None:
    """Show who changed what in an incident and when it was committed, the newest first.

    \b
    Example:
      inc history checkout --limit 5
    """
    workspace, found = open_incident(reference, incident, as_json=as_json or as_jsonl, itself=True)
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
    zone = usable_policy(workspace).zone
    clock = minute if output.is_screen() else local
    rows = [
        [
            clock(commit.committed, zone),
            commit.oid[:8],
            commit.author,
            commit.subject.removeprefix(f"{found.id}: "),
        ]
        for commit in commits
    ]
    output.table(("COMMITTED", "COMMIT", "WHO", "WHAT"), rows)
