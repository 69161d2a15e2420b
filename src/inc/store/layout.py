"""Where documents stand: `incidents/2026/03/2026-03-04-checkout-failures.md`.

A folder a month, because git rewrites the listing of a folder on every commit to it: at 100,000
files in one folder a commit costs twice as much.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from inc.domain.identifiers import INCIDENT_ID

INCIDENTS: Final = "incidents"
POSTMORTEMS: Final = "postmortems"
RUNBOOKS: Final = "runbooks"
FOLDERS: Final = (INCIDENTS, POSTMORTEMS, RUNBOOKS)
"""Where documents stand."""
_DATED: Final = (
    rf"({INCIDENTS}|{POSTMORTEMS})/([0-9]{{4}})/([0-9]{{2}})/(?=\2-\3-)({INCIDENT_ID})\.md"
)


def incident_path(name: str) -> str:
    """The path of an incident below the workspace."""
    return f"{INCIDENTS}/{name[:4]}/{name[5:7]}/{name}.md"


def postmortem_path(name: str) -> str:
    """The path of the postmortem of an incident below the workspace."""
    return f"{POSTMORTEMS}/{name[:4]}/{name[5:7]}/{name}.md"


def runbook_path(name: str) -> str:
    """The path of a runbook below the workspace."""
    return f"{RUNBOOKS}/{name}.md"


def placed(path: str) -> tuple[str, str] | None:
    """The folder of a document and its name, by its path below the workspace; None for no document.

    An incident or a postmortem that stands in the folder of another month is none.
    """
    if dated := re.fullmatch(_DATED, path):
        return dated[1], dated[4]
    folder, _, rest = path.partition("/")
    is_runbook = folder == RUNBOOKS and rest.endswith(".md")
    if not is_runbook or rest.rpartition("/")[2].lower() == "readme.md":
        return None
    return folder, rest[:-3]


def is_stray(path: str) -> bool:
    """Whether a path below the workspace is that of a document that no id leads to.

    That is a Markdown file among incidents or postmortems at no place of one; a README and what is
    hidden are none.
    """
    folder, *inner = path.split("/")
    if folder not in (INCIDENTS, POSTMORTEMS) or not inner or not path.endswith(".md"):
        return False
    is_meant = inner[-1].lower() != "readme.md" and not any(one.startswith(".") for one in inner)
    return is_meant and placed(path) is None


def right_path(path: str, stated: str = "") -> str:
    """Where an incident or a postmortem belongs: by its name, else by the id that it states.

    Nothing where neither of them is an id with a day of the calendar.
    """
    folder, _, rest = path.partition("/")
    for name in (rest.rpartition("/")[2].removesuffix(".md"), stated):
        if is_id(name) and _is_day(name[:10]):
            return f"{folder}/{name[:4]}/{name[5:7]}/{name}.md"
    return ""


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_id(text: str) -> bool:
    """Whether a text has the form of an incident id."""
    return re.fullmatch(INCIDENT_ID, text) is not None


def incident_ids(root: Path) -> Iterator[str]:
    """The ids of all incidents of a workspace, the newest first."""
    return _ids(root / INCIDENTS)


def postmortem_ids(root: Path) -> Iterator[str]:
    """The ids of all incidents that have a postmortem, the newest first."""
    return _ids(root / POSTMORTEMS)


def runbook_names(root: Path) -> list[str]:
    """The names of all runbooks, those in folders as `database/failover`."""
    folder = root / RUNBOOKS
    found = (path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.md"))
    return sorted(name for name in found if name.rpartition("/")[2].lower() != "readme")


def has_runbooks(root: Path) -> bool:
    """Whether there is any file or folder among the runbooks that is not hidden."""
    try:
        with os.scandir(root / RUNBOOKS) as entries:
            return any(not entry.name.startswith(".") for entry in entries)
    except OSError:
        return False


def _ids(folder: Path) -> Iterator[str]:
    for year in _folders(folder, 4):
        for month in _folders(year, 2):
            found = (name[:-3] for name in os.listdir(month) if name.endswith(".md"))
            yield from sorted(
                (name for name in found if is_id(name) and name[:7] == f"{year.name}-{month.name}"),
                reverse=True,
            )


def strays(root: Path) -> Iterator[str]:
    """Markdown files of incidents and postmortems that no id leads to, below the workspace."""
    for folder in (INCIDENTS, POSTMORTEMS):
        for path in sorted((root / folder).rglob("*.md")):
            relative = path.relative_to(root).as_posix()
            if is_stray(relative):
                yield relative


class Taken:
    """The ids that a workspace has already, asked one at a time."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def __contains__(self, name: object) -> bool:
        return os.path.lexists(self._root / incident_path(str(name)))


def _folders(folder: Path, digits: int) -> list[Path]:
    try:
        names = os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return []
    kept = [name for name in names if len(name) == digits and name.isdigit()]
    return [folder / name for name in sorted(kept, reverse=True)]
