"""A postmortem that somebody moved or renamed, so that its path and what it says are not one."""

from __future__ import annotations

import re
from contextlib import suppress

from inc.documents import Documents
from inc.errors import IncError, Refused
from inc.store import files, layout

_STATED = rb"(?m)^incident: *[\"']?([0-9a-z-]+)"


def refuse_misplaced(documents: Documents, name: str) -> None:
    """Raise Refused where the postmortem of that name belongs to no incident, or to another one."""
    path = layout.postmortem_path(name)
    stated = _stated(documents, path)
    if stated not in ("", name) and stated in layout.Taken(documents.root):
        raise Refused(
            f"{path} says that it is about {stated}",
            hint=f"Put it where commands look for it: {_move(path, stated)}",
        )
    if name not in layout.Taken(documents.root):
        raise Refused(
            f"{path} is about no incident: {layout.incident_path(name)} does not exist",
            hint="Name the file as its incident is named (see: inc list --all), with git mv.",
        )


def refuse_moved(documents: Documents, name: str) -> None:
    """Raise Refused where the postmortem of an incident stands under another name."""
    named = map(layout.postmortem_path, layout.postmortem_ids(documents.root))
    for path in (*named, *layout.strays(documents.root)):
        if path.startswith(f"{layout.POSTMORTEMS}/") and _stated(documents, path) == name:
            raise Refused(
                f"the postmortem of {name} was moved to {path}",
                hint=f"Put it where commands look for it: {_move(path, name)}",
            )


def _stated(documents: Documents, path: str) -> str:
    """The incident that a postmortem says it is about; nothing where it does not say so."""
    with suppress(IncError):
        found = re.search(_STATED, files.read(documents.root, path, first=4096))
        return found[1].decode() if found else ""
    return ""


def _move(path: str, name: str) -> str:
    return f"git mv {path} {layout.postmortem_path(name)}"
