"""What all commands that only look have in common."""

from __future__ import annotations

from inc.cli.session import current
from inc.cli.writing import named_incident
from inc.domain.incident import Incident
from inc.workspace import Workspace


def open_workspace(*, as_json: bool) -> Workspace:
    """The workspace around the folder one is in."""
    current().as_json = as_json
    return Workspace.find(current().start)


def open_incident(reference: str | None, *, as_json: bool) -> tuple[Workspace, Incident]:
    """The workspace and the incident that is meant."""
    workspace = open_workspace(as_json=as_json)
    return workspace, workspace.incident(named_incident(workspace, reference))
