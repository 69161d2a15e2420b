"""`inc tick`: an item of a checklist is done, or does not apply."""

from typing import Annotated

import typer

from inc.cli import output, proving
from inc.cli.items import meant
from inc.cli.options import TEXT, writes
from inc.cli.writing import Write, usable_policy
from inc.domain.operations import ticking
from inc.domain.text import clean_line
from inc.errors import Refused, UsageError


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
    workspace, skip = write.workspace(), clean_line(not_applicable)
    if skip and (evidence or run):
        raise UsageError("an item that does not apply needs no proof", hint="Give one of the two.")
    names = meant(
        write,
        workspace,
        lambda incident, facts, policy: ticking.check(incident, facts, policy, items, skip=skip),
    )
    proof = proving.run(run) if run and not write.dry_run else None
    write.record(
        lambda incident, facts: ticking.tick(
            incident,
            facts,
            usable_policy(workspace),
            names,
            evidence=evidence,
            run=proof,
            skip=skip,
        ),
        workspace,
    )
    if run and write.dry_run:
        output.talk(f"The command was not run, and is to end with 0: {run}")
    if proof is not None and proof.code != 0:
        raise Refused(
            f"the command ended with {proof.code}, so nothing is ticked",
            hint="What it printed is in the timeline: inc show",
        )
