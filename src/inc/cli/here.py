"""The workspace around the folder one is in, and its policy."""

from __future__ import annotations

from typing import Final

from inc.cli import output
from inc.cli.session import current
from inc.domain.policy import Policy
from inc.errors import IncError
from inc.workspace import Workspace

_ON: Final = frozenset({"true", "yes", "on", "1"})


def here() -> Workspace:
    """The workspace around the folder one is in, with the branch that people work on."""
    session = current()
    workspace = Workspace.find(session.start, say=output.talk, is_write=session.is_write)
    workspace.lookup = _ByIndex(workspace)
    session.workspace = workspace
    return workspace


class _ByIndex:
    """Looks names up in the index, which is imported when that is asked."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def open_ids(self) -> list[str]:
        """The ids of the incidents that are open, or may be, the newest first."""
        from inc.cli.indexed import indexed

        with indexed(self._workspace, tell_broken=False) as index:
            return index.open_ids()

    def aliases(self) -> list[tuple[str, str]]:
        """Every alias with the id of the incident that has it."""
        from inc.cli.indexed import indexed

        with indexed(self._workspace, tell_broken=False) as index:
            return index.aliases()


def is_wanted(workspace: Workspace, name: str) -> bool:
    """Whether a setting of syncs is on: by git's configuration, else by that of the team."""
    own = workspace.git_settings.values.get(f"inc.sync.{name}")
    if own is not None:
        return own.lower() in _ON
    try:
        return workspace.policy.value("sync", name) is True
    except (IncError, OSError):
        return False


def usable_policy(workspace: Workspace) -> Policy:
    """The policy; the default one, said so once, while `inc.toml` cannot be read.

    A broken setting refuses nothing but the end of an incident, which asks for `workspace.policy`.
    """
    try:
        return workspace.policy
    except (IncError, OSError) as error:
        session = current()
        if not session.by_default:
            session.by_default = f"What follows is by the default policy: {error}"
            output.talk(session.by_default)
        return Policy()
