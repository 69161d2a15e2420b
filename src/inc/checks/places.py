"""Which files are documents of a workspace, by where they stand."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from inc.checks.finding import Sort
from inc.store import layout

FOLDERS: Final = {
    layout.INCIDENTS: Sort.INCIDENT,
    layout.POSTMORTEMS: Sort.POSTMORTEM,
    layout.RUNBOOKS: Sort.RUNBOOK,
}
"""The folders of documents, and what stands in them."""


def sort_of(path: str) -> Sort | None:
    """What a path holds; None for what is no document of ours."""
    folder, _, rest = path.partition("/")
    name = rest.rpartition("/")[2]
    is_document = name.endswith(".md") and name.lower() != "readme.md"
    return FOLDERS.get(folder) if is_document else None


def all_paths(root: Path) -> Iterator[str]:
    """The paths of all documents below a workspace, links among them."""
    for folder in FOLDERS:
        yield from below(root, folder)


def below(root: Path, folder: str) -> Iterator[str]:
    """The paths of all documents in a folder and its folders; links to folders are not followed."""
    inner = []
    try:
        with os.scandir(root / folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return
    for entry in found:
        path = f"{folder}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            inner.append(path)
        elif sort_of(path):
            yield path
    for path in inner:
        yield from below(root, path)
