"""A report as a file: where it may stand, and how it gets there whole."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import quote

from inc import landing
from inc.errors import NotFound, UsageError
from inc.reports.page import is_report
from inc.store import layout
from inc.vcs.repository import Repository

_KIND: Final = landing.Kind("a report", "reports/2026-03.md", is_report)
_SUFFIXES: Final = (".md", ".markdown", ".html")
"""How a page may be called: Markdown with charts is shown as such, and a template may be HTML."""


def way_from(folder: Path, root: Path) -> Callable[[str], str]:
    """The relative link from a folder to the document of an incident."""
    between = os.path.relpath(root.resolve(), folder.resolve())

    def way_to(name: str) -> str:
        path = os.path.normpath(f"{between}/{layout.incident_path(name)}")
        return quote(path)

    return way_to


def target(typed: str, start: Path, root: Path, repository: Repository, *, force: bool) -> Path:
    """The file that is meant; refuses what is no page, or no place for a report of a workspace.

    With `force` it may have any name, and another file may stand there.
    """
    if not typed.strip() or "\0" in typed:
        raise UsageError("--out names no file", hint=f"Name one: --out {_KIND.place}")
    path = start / typed
    if _is_folder(path, typed):
        raise UsageError(
            f"{typed} is a folder", hint=f"Name a file in it: {Path(typed) / 'report.md'}"
        )
    if not _is_folder(path.parent, typed):
        parent = Path(typed).parent
        raise NotFound(f"there is no folder {parent}", hint=f"Make it: mkdir -p {parent}")
    landing.refuse([path], root, repository, _KIND, force=force)
    if not force and path.suffix.lower() not in _SUFFIXES:
        raise UsageError(
            f"{typed} is no name of a Markdown file, which a report is",
            hint=f"Name one: --out {Path(typed).with_suffix('.md')}; or keep the name: --force",
        )
    return path


def _is_folder(path: Path, typed: str) -> bool:
    try:
        return path.is_dir()
    except OSError as error:
        raise UsageError(
            f"{typed[:60]} cannot be a file: {error.strerror}", hint="Name another --out."
        ) from error


def save(path: Path, text: str) -> None:
    """Write a report whole, or not at all."""
    with landing.landing([path]) as draft:
        draft(path).write_bytes(text.encode())
