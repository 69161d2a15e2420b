"""Whose the words are that wait to be recorded: of this workspace, of another one, of nobody."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from inc.errors import IncError
from inc.spool import Kept
from inc.workspace import Workspace


class Whose(Enum):
    """The workspace that words were typed in, as it is there now."""

    THIS = "this"
    ANOTHER = "another"
    NOBODY = "nobody"
    """The folder is there, and is in no workspace."""
    GONE = "gone"
    """The folder is gone: the words may belong to a workspace on another disk."""


def whose(kept: Kept, root: Path) -> Whose:
    """Whose some words are for who is in the workspace at `root`."""
    folder = Path(kept.folder)
    if not folder.is_dir():
        return Whose.GONE
    try:
        other = Workspace.find(folder)
    except (IncError, OSError):
        return Whose.NOBODY
    return Whose.THIS if other.root == root else Whose.ANOTHER
