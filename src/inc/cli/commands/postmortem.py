"""`inc postmortem`: begin, edit, refresh, review and publish a postmortem."""

import os
from typing import Annotated

import typer

from inc import stages
from inc.cli import drafting, output, postmortem_editing, publishing, receipts, reviewing
from inc.cli.options import writes
from inc.cli.reading import Reference
from inc.cli.session import current
from inc.cli.writing import Write, usable_policy
from inc.domain.blocks.record import Record
from inc.domain.blocks.registry import BLOCKS
from inc.domain.incident import Change
from inc.domain.postmortem import Postmortem, Stage
from inc.durable import Edit
from inc.errors import Refused
from inc.store import layout
from inc.store.blocks import BEGIN, END, Renewal
from inc.store.document import Document
from inc.vcs import branches
from inc.workspace import Workspace, message

_HELP = """Begin, edit, refresh, review and publish a postmortem.

It writes its own facts, as blocks that refresh makes anew; the words between them are yours.

\b
Examples:
  inc postmortem new checkout
  inc postmortem edit
  inc postmortem refresh
  inc postmortem review"""

app = typer.Typer(help=_HELP, add_completion=False, rich_markup_mode=None, no_args_is_help=True)


# ------------------------------------------------------------------ new


@writes("at", "message")
def new(
    write: Write,
    reference: Reference = None,
    template: Annotated[
        str | None,
        typer.Option("--template", metavar="NAME", help="Another one than the policy says."),
    ] = None,
    author: Annotated[
        list[str] | None,
        typer.Option("--author", metavar="WHO", help="Who writes it; you, unless told."),
    ] = None,
) -> None:
    """Begin the postmortem of an incident, with all that the record knows in it.

    What you write between its blocks is yours. When the record has changed, inc postmortem
    refresh brings the blocks up to date.

    \b
    Examples:
      inc postmortem new
      inc postmortem new checkout --author alice --author bob
      inc postmortem new --template planning -n
    """
    workspace, write = write.workspace(), write.naming(reference)
    name = drafting.incident_without_one(write, workspace)
    _refuse_second(workspace, name)
    people = [write.person(who, workspace) for who in author or ["me"]]
    incident, policy = workspace.incident(name), usable_policy(workspace)
    record = drafting.record_of(workspace, incident, list(dict.fromkeys(people)))
    chosen = template or str(policy.value("postmortem", "template"))
    document = drafting.begun(workspace, record, chosen)
    if write.edit:
        document = _edited(document, name)
    edit = Edit(document.path, None, document.data)
    commit = _saved(workspace, write, edit, Change(name, "postmortem"))
    if write.as_json:
        output.as_json(_begun_dict(record, edit, commit, chosen))
    else:
        _say_begun(workspace, record, edit, commit)


def _refuse_second(workspace: Workspace, name: str) -> None:
    """Raise Refused where somebody has begun it, here or on the branch of its review."""
    path = layout.postmortem_path(name)
    if os.path.lexists(workspace.root / path):
        raise Refused(
            f"{name} has its postmortem already, {path}",
            hint=f"To bring its facts up to date: inc postmortem refresh {name}",
        )
    stages.refuse_elsewhere(workspace, name)


def _edited(document: Document, name: str) -> Document:
    """The document as it comes back from the editor."""
    from inc.cli.editor import edit

    text = current().read_editor(document.text, f"{name}.md", edit)
    saved = Document.parse(text.encode("utf-8", "surrogateescape"), document.path)
    postmortem_editing.refuse_nameless(name, document, saved)
    return saved


def _saved(workspace: Workspace, write: Write, edit: Edit, change: Change) -> str | None:
    """Write and commit it; None for a dry run, and where nothing is new."""
    if write.dry_run or edit.before == edit.after:
        return None
    is_there = edit.before is not None
    return workspace.save([edit], message(change), writing=write.writing(), of_incidents=is_there)


def _say_begun(workspace: Workspace, record: Record, edit: Edit, commit: str | None) -> None:
    incident = record.incident
    if commit is None:
        output.say(f"Would begin the postmortem of {incident.id} (nothing was changed):")
        output.say(receipts.diff(edit))
    else:
        output.say(f"Began the postmortem of {incident.id} ({commit[:8]}):")
        output.say(f"  {edit.path}")
    if incident.is_restricted:
        output.say("  visibility: restricted, as the incident is")
    for other in workspace.joined(incident.id)[1:]:
        if stages.is_here(workspace, other):
            output.talk(f"{other}, merged into it, has a postmortem of its own.")
    if incident.is_open:
        output.talk("It is still open, so facts will change; then: inc postmortem refresh")
    if commit:
        output.talk(f"Next: inc postmortem edit {incident.id}")
        output.talk(f"Then: inc postmortem review {incident.id}")


def _begun_dict(record: Record, edit: Edit, commit: str | None, template: str) -> dict[str, object]:
    """The receipt for programs."""
    return {
        "command": "postmortem new",
        "incident": record.incident.id,
        "path": edit.path,
        "commit": commit,
        "dry_run": commit is None,
        "template": template,
        "authors": list(record.authors),
        "is_open": record.incident.is_open,
        "next": f"inc postmortem edit {record.incident.id}",
    }


