"""`inc init`: make a workspace."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from inc import foundation
from inc.cli import output
from inc.cli.reading import Json
from inc.cli.session import current
from inc.domain.presets import DEFAULT, PRESETS
from inc.workspace import Writing


def command(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="Where; here without it.")
    ] = None,
    preset: Annotated[
        str,
        typer.Option("--preset", metavar="NAME", help=f"The policy: {', '.join(PRESETS)}."),
    ] = DEFAULT,
    forge: Annotated[
        str | None,
        typer.Option(
            "--forge",
            metavar="NAME",
            help="Whose files for pull requests: github, gitlab or none; as the remote is.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("-n", "--dry-run", help="Show what would be made; make nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Make a workspace here, and a git repository where there is none.

    With it comes what a forge reads: a workflow that runs inc check, the reviewer's list for pull
    requests, a form to report incidents. In this clone git is set to merge documents by what they
    say, and to remember what it saw of the files, which makes it faster. Safe to repeat: only what
    is missing is made, in one commit.

    \b
    Examples:
      inc init incidents-of-our-team
      inc init --preset management
    """
    session = current()
    session.as_json, session.dry_run = as_json, dry_run
    root = session.start / folder if folder else session.start
    workspace, made = foundation.found(root, dry_run=dry_run)
    edits = foundation.missing(workspace, preset, forge)
    writing = Writing("inc init", output.talk, session.detached_ok)
    commit = None if dry_run else foundation.make(workspace, edits, writing=writing)
    quicker = foundation.quicken(workspace, dry_run=dry_run)
    foundation.teach_to_merge(workspace, dry_run=dry_run)
    paths = [edit.path for edit in edits]
    if as_json:
        facts = {"command": "init", "workspace": str(workspace.root), "commit": commit}
        more = {"dry_run": dry_run, "made_repository": made, "git_made_faster_by": quicker}
        output.as_json(facts | more | {"paths": paths})
        return
    if not paths:
        output.say(f"{workspace.root} is a workspace already; nothing is missing.")
        _tell_quicker(quicker, dry_run=dry_run)
        return
    what = f"a {'git repository and a ' if made else ''}workspace in {workspace.root}"
    output.say(f"Made {what} ({commit[:8]})" if commit else f"Would make {what}")
    for path in paths:
        output.say(f"  {path}")
    _tell_quicker(quicker, dry_run=dry_run)
    if commit:
        output.talk('Next: inc declare "What is broken" -s sev2')


def _tell_quicker(settings: Sequence[str], *, dry_run: bool) -> None:
    if settings:
        done = "Would turn" if dry_run else "Turned"
        output.talk(f"{done} on in this clone, so that git is faster: {', '.join(settings)}")
