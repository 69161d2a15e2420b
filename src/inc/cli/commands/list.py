"""`inc list`: which incidents there are."""

from typing import Annotated

import typer

from inc.cli import listing, output
from inc.cli.completing_queries import complete_order
from inc.cli.here import usable_policy
from inc.cli.listing import Wanted
from inc.cli.query_options import (
    Commanders,
    Services,
    Severities,
    Since,
    Statuses,
    Tags,
    Until,
    Words,
)
from inc.cli.querying import Asked
from inc.cli.reading import Json, JsonLines, open_workspace
from inc.cli.session import current
from inc.errors import UsageError


def command(
    words: Words = None,
    everything: Annotated[
        bool, typer.Option("-a", "--all", help="Resolved and closed ones too.")
    ] = False,
    severity: Severities = None,
    status: Statuses = None,
    service: Services = None,
    tag: Tags = None,
    commander: Commanders = None,
    since: Since = None,
    until: Until = None,
    postmortem_due: Annotated[
        bool,
        typer.Option(
            "--postmortem-due", help="Ended ones whose postmortem is not published, and its date."
        ),
    ] = False,
    order: Annotated[
        str,
        typer.Option(
            "--sort",
            metavar="BY",
            help="By began, ended, severity, status, lasted, title or id.",
            autocompletion=complete_order,
        ),
    ] = "",
    is_reversed: Annotated[
        bool, typer.Option("-r", "--reverse", help="The last one first.")
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            metavar="COUNT",
            help="So many; 0 is all. On a terminal 50, unless told otherwise.",
        ),
    ] = None,
    fields: Annotated[
        str,
        typer.Option("--fields", metavar="A,B", help="Only these fields; --json=A,B does both."),
    ] = "",
    as_json: Json = False,
    as_jsonl: JsonLines = False,
) -> None:
    """List incidents, the newest first; the open ones unless told otherwise.

    All are looked at with --all, and where the query says how they stand (status:, is:,
    resolved: …). A word that begins with a dash turns a filter round.

    With --postmortem-due the most urgent is the first.

    \b
    Examples:
      inc list
      inc list sev:1 service:checkout "connection pool"
      inc list is:ended lacks:postmortem -is:drill since:2026
      inc list --all --severity sev1 --since 2026-01 --sort lasted
      inc list --status closed --service checkout --jsonl
      inc list --all --json=id,severity,title
      inc list --postmortem-due
    """
    asked = Asked(
        *(words or (), severity or (), status or (), service or (), tag or (), commander or ()),
        since=since,
        until=until,
    )
    chosen = [name for one in fields.split(",") if (name := one.strip())]
    wanted = Wanted(everything, order, is_reversed, limit, chosen, as_json, as_jsonl)
    if postmortem_due:
        _show_owed(asked, wanted)
    else:
        listing.show(asked, wanted)


def _show_owed(asked: Asked, wanted: Wanted) -> None:
    """The postmortems that are owed, of the incidents that the query leaves."""
    from inc.cli import owed_postmortems

    if wanted.order or wanted.is_reversed or wanted.fields:
        raise UsageError(
            "the postmortems that are owed have an order and fields of their own",
            hint="Leave out --sort, --reverse and --fields.",
        )
    workspace = open_workspace(as_json=wanted.as_json or wanted.as_jsonl)
    policy, now = usable_policy(workspace), current().now
    names = listing.names(asked, workspace)
    every = owed_postmortems.owed(workspace, policy, output.finding)
    found = [one for one in every if names is None or one.incident.id in names]
    if wanted.limit:
        found = found[: listing.limit_of(wanted)]
    if wanted.as_json or wanted.as_jsonl:
        dicts = [owed_postmortems.as_dict(one, now) for one in found]
        output.as_jsonl(dicts) if wanted.as_jsonl else output.as_json({"postmortems": dicts})
    elif not found:
        output.talk("No postmortem is owed.")
    elif output.is_screen():
        rows = [owed_postmortems.seen(one, policy, now) for one in found]
        output.draw(("DUE", "POSTMORTEM", "SEV", "INCIDENT"), rows)
    else:
        output.fields(owed_postmortems.row(one, policy, now) for one in found)
