"""Whether a command that names no incident would mean this one."""

from __future__ import annotations

from inc.cli.writing import named_incident
from inc.errors import IncError
from inc.workspace import Workspace


def is_meant(workspace: Workspace, name: str) -> bool:
    """Whether people can leave its name out."""
    try:
        return named_incident(workspace, None) == name
    except IncError:
        return False


def with_name(command: str, name: str) -> str:
    """A command that says which incident it is for."""
    return f"{command} -i {name}" if command.startswith("inc ") else command
