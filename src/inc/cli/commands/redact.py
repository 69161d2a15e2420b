"""`inc redact`: take the text of an entry out of the document."""

from typing import Annotated

import typer

from inc.cli import output
from inc.cli.writing import Write, writes
from inc.domain.incident import Change, Facts, Incident
from inc.domain.operations import correct


@writes()
def command(
    write: Write,
    entry: Annotated[
        str, typer.Argument(metavar="ENTRY", help="last, last~2, or a unique part of its ^id.")
    ],
) -> None:
    """Replace the text of an entry by a marker. Git history still holds the words.

    \b
    Example:
      inc redact last -m "customer name"
    """
    why = write.text()
    still: list[str] = []

    def operate(incident: Incident, facts: Facts) -> Change:
        found = correct.find_entry(incident.entries, entry)
        still.extend(correct.also_in(incident, found))
        return correct.redact(incident, facts, found, why)

    receipt = write.record(operate)
    if receipt.commit:
        output.talk(correct.REDACTED_HELP.format(path=receipt.edit.path))
    for place in still:
        output.talk(f"The same words also stand in {place}.")
