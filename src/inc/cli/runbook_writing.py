"""What the commands that write a runbook have in common: the commit and the receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from inc.cli import output, receipts
from inc.cli.writing import Write
from inc.domain.runbooks import label
from inc.durable import Edit
from inc.errors import Refused
from inc.store.layout import runbook_path
from inc.workspace import Workspace


class Revision(NamedTuple):
    """New bytes of a runbook, by which command, and the incident that led to it, if one did."""

    name: str
    before: bytes | None
    after: bytes
    operation: str
    incident: str = ""

    @property
    def edit(self) -> Edit:
        """The same for the one place that writes."""
        return Edit(runbook_path(self.name), self.before, self.after)

    @property
    def message(self) -> str:
        """The message of the commit: fixed words and names only."""
        name = label(self.name)
        about = f"Incident: {self.incident}\n" if self.incident else ""
        trailers = f"Inc-Runbook: {name}\nInc-Operation: runbook-{self.operation}\n"
        return f"runbook {name}: {_COMMITTED[self.operation]}\n\n{about}{trailers}"


def save(
    write: Write,
    workspace: Workspace,
    revision: Revision,
    advice: Sequence[str],
    facts: Mapping[str, str | None],
) -> None:
    """Commit a runbook, and say what was recorded; `advice` to people, `facts` to programs."""
    path = revision.edit.path
    commit = None if write.dry_run else _committed(write, workspace, revision)
    if write.as_json:
        told = {"command": f"runbook {revision.operation}", "runbook": revision.name, "path": path}
        output.as_json({**told, "commit": commit, "dry_run": write.dry_run, **facts})
        return
    if commit is None:
        output.say(f"Would record in {path} (nothing was changed):")
        output.say(receipts.diff(revision.edit))
        return
    output.say(f"{_SAID[revision.operation]} {path} ({commit[:8]})")
    for line in advice:
        output.talk(line)


_SAID: Final = {"new": "Wrote", "edit": "Edited", "review": "Reviewed"}
_COMMITTED: Final = {"new": "written", "edit": "edited", "review": "reviewed"}


def _committed(write: Write, workspace: Workspace, revision: Revision) -> str:
    edit = revision.edit
    writing, is_there = write.writing(), edit.before is not None
    commit = workspace.save([edit], revision.message, writing=writing, of_incidents=is_there)
    if commit is None:
        raise Refused(f"{edit.path} is as it was, so nothing was recorded")
    return commit
