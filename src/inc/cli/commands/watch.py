"""`inc watch`: an incident, live."""

from typing import Annotated

import typer

from inc.cli import output
from inc.cli.frame import Size
from inc.cli.live import Source, watch
from inc.cli.reading import IncidentOption, Reference, open_workspace
from inc.cli.session import current, read_clock
from inc.cli.writing import named_incident, one_of


def command(
    reference: Reference = None,
    incident: IncidentOption = None,
    once: Annotated[bool, typer.Option("--once", help="Print it once; do not stay.")] = False,
) -> None:
    """Show an incident live: its state, what is due, who waits for news, the last entries.

    It stays until q or Ctrl-C. Where no person is looking on a terminal it is printed once.

    \b
    Examples:
      inc watch
      inc watch checkout --once
    """
    workspace, environ = open_workspace(as_json=False), current().environ
    source = Source(workspace, named_incident(workspace, one_of(reference, incident)))
    if not once and output.is_screen() and environ.get("TERM") != "dumb":
        watch(source, read_clock, no_color=bool(environ.get("NO_COLOR")))
        return
    for line in source.lines(current().now, Size(80)):
        output.say(output.wrapped(line.text, rest=" " * 9))
