"""`inc restrict`: what may not leave the repository."""

from typing import Annotated

import typer

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

    \b
    Examples:
      inc restrict -m "customer data in the logs"
      inc restrict --lift -m "disclosed on 2026-04-01"
    """
    why = write.text(words)
    write.record(lambda incident, facts: visibility.restrict(incident, facts, why, lift=lift))
