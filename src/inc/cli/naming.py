"""How a command that is only shown names its incident, so that it can be typed as it stands."""

from __future__ import annotations

from collections.abc import Iterable

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


def short(name: str, everyone: Iterable[str]) -> str:
    """The first words of the name that no other incident has: a person may have to type them."""
    words, others = name[11:].split("-"), [one for one in everyone if one != name]
    for count in range(1, len(words) + 1):
        part = "-".join(words[:count])
        if _is_telling(part) and not any(part in one for one in others):
            return part
    return name


def _is_telling(part: str) -> bool:
    return len(part) > 3 and not part.isdecimal()
