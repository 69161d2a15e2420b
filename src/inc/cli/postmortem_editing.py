"""`inc postmortem edit`: the postmortem in the editor."""

from typing import Annotated

import typer

from inc import stages
from inc.cli import output, receipts
from inc.cli.editor import first_seen, new_text
from inc.cli.options import TEXT, writes
from inc.cli.reading import Reference
from inc.cli.reviewing import meant
from inc.cli.session import current
from inc.cli.writing import Write
from inc.domain.incident import Change
from inc.domain.postmortem import Postmortem, Stage
from inc.durable import Edit
from inc.editing import rewritten
from inc.errors import Refused, UsageError
from inc.store import blocks
from inc.store.document import Document
from inc.workspace import Workspace, message


@writes("at", "by", *TEXT)
def edit(
    write: Write,
    reference: Reference = None,
    file: Annotated[
        str | None,
        typer.Option("--file", metavar="FILE", help="Take the new text from a file; - reads it."),
    ] = None,
) -> None:
    """Edit a postmortem in your editor; what comes back is checked and committed.

    What others write meanwhile is kept. Leave the generated blocks to inc postmortem refresh.

    \b
    Examples:
      inc postmortem edit
      inc postmortem edit checkout --file improved.md
    """
    workspace = write.workspace()
    name = meant(write.naming(reference), workspace)
    stages.refuse_elsewhere(workspace, name)
    before = first_seen(workspace.postmortem(name))
    stated = Postmortem(name, before.fields)
    stages.refuse_left_behind(workspace, stated, f"inc postmortem edit {name}")
    text = new_text(before.text, f"{name}.md", file)
    now = workspace.postmortem(name)
    after = rewritten(workspace, before, text, now)
    refuse_nameless(name, now, after)
    made = Edit(now.path, now.data, after.data)
    commit = None if write.dry_run else _committed(write, workspace, name, made)
    if write.as_json:
        output.as_json(_as_dict(name, made, commit))
    else:
        _tell(stated, made, commit, after)


def refuse_nameless(name: str, now: Document, after: Document) -> None:
    """Raise UsageError where the edit took away which incident it is about."""
    if after.fields.get("incident") not in (name, now.fields.get("incident")):
        raise UsageError(
            "your text does not say which incident it is about",
            hint=f"Between two lines '---' at its top stands: incident: {name}",
        )


def _committed(write: Write, workspace: Workspace, name: str, made: Edit) -> str:
    text = message(Change(name, "postmortem-edit", ("postmortem edited",)))
    commit = workspace.save([made], text, writing=write.writing(), of_incidents=True)
    if commit is None:
        raise Refused(f"{made.path} is as it was, so nothing was recorded")
    return commit


def _tell(stated: Postmortem, made: Edit, commit: str | None, after: Document) -> None:
    name = stated.incident
    if commit is None:
        output.say(f"Would record in {made.path} (nothing was changed):")
        output.say(receipts.diff(made))
        return
    output.say(f"Edited the postmortem of {name} ({commit[:8]}):")
    output.say(f"  {made.path}")
    changed = [one.name for one in blocks.find(after).blocks if one.is_edited]
    if changed:
        output.talk(f"Edited in generated blocks, which refresh leaves now: {', '.join(changed)}")
    if stated.stage is Stage.PUBLISHED:
        output.talk("It is published: whoever has read it has read other words.")
    else:
        output.talk(f"Next: inc postmortem review {name}")


def _as_dict(name: str, made: Edit, commit: str | None) -> dict[str, object]:
    """The receipt for programs."""
    return {
        "command": "postmortem edit",
        "incident": name,
        "path": made.path,
        "commit": commit,
        "dry_run": current().dry_run,
        "next": f"inc postmortem review {name}",
    }
