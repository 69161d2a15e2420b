"""`inc mitigate`: what reduced the impact."""

from typing import Annotated

import typer

from inc.cli.completing import complete_strategy
from inc.cli.options import writes
from inc.cli.writing import Write
from inc.domain import vocabulary
from inc.domain.operations import respond


@writes()
def command(
    write: Write,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[TEXT]", help="What was done.")
    ] = None,
    strategy: Annotated[
        str | None,
        typer.Option(
            "-s",
            "--strategy",
            metavar="HOW",
            help="rollback, failover, scale, disable, restart, hotfix, traffic-shift, …",
            autocompletion=complete_strategy,
        ),
    ] = None,
) -> None:
    """Record what reduced the impact. Mitigated is not resolved: the status stays.

    \b
    Example:
      inc mitigate "restarted the order-service pods" --strategy restart
    """
    text, how = write.text(words), vocabulary.strategy(strategy) if strategy else None
    write.record(lambda incident, facts: respond.mitigate(incident, facts, text, how))
