"""`inc merge`: two incidents that are one."""

from typing import Annotated

import typer

from inc.cli import aftermath, output, receipts
from inc.cli.completing import complete_incident
from inc.cli.options import writes
from inc.cli.writing import Write, usable_policy
from inc.domain.timeline import fold
from inc.domain.vocabulary import Status
from inc.merging import merge
from inc.workspace import Receipt, Workspace


@writes()
def command(
    write: Write,
    other: Annotated[
        str,
        typer.Argument(
            metavar="OTHER",
            help="The incident that is the same as this one.",
            autocompletion=complete_incident,
        ),
    ],
) -> None:
    """Join another incident into this one: its entries come here, and its file points here.

    The severity, status and roles of this one stay. To take it back: inc undo.
    Again, it takes over what others wrote into OTHER while it was merged. Of two that were merged
    into each other, the one of -i goes on.

    \b
    Examples:
      inc merge search-is-slow -m "same database"
      inc merge search-is-slow -i checkout-failures -n
    """
    why, workspace = write.text(), write.workspace()
    this, source = write.resolve(workspace, itself=True), workspace.resolve(other)
    done = merge(
        workspace,
        this,
        source,
        lambda incident: write.facts(workspace, incident),
        usable_policy(workspace),
        why,
        dry_run=write.dry_run,
        writing=write.writing(),
        beside=lambda made: aftermath.restricted(workspace, made[1]),
    )
    left = aftermath.path_here(workspace, source)
    if write.as_json:
        edits = [*(one.edit for one in done), *done[0].beside]
        both = {"merged": source, "paths": [edit.path for edit in edits]}
        output.as_json(receipts.as_dict(done[0], workspace) | both | {"postmortem": left or None})
    else:
        _tell(done[0], done[1], workspace)
        if left or aftermath.elsewhere(workspace, source):
            _tell_postmortem(workspace, this, source, left)


def _tell(joined: Receipt, left: Receipt, workspace: Workspace) -> None:
    if not left.change.added:
        _tell_again(joined, left, workspace)
        return
    *came, merged = joined.change.added
    number = f"{len(came)} entr{'y' if len(came) == 1 else 'ies'}"
    verb = "would come" if joined.commit is None else "came"
    output.say(f"{left.change.incident}: {number} {verb} along; what is left points here")
    if left.hand_edits:
        output.talk(f"Edits made there by hand were committed first, as {left.hand_edits[:8]}.")
    told = joined._replace(change=joined.change._replace(added=(merged,)))
    receipts.show(told, workspace, _if_ended(joined))
    if joined.commit is None:
        output.say(receipts.diff(left.edit))


def _tell_again(joined: Receipt, left: Receipt, workspace: Workspace) -> None:
    """What was taken over of what came to one that had been merged before."""
    is_open = "merged_into" in {path[0] for path in joined.change.fields}
    verb = "would go on" if joined.commit is None else "goes on"
    if is_open:
        output.say(f"{joined.change.incident} {verb}; {left.change.incident} points to it")
    else:
        output.say(f"{left.change.incident}: what came since it was merged is taken over")
    if left.hand_edits:
        output.talk(f"Edits made there by hand were committed first, as {left.hand_edits[:8]}.")
    for entry in left.change.touched:
        output.say(f"  redacted there, too: ^{entry.id}")
    receipts.show(joined, workspace, _if_ended(joined))
    if joined.commit is None:
        output.say(receipts.diff(left.edit))


def _tell_postmortem(workspace: Workspace, this: str, source: str, path: str) -> None:
    """What becomes of the postmortem of an incident that is none of its own any more."""
    place = path or f"on the branch {aftermath.elsewhere(workspace, source)}"
    output.talk(f"{source} has a postmortem, {place}. It stays, and nobody is asked for it now.")
    has_own = aftermath.path_here(workspace, this)
    step = "edit" if has_own else "new"
    output.talk(f"What it says belongs into that of {this}: inc postmortem {step} {this}")


def _if_ended(joined: Receipt) -> list[str] | None:
    """What to say where an incident joined one that has ended."""
    status = joined.change.fields.get(("status",)) or fold(joined.entries).get(("status",))
    if status not in (Status.RESOLVED, Status.CLOSED):
        return None
    this = joined.change.incident
    return [f"{this} is {status}. If it goes on: inc reopen -i {this} -m WHY"]
