"""`inc undo`: take back the last change."""

from inc.cli import output, receipts
from inc.cli.options import TEXT, writes
from inc.cli.reading import Reference
from inc.cli.session import current
from inc.cli.writing import Write
from inc.undoing import undo


@writes(*TEXT, "at", "by")
def command(
    write: Write,
    reference: Reference = None,
) -> None:
    """Take back the last change to an incident. It is a new commit; history keeps both.

    Undone twice, the change before it is taken back too.

    \b
    Examples:
      inc undo
      inc undo checkout -n
    """
    workspace = write.workspace()
    name = write.naming(reference).resolve(workspace)
    undone = undo(
        workspace,
        name,
        dry_run=write.dry_run,
        writing=write.writing(),
        typed_at=current().typed_at,
    )
    last = undone.taken_back
    if current().as_json:
        facts = {"command": "undo", "incident": name, "path": undone.edit.path}
        commits = {"commit": undone.commit, "dry_run": write.dry_run, "undone": last.oid}
        output.as_json(facts | commits | {"next": f"inc history {name}"})
        return
    verb = "Would take back" if write.dry_run else "Took back"
    after = f" ({undone.commit[:8]})" if undone.commit else ""
    output.say(
        f"{verb} {last.oid[:8]} by {last.author}: {last.subject.removeprefix(name + ': ')}{after}"
    )
    if write.dry_run:
        output.say(receipts.diff(undone.edit))
    elif undone.edit.after is None:
        output.talk(f"{undone.edit.path} is gone; it comes back by: git revert {undone.commit}")
        return
    output.talk(f"Next: inc history {name}")
