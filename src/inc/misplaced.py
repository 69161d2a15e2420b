"""A document that somebody moved or renamed, so that its path and what it says are not one."""

from __future__ import annotations

import re
from contextlib import suppress
from posixpath import dirname
from shlex import quote

from inc.documents import Documents
from inc.errors import IncError, Refused
from inc.store import files, layout

_STATED = rb"(?m)^%s: *[\"']?([0-9a-z-]+)"


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
    """The incident that a document says it is, or is about; nothing where it does not say so."""
    key = b"incident" if path.startswith(f"{layout.POSTMORTEMS}/") else b"id"
    with suppress(IncError):
        found = re.search(_STATED % key, files.read(documents.root, path, first=4096))
        return found[1].decode() if found else ""
    return ""


def _move(path: str, name: str) -> str:
    return f"git mv {path} {layout.postmortem_path(name)}"


def moving(path: str, stated: object = "") -> str:
    """What to type so that commands find a document again: by its name, else the id it states."""
    folder = path.partition("/")[0]
    right = layout.right_path(path, stated if isinstance(stated, str) else "")
    if not right:
        return f"git mv {quote(path)} {folder}/YYYY/MM/YYYY-MM-DD-words.md"
    return f"mkdir -p {dirname(right)} && git mv {quote(path)} {right}"


def hint(documents: Documents, path: str) -> str:
    """The same for a document on the disk; it may be one that cannot be read."""
    return moving(path, _stated(documents, path))
