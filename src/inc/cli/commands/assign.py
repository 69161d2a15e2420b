"""`inc assign`: who answers for what."""

from typing import Annotated

import typer

from inc.cli.completing import complete_role
from inc.cli.options import writes
from inc.cli.writing import Write
from inc.domain import vocabulary
from inc.domain.operations.assign import assign


@writes()
def command(
    write: Write,
    role: Annotated[
        str,
        typer.Argument(
            metavar="ROLE",
            help="commander (ic), tech_lead (tl), comms_lead, scribe, sme, responder.",
            autocompletion=complete_role,
        ),
    ],
    people: Annotated[
        list[str] | None, typer.Argument(metavar="[WHO]...", help="Names; you, when left out.")
    ] = None,
    remove: Annotated[
        bool, typer.Option("--remove", help="Take the role from them (or from everybody).")
    ] = False,
) -> None:
    """Give a role to somebody; without a name, to you.

    \b
    Examples:
      inc assign ic me
      inc assign sme dan erin -m "they know the database"
      inc assign scribe --remove
    """
    wanted, why, workspace = vocabulary.role(role), write.text(), write.workspace()
    everybody = [] if remove else ["me"]
    named = [write.person(person, workspace) for person in people or everybody]
    write.record(
        lambda incident, facts: assign(incident, facts, wanted, named, why, remove=remove),
        workspace,
    )
