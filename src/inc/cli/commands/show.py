"""`inc show`: one incident."""

from typing import Annotated

import typer

from inc.cli import output, receipts, screens
from inc.cli.completing import complete_incident
from inc.cli.reading import open_incident


def command(
    reference: Annotated[
        str | None, typer.Argument(metavar="[REF]", autocompletion=complete_incident)
    ] = None,
    incident: Annotated[str | None, typer.Option("-i", "--incident", metavar="REF")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Show an incident: its state, its people, its timeline.

    \b
    Examples:
      inc show
      inc show checkout --json
    """
    workspace, found = open_incident(reference or incident, as_json=as_json)
    if as_json:
        path = workspace.document(found.id).path
        output.as_json({"incident": receipts.incident_dict(found) | {"path": path}})
        return
    for line in screens.incident(found, workspace):
        output.say(line)
