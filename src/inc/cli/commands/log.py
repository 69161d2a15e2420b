"""`inc log`: append what happened."""

from typing import Annotated

import typer

from inc.cli.completing import complete_kind
from inc.cli.options import writes
from inc.cli.writing import Write
from inc.domain import vocabulary
from inc.domain.operations import respond


@writes()
def command(
    write: Write,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[TEXT]", help="What happened; - reads it.")
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "-k", "--kind", metavar="KIND", help="note, finding, …", autocompletion=complete_kind
        ),
    ] = None,
) -> None:
    """Append what happened to the timeline.

    `Theory: …`, `Found: …`, `Need: …` and `Checking …` choose the kind of the entry, unless -k
    does. With - at the end, output piped in is kept as a block below the message.

    \b
    Examples:
      inc log "Theory: connection leak in the 14:00 deploy"
      inc log -k decision "We fail over to eu-west" --at 15:23
      kubectl get pods | inc log -m "pods before restart" -
    """
    chosen = vocabulary.kind(kind) if kind else None
    text = write.text(words)
    write.record(lambda incident, facts: respond.log(incident, facts, text, chosen))
