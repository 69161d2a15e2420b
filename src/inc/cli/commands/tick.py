"""`inc tick`: an item of a checklist is done, or does not apply."""

from typing import Annotated

import typer

from inc.cli import proving
from inc.cli.options import TEXT, writes
from inc.cli.writing import Write
from inc.domain.operations import ticking
from inc.domain.text import clean_line
from inc.errors import Refused


@writes(*TEXT)
def command(
    write: Write,
    items: Annotated[
        list[str], typer.Argument(metavar="ITEM...", help="Numbers, or words that only it has.")
    ],
    evidence: Annotated[
        str, typer.Option("--evidence", metavar="TEXT", help="What shows it: an address, a figure.")
    ] = "",
    run: Annotated[
        str,
        typer.Option(
            "--run", metavar="COMMAND", help="Run it in a shell; keep its exit code and output."
        ),
    ] = "",
    not_applicable: Annotated[
        str, typer.Option("--not-applicable", metavar="WHY", help="It is not for this incident.")
    ] = "",
) -> None:
    """Tick items of a checklist, by the numbers of `inc checklist` or by words.

    With --run the item is ticked only if the command succeeds; what it printed is kept either way.
    A box that is ticked by hand in the document counts the same.

    \b
    Examples:
      inc tick 3 5
      inc tick "bridge call" --evidence https://meet.example.com/inc-42
      inc tick metrics --run "curl -fsS https://shop.example.com/health"
      inc tick "bridge call" --not-applicable "we are in one room"
    """
    workspace = write.workspace()
    proof = proving.run(run) if run else None
    write.record(
        lambda incident, facts: ticking.tick(
            incident,
            facts,
            workspace.policy,
            items,
            evidence=evidence,
            run=proof,
            skip=clean_line(not_applicable),
        ),
        workspace,
    )
    if proof is not None and proof.code != 0:
        raise Refused(
            f"the command ended with {proof.code}, so nothing is ticked",
            hint="What it printed is in the timeline: inc show",
        )
