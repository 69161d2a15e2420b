"""`inc assign`: who answers for what."""

from typing import Annotated

import typer

from inc.cli.completing import complete_role
from inc.cli.options import writes
from inc.cli.session import current
from inc.cli.writing import Write, usable_policy
from inc.domain import vocabulary
from inc.domain.operations.assign import assign
from inc.errors import UsageError


@writes()
def command(
    write: Write,
    role: Annotated[
        str | None,
        typer.Argument(
            metavar="[ROLE]",
            help="commander (ic), tech_lead (tl), comms_lead, scribe, sme, responder.",
            autocompletion=complete_role,
        ),
    ] = None,
    people: Annotated[
        list[str] | None, typer.Argument(metavar="[WHO]...", help="Names; you, when left out.")
    ] = None,
    remove: Annotated[
        bool, typer.Option("--remove", help="Take the role from them (or from everybody).")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say what each role does; change nothing.")
    ] = False,
) -> None:
    """Give a role to somebody; without a name, to you.

    \b
    Examples:
      inc assign ic me
      inc assign sme dan erin -m "they know the database"
      inc assign scribe --remove
      inc assign --explain ic
    """
    wanted = vocabulary.role(role) if role else None
    if explain:
        from inc.cli import explaining

        current().is_write = False
        explaining.roles(usable_policy(write.workspace()), wanted)
        return
    if wanted is None:
        raise UsageError(
            "no role was given", hint="inc assign ic alice\nWhat each does: inc assign --explain"
        )
    why, workspace = write.text(), write.workspace()
    everybody = [] if remove else ["me"]
    named = [write.person(person, workspace) for person in people or everybody]
    write.record(
        lambda incident, facts: assign(incident, facts, wanted, named, why, remove=remove),
        workspace,
    )
