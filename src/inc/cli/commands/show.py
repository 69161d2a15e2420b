"""`inc show`: one incident."""

from inc.cli import output, screens
from inc.cli.facts import incident_dict
from inc.cli.learning import as_dict, learning_of, sections
from inc.cli.reading import IncidentOption, Json, Reference, open_incident
from inc.cli.session import current
from inc.cli.writing import usable_policy
from inc.domain.view import View


def command(
    reference: Reference = None,
    incident: IncidentOption = None,
    as_json: Json = False,
) -> None:
    """Show an incident: its state, its people, its timeline, and how far its postmortem is.

    \b
    Examples:
      inc show
      inc show checkout --json
    """
    workspace, found = open_incident(reference, incident, as_json=as_json, itself=True)
    view = View(found, usable_policy(workspace), current().now, workspace.shown_zone)
    learning = learning_of(workspace, found, view.policy)
    if as_json:
        output.as_json({"incident": {**incident_dict(view), **as_dict(learning, view)}})
        return
    for line in screens.incident(view, dict(sections(learning, view))):
        output.say(line)
