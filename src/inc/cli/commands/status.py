"""`inc status`: where things stand, ready to paste."""

from typing import Annotated

import typer

from inc.cli import output
from inc.cli.completing import complete_audience
from inc.cli.reading import IncidentOption, Json, Reference, open_incident
from inc.cli.session import current
from inc.domain import vocabulary
from inc.domain.situation import situation


def command(
    reference: Reference = None,
    incident: IncidentOption = None,
    audience: Annotated[
        str,
        typer.Option(
            "-a",
            "--audience",
            metavar="WHO",
            help="internal or customer.",
            autocompletion=complete_audience,
        ),
    ] = "internal",
    as_json: Json = False,
) -> None:
    """Print where things stand, ready to paste into a channel or a status page.

    \b
    Examples:
      inc status
      inc status checkout -a customer
    """
    from inc.rendering.templates import Templates

    reader = vocabulary.audience(audience)
    workspace, found = open_incident(reference, incident, as_json=as_json)
    facts = situation(found, reader, current().now, workspace.policy.zone)
    templates, own = Templates(workspace.root), f"status-{reader}.md"
    # An audience without a template of its own gets what everybody inside gets.
    text = templates.render(own if own in templates.names() else "status-internal.md", facts)
    if as_json:
        output.as_json({"incident": found.id, "audience": reader.value, "text": text})
    else:
        output.say(text.rstrip("\n"))
