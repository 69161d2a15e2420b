"""`inc show`: one incident."""

from inc.cli import output, receipts, screens
from inc.cli.reading import IncidentOption, Json, Reference, open_incident
from inc.cli.session import current


def command(
    reference: Reference = None,
    incident: IncidentOption = None,
    as_json: Json = False,
) -> None:
    """Show an incident: its state, its people, its timeline.

    \b
    Examples:
      inc show
      inc show checkout --json
    """
    workspace, found = open_incident(reference, incident, as_json=as_json)
    if as_json:
        output.as_json({"incident": receipts.incident_dict(found, current().now)})
        return
    for line in screens.incident(found, workspace):
        output.say(line)
