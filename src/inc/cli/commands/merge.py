"""`inc merge`: two incidents that are one."""

from typing import Annotated

import typer

from inc.cli import output, receipts
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
    )
    if write.as_json:
        both = {"merged": source, "paths": [one.edit.path for one in done]}
        output.as_json(receipts.as_dict(done[0], workspace) | both)
    else:
        _tell(done[0], done[1], workspace)


def _tell(joined: Receipt, left: Receipt, workspace: Workspace) -> None:
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


def _if_ended(joined: Receipt) -> list[str] | None:
    """What to say where an incident joined one that has ended."""
    status = fold(joined.entries).get(("status",))
    if status not in (Status.RESOLVED, Status.CLOSED):
        return None
    this = joined.change.incident
    return [f"{this} is {status}. If it goes on: inc reopen -i {this} -m WHY"]
