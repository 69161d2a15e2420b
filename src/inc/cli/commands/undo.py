"""`inc undo`: take back the last change."""

from typing import Any

from inc.cli import output, receipts
from inc.cli.options import TEXT, writes
from inc.cli.reading import Reference
from inc.cli.session import current
from inc.cli.writing import Write
from inc.store.layout import incident_path
from inc.undoing import Undone, undo


@writes(*TEXT, "at", "by")
def command(
    write: Write,
    reference: Reference = None,
) -> None:
    """Take back the last change to an incident. It is a new commit; history keeps both.

    Undone twice, the change before it is taken back too. A merge is taken back in both
    incidents; to take back a merge that others wrote behind, name the one that was merged.

    \b
    Examples:
      inc undo
      inc undo checkout -n
    """
    workspace = write.workspace()
    name = write.naming(reference).resolve(workspace, itself=True)
    undone = undo(
        workspace,
        name,
        dry_run=write.dry_run,
        writing=write.writing(),
        typed_at=current().typed_at,
    )
    if current().as_json:
        output.as_json(_as_dict(undone))
        return
    last = undone.taken_back
    verb = "Would take back" if write.dry_run else "Took back"
    after = f" ({undone.commit[:8]})" if undone.commit else ""
    what = last.subject.removeprefix(name + ": ")
    output.say(f"{verb} {last.oid[:8]} by {last.author}: {what}{after}")
    if write.dry_run:
        for edit in undone.edits:
            output.say(receipts.diff(edit))
        return
    gone = [edit.path for edit in undone.edits if edit.after is None]
    if gone:
        output.talk(f"{', '.join(gone)} is gone; it comes back by: git revert {undone.commit}")
    else:
        output.talk(f"Next: inc history {name}")


def _as_dict(undone: Undone) -> dict[str, Any]:
    name, paths = undone.incident, [edit.path for edit in undone.edits]
    return {
        "command": "undo",
        "incident": name,
        "path": incident_path(name),
        "paths": paths,
        "commit": undone.commit,
        "dry_run": undone.commit is None,
        "undone": undone.taken_back.oid,
        "next": f"inc history {name}",
    }
