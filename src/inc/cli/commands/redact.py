"""`inc redact`: take the text of an entry out of the document."""

from typing import Annotated

import typer

from inc.cli.options import writes
from inc.cli.session import current
from inc.cli.writing import Write
from inc.domain.incident import Change, Facts, Incident
from inc.domain.operations import correct
from inc.workspace import Receipt


@writes("at")
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
        found = correct.find_entry(incident.entries, entry, current().typed_at)
        still.extend(correct.also_in(incident, found))
        return correct.redact(incident, facts, found, why)

    def advise(receipt: Receipt) -> list[str]:
        held = correct.REDACTED_HELP.format(path=receipt.edit.path)
        if not still:
            return [f"The document no longer holds the text, but {held}"]
        places = ", ".join(still)
        return [f"The same words STILL stand in {places}: inc edit, or redact those too.", held]

    write.record(operate, advise=advise)
