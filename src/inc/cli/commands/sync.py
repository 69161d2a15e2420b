"""`inc sync`: what is recorded here gets to the others, and what they recorded gets here."""

from typing import Annotated

import typer

from inc.cli import sync_answers, sync_standing, synchronizing
from inc.cli.here import here
from inc.cli.options import DryRun
from inc.cli.reading import Json
from inc.cli.session import current


def command(
    remote: Annotated[
        str,
        typer.Option("--remote", metavar="NAME", help="The remote; the usual one, unless told."),
    ] = "",
    status: Annotated[
        bool, typer.Option("--status", help="Say what is on one side only; ask nobody.")
    ] = False,
    branch: Annotated[
        str,
        typer.Option("--branch", metavar="NAME", help="Send it as this branch, to be proposed."),
    ] = "",
    accept_rewrite: Annotated[
        bool,
        typer.Option("--accept-rewrite", help="The remote was rewritten, and that was meant."),
    ] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Send what was recorded here, and bring what others recorded.

    Nobody has to resolve a conflict: what both sides wrote into one document is merged entry by
    entry and field by field. What was decided on the way is said, a line each.

    \b
    Examples:
      inc sync
      inc sync --status
      inc sync --branch from-alice
    """
    session = current()
    session.as_json, session.dry_run = as_json, dry_run
    if status:
        sync_standing.show(here(), remote)
        return
    session.is_write = session.is_wordless = True
    wishes = synchronizing.wishes(remote, branch, accepts_rewrite=accept_rewrite)
    workspace, synced = synchronizing.synced(wishes)
    delivery = synchronizing.proposed(workspace, synced)
    sync_answers.show(workspace, synced, delivery)
