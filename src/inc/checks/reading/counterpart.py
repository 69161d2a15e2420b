"""The incident that a document is about, read beside it: a postmortem knows no times of its own."""

from __future__ import annotations

from functools import lru_cache

from inc.checks.examined import Examined
from inc.checks.finding import Sort
from inc.errors import IncError
from inc.store import files, layout


@lru_cache(maxsize=1)  # the rules ask one after the other about the same document
def incident_beside(examined: Examined) -> Examined | None:
    """The document of the incident of a postmortem; None where it cannot be read."""
    name, passed = examined.name, [""]
    while name not in passed and layout.is_id(name):
        passed.append(name)
        one = incident_near(examined, name)
        target = one.incident.fields.get("merged_into") if one else None
        if not target:
            return one
        name = str(target)
    return None


def incident_near(examined: Examined, name: str) -> Examined | None:
    """The document of another incident of the same workspace; None where it cannot be read."""
    path = layout.incident_path(name)
    try:
        data = files.read(examined.around.root, path)
    except IncError:
        return None
    one = Examined(path, Sort.INCIDENT, data, examined.around)
    return one if one.is_readable else None
