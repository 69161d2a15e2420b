"""`inc bundle`: an incident with its history in one file."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from inc import landing
from inc.carrying import packing
from inc.carrying.packing import Cargo, Wishes
from inc.cli import carried_answers, output
from inc.cli.reading import IncidentOption, Json, Reference, open_workspace
from inc.cli.session import current
from inc.cli.writing import named_incident, one_of
from inc.errors import Refused, UsageError
from inc.landing import Kind
from inc.workspace import Workspace

_KIND = Kind("a bundle", "../INCIDENT.bundle", lambda _: False)
_STREAM = "-"


def command(
    reference: Reference = None,
    incident: IncidentOption = None,
    out: Annotated[
        str,
        typer.Option("-o", "--out", metavar="FILE|-", help="Where to; INCIDENT.bundle, if none."),
    ] = "",
    since: Annotated[
        str,
        typer.Option("--since", metavar="REV", help="Only what came after a commit."),
    ] = "",
    postmortem: Annotated[
        bool,
        typer.Option("--with-postmortem/--without", help="With its postmortem, or without it."),
    ] = True,
    restricted: Annotated[
        bool,
        typer.Option("--restricted", help="Although it is restricted, or names what is."),
    ] = False,
    redacted: Annotated[
        bool,
        typer.Option("--redacted", help="Although its history has words that were redacted."),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file.")] = False,
    as_json: Json = False,
) -> None:
    """Write an incident with its whole history into one file, for people who cannot push here.

    It holds the document, its postmortem, the incidents that were merged into it, and the commits
    that changed them; nothing of other incidents. inc apply takes it in, and so does git fetch.

    \b
    Examples:
      inc bundle
      inc bundle checkout --out /tmp/checkout.bundle
      inc bundle checkout --since origin/main --out - > new.bundle
    """
    _refuse_screen(out, as_json=as_json)
    workspace = open_workspace(as_json=as_json)
    name = named_incident(workspace, one_of(reference, incident))
    place = None if out == _STREAM else current().start / (out or f"{name}.bundle")
    if place:
        _refuse_place(workspace, place, force=force)
    cargo = packing.cargo(workspace, name, Wishes(since, postmortem, restricted, redacted))
    data = packing.written(workspace, cargo)
    if place:
        _land(cargo, place, data)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    carried_answers.show_bundle(cargo, place, len(data))


def _refuse_screen(out: str, *, as_json: bool) -> None:
    if out == _STREAM and as_json:
        raise UsageError(
            "standard output cannot hold both the bundle and JSON", hint="Name a file: --out FILE"
        )
    if out == _STREAM and output.is_screen():
        raise UsageError(
            "a bundle is not for a terminal", hint="Name a file: --out FILE, or use a pipe."
        )


def _refuse_place(workspace: Workspace, place: Path, *, force: bool) -> None:
    if place.is_file() and not force:
        raise Refused(
            f"{place} is there already", hint="Name another file: --out FILE; or overwrite: --force"
        )
    landing.refuse([place], workspace.root, workspace.repository, _KIND, force=True)


def _land(cargo: Cargo, place: Path, data: bytes) -> None:
    """Write the file, for the person alone where it is restricted."""
    with landing.landing([place]) as draft:
        if cargo.is_restricted or cargo.hidden:
            draft(place).chmod(0o600)
        draft(place).write_bytes(data)
