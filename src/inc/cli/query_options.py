"""The options and words of all commands that choose incidents by a query."""

from __future__ import annotations

from typing import Annotated

import typer

from inc.cli.completing import complete_severity, complete_status
from inc.cli.completing_queries import complete_query

Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[QUERY]",
        help='Words, "phrases" and filters: status:open sev:1 service:checkout -tag:drill.',
        autocompletion=complete_query,
    ),
]
Severities = Annotated[
    list[str] | None,
    typer.Option(
        "-s",
        "--severity",
        metavar="SEV",
        help="Of that severity; repeatable.",
        autocompletion=complete_severity,
    ),
]
Statuses = Annotated[
    list[str] | None,
    typer.Option(
        "--status",
        metavar="STATUS",
        help="Of that status, closed ones too; repeatable.",
        autocompletion=complete_status,
    ),
]
Services = Annotated[
    list[str] | None,
    typer.Option("--service", metavar="NAME", help="That affect a service; repeatable."),
]
Tags = Annotated[
    list[str] | None, typer.Option("--tag", metavar="TAG", help="With a tag; repeatable.")
]
Commanders = Annotated[
    list[str] | None,
    typer.Option("--ic", metavar="NAME", help="That somebody (or me) commands; repeatable."),
]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="TIME", help="Began then or later: 7d, 2026-03, 14:00."),
]
Until = Annotated[
    str | None,
    typer.Option("--until", metavar="TIME", help="Began before its end: 2026-03, yesterday."),
]
