"""`inc resolve`."""

from typing import Annotated

import typer

from inc.cli.options import writes
from inc.cli.writing import Write
from inc.domain.operations import lifecycle


@writes()
def command(
    write: Write,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[TEXT]", help="What to say about it.")
    ] = None,
) -> None:
    """Service is restored and that was verified.

    \b
    Example:
      inc resolve -m "error rate below 0.1% for 15 minutes"
    """
    text = write.text(words)
    write.record(lambda incident, facts: lifecycle.resolve(incident, facts, text))
