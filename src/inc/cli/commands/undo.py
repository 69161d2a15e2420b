"""`inc undo`: take back the last change."""

from typing import Any

from inc import undoing
from inc.cli import output, receipts
from inc.cli.options import TEXT, writes
from inc.cli.reading import Reference
from inc.cli.session import current
from inc.cli.writing import Write, is_named
from inc.domain.times import ago, local
from inc.store.layout import incident_path
from inc.undoing import Undone
from inc.vcs.history import CommitInfo
from inc.workspace import Workspace


@writes(*TEXT, "at", "by")
def command(
    write: Write,
    reference: Reference = None,
) -> None:
    """Take back the last change to an incident or its postmortem. It is a new commit.

    Without REF it is the incident of your last command, or the runbook that command changed.
    Undone twice, the change before it is taken back too. A merge is taken back in both incidents;
    to take back a merge that others wrote behind, name the one that was merged.

    \b
    Examples:
      inc undo
      inc undo checkout -n
    """
    workspace = write.workspace()
    last, name = _meant(write.naming(reference), workspace)
    undone = undoing.undo(
        workspace,
        last,
        name,
        dry_run=write.dry_run,
        writing=write.writing(),
        typed_at=current().typed_at,
    )
    if current().as_json:
        output.as_json(_as_dict(undone))
    else:
        _tell(undone, workspace)


def _meant(write: Write, workspace: Workspace) -> tuple[CommitInfo, str]:
    """The change to take back and its incident; that is nothing for one of runbooks alone."""
    if not is_named(write, workspace):
        name, of_runbooks = undoing.last_command(workspace)
        if of_runbooks:
            return of_runbooks, ""
        if name:
            current().incident = name
            return undoing.last_change(workspace, name), name
    name = write.resolve(workspace, itself=True)
    return undoing.last_change(workspace, name), name


def _tell(undone: Undone, workspace: Workspace) -> None:
    last = undone.taken_back
    verb = "Took back" if undone.commit else "Would take back"
    after = f" ({undone.commit[:8]})" if undone.commit else ""
    when = f"{local(last.committed, workspace.shown_zone)}, {ago(last.committed, current().now)}"
    what = last.subject.removeprefix(undone.incident + ": ")
    told = f"{verb} {last.oid[:8]} by {last.author}, {when}: {what}{after}"
    output.say(output.wrapped(told, rest="    "))
    for edit in undone.edits if not undone.commit else ():
        output.say(receipts.diff(edit))
    if not undone.commit:
        return
    gone = [edit.path for edit in undone.edits if edit.after is None]
    if gone:
        output.talk(f"{', '.join(gone)} is gone; it comes back by: git revert {undone.commit[:12]}")
    elif undone.incident:
        output.talk(f"Next: inc history {undone.incident}")
    else:
        output.talk(f"Next: git log -- {undone.edits[0].path}")


def _as_dict(undone: Undone) -> dict[str, Any]:
    name, paths = undone.incident, [edit.path for edit in undone.edits]
    its_own = incident_path(name)
    return {
        "command": "undo",
        "incident": name or None,
        "path": its_own if its_own in paths else paths[0],
        "paths": paths,
        "commit": undone.commit,
        "dry_run": undone.commit is None,
        "undone": undone.taken_back.oid,
        "next": f"inc history {name}" if name else None,
    }
