"""What all commands that only look have in common: their options, and the incident they show."""

from __future__ import annotations

from typing import Annotated

import typer

from inc.cli.completing import complete_incident
from inc.cli.here import here
from inc.cli.session import current
from inc.domain.incident import Incident
from inc.workspace import Workspace

Reference = Annotated[
    str | None,
    typer.Argument(metavar="[REF]", help="As -i.", autocompletion=complete_incident),
]
IncidentOption = Annotated[
    str | None,
    typer.Option(
        "-i",
        "--incident",
        metavar="REF",
        help="The incident: any unique part of its id, or an alias.",
        autocompletion=complete_incident,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
JsonLines = Annotated[bool, typer.Option("--jsonl", help="One JSON object a line.")]


def open_workspace(*, as_json: bool) -> Workspace:
    """The workspace around the folder one is in."""
    current().as_json = as_json
    return here()


def open_incident(
    reference: str | None, option: str | None, *, as_json: bool, itself: bool = False
) -> tuple[Workspace, Incident]:
    """The workspace and the incident that is meant, by position or by -i.

    One that was merged into another means that one, unless it is named and meant `itself`.
    """
    from inc.cli.writing import named_incident, one_of  # who asks the index names none

    workspace = open_workspace(as_json=as_json)
    name = named_incident(workspace, one_of(reference, option), itself=itself)
    return workspace, workspace.incident(name)
