"""`inc ack`: somebody is on it."""

from typing import Annotated

import typer

from inc.cli.options import writes
from inc.cli.writing import Write
from inc.domain.operations import respond


@writes()
def command(
    write: Write,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[TEXT]", help="What to add to it.")
    ] = None,
) -> None:
    """Acknowledge the alert: somebody is on it.

    \b
    Examples:
      inc ack
      inc ack "paged by PagerDuty, looking" --at 14:24 --by bob
    """
    text = write.text(words)
    write.record(lambda incident, facts: respond.acknowledge(incident, facts, text))
