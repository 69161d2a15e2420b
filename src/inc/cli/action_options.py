"""What the commands about action items take: the item that is meant, and what it is."""

from typing import Annotated, Final

import typer

from inc.cli.completing import (
    complete_action_type,
    complete_ended_item,
    complete_open_item,
    complete_priority,
)

_ITEM: Final = "Its ^id, or words that only its text has."

Item = Annotated[str, typer.Argument(metavar="ITEM", help=_ITEM, autocompletion=complete_open_item)]
EndedItem = Annotated[
    str, typer.Argument(metavar="ITEM", help=_ITEM, autocompletion=complete_ended_item)
]
TypeOption = Annotated[
    str,
    typer.Option(
        "-t",
        "--type",
        metavar="TYPE",
        help="prevent, detect, mitigate, …",
        autocompletion=complete_action_type,
    ),
]
TypesOption = Annotated[
    list[str] | None,
    typer.Option(
        "-t",
        "--type",
        metavar="TYPE",
        help="Repeatable.",
        autocompletion=complete_action_type,
    ),
]
PriorityOption = Annotated[
    str,
    typer.Option(
        "-p",
        "--priority",
        metavar="P",
        help="P0, P1, …, as the policy has them.",
        autocompletion=complete_priority,
    ),
]
PrioritiesOption = Annotated[
    list[str] | None,
    typer.Option(
        "-p",
        "--priority",
        metavar="P",
        help="Repeatable.",
        autocompletion=complete_priority,
    ),
]
