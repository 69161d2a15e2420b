"""A report as a file: where it may stand, and how it gets there whole."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from inc.errors import NotFound, Refused, UsageError
from inc.reports.page import is_report
from inc.store import files, layout

_FIRST = 256  # bytes that say whether a file is a report


def way_from(folder: Path, root: Path) -> Callable[[str], str]:
    """The relative link from a folder to the document of an incident."""
    between = os.path.relpath(root.resolve(), folder.resolve())

    def way_to(name: str) -> str:
        path = os.path.normpath(f"{between}/{layout.incident_path(name)}")
        return quote(path)

    return way_to


def target(typed: str, start: Path, *, force: bool) -> Path:
    """The file that is meant; refuses what is no report, and a folder that is not there."""
    if not typed.strip() or "\0" in typed:
        raise UsageError("--out names no file", hint="Name one: --out reports/2026-03.md")
    path = start / typed
    if _is_folder(path, typed):
        raise UsageError(
            f"{typed} is a folder", hint=f"Name a file in it: {Path(typed) / 'report.md'}"
        )
    if not _is_folder(path.parent, typed):
        parent = Path(typed).parent
        raise NotFound(f"there is no folder {parent}", hint=f"Make it: mkdir -p {parent}")
    if not force:
        _refuse_another(path, typed)
    return path


def _is_folder(path: Path, typed: str) -> bool:
    try:
        return path.is_dir()
    except OSError as error:
        raise UsageError(
            f"{typed[:60]} cannot be a file: {error.strerror}", hint="Name another --out."
        ) from error


def _refuse_another(path: Path, typed: str) -> None:
    """Refuse to write over what somebody else wrote."""
    if os.path.lexists(path) and not is_report(files.read(path.parent, path.name, first=_FIRST)):
        raise Refused(
            f"{typed} is there, and is not a report of ours",
            hint="Name another file, or overwrite it with --force.",
        )


def save(path: Path, text: str) -> None:
    """Write a report whole, or not at all."""
    files.replace(path.parent, path.name, text.encode(), staging=None)
