"""`inc history`: who changed what, from git."""

from typing import Annotated

import typer

from inc.cli import output
from inc.cli.reading import IncidentOption, Json, JsonLines, Reference, open_incident
from inc.cli.writing import usable_policy
from inc.domain.times import iso, local, minute
from inc.store.layout import incident_path, postmortem_path
from inc.vcs import history
from inc.vcs.history import CommitInfo
from inc.workspace import Workspace


def command(
    reference: Reference = None,
    incident: IncidentOption = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="Only the newest N.")
    ] = None,
    as_json: Json = False,
    as_jsonl: JsonLines = False,
) -> None:
    """Show who changed what in an incident and its postmortem, and when, the newest first.

    \b
    Example:
      inc history checkout --limit 5
    """
    workspace, found = open_incident(reference, incident, as_json=as_json or as_jsonl, itself=True)
    paths = [incident_path(found.id), postmortem_path(found.id)]
    own, other = (workspace.in_repository(path) for path in paths)
    commits = history.changes(workspace.repository, own, other, limit=limit)
    elsewhere = _only_in(workspace, other, own)
    if as_json or as_jsonl:
        dicts = [
            {
                "commit": commit.oid,
                "path": paths[commit.oid in elsewhere],
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
            _what(commit, found.id, is_elsewhere=commit.oid in elsewhere),
        ]
        for commit in commits
    ]
    output.table(("COMMITTED", "COMMIT", "WHO", "WHAT"), rows)


def _only_in(workspace: Workspace, path: str, other: str) -> set[str]:
    """The commits that changed a path, and not the other one."""
    oids = {one.oid for one in history.changes(workspace.repository, path)}
    return oids and oids - {one.oid for one in history.changes(workspace.repository, other)}


def _what(commit: CommitInfo, name: str, *, is_elsewhere: bool) -> str:
    """What a commit did, and to which document where it was the postmortem."""
    words = commit.subject.removeprefix(f"{name}: ")
    says_so = "postmortem" in words or not is_elsewhere
    return words if says_so else f"{words} (postmortem)"
