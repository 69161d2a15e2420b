"""The options that all commands that write have in common."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import typer

from inc.cli.reading import IncidentOption
from inc.cli.session import current
from inc.cli.writing import Write
from inc.domain.overrides import SHORTEST_REASON

DryRun = Annotated[
    bool, typer.Option("-n", "--dry-run", help="Show what would change; change nothing.")
]

Override = Annotated[
    str,
    typer.Option(
        "--override",
        metavar="REASON",
        help=f"Although something is missing; recorded ({SHORTEST_REASON} characters or more).",
    ),
]

_OPTIONS: dict[str, Any] = {
    "incident": IncidentOption,
    "at": Annotated[
        str | None,
        typer.Option(
            "--at", metavar="TIME", help="When it happened: 15:23, 'yesterday 15:23', '45m ago'."
        ),
    ],
    "by": Annotated[
        str | None, typer.Option("--by", metavar="WHO", help="Who did it; you, unless told.")
    ],
    "message": Annotated[
        str | None,
        typer.Option("-m", "--message", metavar="TEXT", help="The text; - reads standard input."),
    ],
    "edit": Annotated[bool, typer.Option("-e", "--edit", help="Write the text in your editor.")],
    "dry_run": DryRun,
    "as_json": Annotated[bool, typer.Option("--json", help="Answer in JSON.")],
}
TEXT = ("message", "edit")


def writes(*without: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the common options; its first parameter gets them as one `Write`."""

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        names = [name for name in _OPTIONS if name not in without]

        @wraps(function)
        def command(**values: Any) -> None:
            write = Write(**{name: values.pop(name) for name in names})
            session = current()
            session.is_write = True
            session.dry_run, session.as_json = write.dry_run, write.as_json
            function(write, **values)

        own = list(inspect.signature(function).parameters.values())[1:]
        common = [_parameter(name) for name in names]
        command.__signature__ = inspect.Signature([*own, *common])  # type: ignore[attr-defined]
        command.__annotations__ = {part.name: part.annotation for part in [*own, *common]}
        del command.__wrapped__
        return command

    return decorate


def _parameter(name: str) -> inspect.Parameter:
    hint = _OPTIONS[name]
    default = False if hint.__origin__ is bool else None
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return inspect.Parameter(name, kind, default=default, annotation=hint)
