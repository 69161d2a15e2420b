"""`inc link`: how incidents relate."""

from typing import Annotated

import typer

from inc.cli.completing import complete_incident
from inc.cli.options import writes
from inc.cli.writing import Write
from inc.domain import vocabulary
from inc.domain.operations import respond
from inc.domain.text import clean_line


@writes()
def command(
    write: Write,
    other: Annotated[
        str,
        typer.Argument(
            metavar="ID|URL",
            help="Another incident, or an address.",
            autocompletion=complete_incident,
        ),
    ],
    how: Annotated[
        str, typer.Option("--as", metavar="HOW", help="related, duplicate-of or caused-by.")
    ] = "related",
) -> None:
    """Relate the incident to another one, or to an address on the web.

    \b
    Examples:
      inc link 2026-03-04-checkout-failures --as caused-by
      inc link https://status.example.com/incidents/42
    """
    relation, why = vocabulary.link(how), write.text()
    workspace = write.workspace()
    target = clean_line(other) if "://" in other else workspace.resolve(other)
    write.record(
        lambda incident, facts: respond.link(incident, facts, target, relation, why), workspace
    )
