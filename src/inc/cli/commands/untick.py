"""`inc untick`: an item of a checklist is not done after all."""

from typing import Annotated

import typer

from inc.cli.items import meant
from inc.cli.options import writes
from inc.cli.writing import Write, usable_policy
from inc.domain.operations import ticking


@writes()
def command(
    write: Write,
    items: Annotated[
        list[str], typer.Argument(metavar="ITEM...", help="Numbers, or words that only it has.")
    ],
) -> None:
    """Take a tick back, and say why.

    \b
    Example:
      inc untick "metrics back to normal" -m "the error rate is up again"
    """
    why, workspace = write.text(), write.workspace()
    names = meant(
        write,
        workspace,
        lambda incident, facts, policy: ticking.check_ticked(incident, facts, policy, items),
    )
    write.record(
        lambda incident, facts: ticking.untick(
            incident, facts, usable_policy(workspace), names, why
        ),
        workspace,
    )
