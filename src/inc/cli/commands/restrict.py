"""`inc restrict`: what may not leave the repository."""

from typing import Annotated

import typer

from inc.cli import aftermath, output
from inc.cli.options import writes
from inc.cli.writing import Write
from inc.domain.operations import visibility


@writes()
def command(
    write: Write,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[WHY]", help="Why; -m is the same.")
    ] = None,
    lift: Annotated[bool, typer.Option("--lift", help="It may leave again; needs WHY.")] = False,
) -> None:
    """Keep the text of an incident from leaving the repository, or let it leave again.

    Its postmortem is restricted with it.

    \b
    Examples:
      inc restrict -m "customer data in the logs"
      inc restrict --lift -m "disclosed on 2026-04-01"
    """
    why, workspace = write.text(words), write.workspace()
    receipt = write.record(
        lambda incident, facts: visibility.restrict(incident, facts, why, lift=lift),
        workspace,
        beside=lambda receipts: aftermath.restricted(workspace, receipts[0]),
    )
    branch = aftermath.elsewhere(workspace, receipt.change.incident)
    if branch and not write.as_json:
        stated = "no `visibility`" if lift else "`visibility: restricted`"
        output.talk(f"Its postmortem is on {branch}, too, and needs {stated} there.")
