"""Why no incident is seen where there are some: looked at only where there is nothing to show."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

from inc.errors import IncError, NotFound
from inc.store import layout
from inc.store.disk_words import a_link
from inc.vcs.left_out import left_out
from inc.vcs.repository import Repository


def unseen(root: Path, repository: Repository) -> IncError | None:
    """What keeps documents of incidents from being seen in a workspace; None for nothing."""
    folder = root / layout.INCIDENTS
    if folder.is_symlink():
        return a_link(layout.INCIDENTS)
    named = folder.relative_to(repository.worktree).as_posix()
    missing = [path for path in left_out(repository, named) if path.endswith(".md")]
    if not missing:
        return None
    if len(missing) == 1:
        what, them = "1 document of {} is not on the disk: it is", "it"
    else:
        what, them = f"{len(missing)} documents of {{}} are not on the disk: they are", "them"
    return NotFound(
        f"{what.format(layout.INCIDENTS)} outside of the sparse checkout",
        hint=f"Have {them} here: git sparse-checkout add {quote(named)}",
    )