# ------------------------------------------------------------------ refresh


@writes("at", "by", "message", "edit")
def refresh(
    write: Write,
    reference: Reference = None,
    overwrite: Annotated[
        list[str] | None,
        typer.Option(
            "--overwrite", metavar="BLOCK", help="Take the generated one, though it was edited."
        ),
    ] = None,
    published: Annotated[
        bool, typer.Option("--published", help="Although it is published.")
    ] = False,
) -> None:
    """Bring the generated blocks of a postmortem up to date with the record.

    Every word outside of them stays as it is. A block that somebody edited is left, and shown
    beside what would be generated.

    \b
    Examples:
      inc postmortem refresh
      inc postmortem refresh checkout --overwrite timeline
    """
    workspace, write = write.workspace(), write.naming(reference)
    name = reviewing.meant(write, workspace)
    stages.refuse_elsewhere(workspace, name)
    document = workspace.postmortem(name)
    stated = Postmortem(name, document.fields)
    renewal = drafting.renewed(workspace, document, stated, overwrite or ())
    if renewal.changed:
        _refuse_wrong_place(workspace, stated, published=published)
    edit = Edit(document.path, document.data, renewal.document.data)
    change = Change(name, "postmortem-refresh", ("postmortem refreshed",))
    commit = _saved(workspace, write, edit, change)
    if write.as_json:
        output.as_json(_refreshed_dict(name, renewal, commit, dry_run=write.dry_run))
    else:
        _say_refreshed(name, renewal, edit, commit)
    _refuse_left(name, renewal)


def _refuse_wrong_place(workspace: Workspace, stated: Postmortem, *, published: bool) -> None:
    """Raise Refused for what readers know as it is, and for a draft that went on elsewhere."""
    name, again = stated.incident, f"inc postmortem refresh {stated.incident}"
    if stated.stage is Stage.PUBLISHED and not published:
        raise Refused(
            f"the postmortem of {name} is published, and what people have read would change",
            hint=f"If it has to: {again} --published",
        )
    here = branches.current(workspace.repository)
    stages.refuse_left_behind(workspace, stated, f"git merge {here} && {again}")


def _say_refreshed(name: str, renewal: Renewal, edit: Edit, commit: str | None) -> None:
    blocks = ", ".join(renewal.changed)
    if not renewal.found and not renewal.is_partial:
        output.say(f"The postmortem of {name} has no generated blocks, so nothing was changed.")
        output.talk(f"To put one in: {BEGIN} facts -->, and on the next line {END} facts -->")
    elif not renewal.changed and not renewal.is_partial:
        output.say(f"The postmortem of {name} is already up to date.")
    elif renewal.changed and commit is None:
        output.say(f"Would refresh {blocks} in the postmortem of {name} (nothing was changed):")
        output.say(receipts.diff(edit))
    elif commit:
        output.say(f"Refreshed {blocks} in the postmortem of {name} ({commit[:8]}):")
        output.say(f"  {edit.path}")
    for block, content in renewal.edited:
        output.say(f"Edited by hand and left, {edit.path}:{block.begin + 1}:")
        output.say(drafting.difference(edit.path, block, content))
    for trouble in renewal.troubles:
        output.talk(f"{edit.path}:{trouble.line + 1}: {trouble.what}")
    if commit and not renewal.is_partial:
        output.talk(f"Next: inc postmortem edit {name}")


def _refuse_left(name: str, renewal: Renewal) -> None:
    """Raise Refused where something is not up to date; all else is."""
    if renewal.edited:
        names = [block.name for block, _ in renewal.edited]
        options = " ".join(f"--overwrite {one}" for one in names)
        raise Refused(
            f"edited by hand, so not brought up to date: {', '.join(names)}",
            hint="Words of your own stand safely outside of the block.\n"
            f"To take the generated text: inc postmortem refresh {name} {options}",
        )
    if renewal.troubles:
        raise Refused(
            f"{renewal.document.path} has markers that lead to no block",
            hint=f"Mend these lines. The blocks there are: {', '.join(BLOCKS)}.",
        )


def _refreshed_dict(
    name: str, renewal: Renewal, commit: str | None, *, dry_run: bool
) -> dict[str, object]:
    """The receipt for programs; lines count from 1."""
    path = renewal.document.path
    return {
        "command": "postmortem refresh",
        "incident": name,
        "path": path,
        "commit": commit,
        "dry_run": dry_run,
        "refreshed": list(renewal.changed),
        "edited": [
            {
                "block": block.name,
                "line": block.begin + 1,
                "diff": drafting.difference(path, block, content),
            }
            for block, content in renewal.edited
        ],
        "problems": [{"line": one.line + 1, "text": one.what} for one in renewal.troubles],
        "next": f"inc postmortem edit {name}",
    }


# ------------------------------------------------------------------ the commands, in their order

app.command("new")(new)
app.command("refresh")(refresh)
app.command("edit")(postmortem_editing.edit)
app.command("review")(reviewing.review)
app.command("publish")(publishing.publish)
