"""`inc metrics`: how incidents are detected, answered and resolved, in numbers."""

from typing import Annotated

import typer

from inc.cli.metrics_answer import DIVIDED_BY, INCLUDED, Request
from inc.cli.metrics_showing import Form, run
from inc.cli.query_options import (
    Commanders,
    Services,
    Severities,
    Since,
    Statuses,
    Tags,
    Until,
    Words,
)
from inc.cli.querying import Asked
from inc.cli.reading import Json


def complete_by(incomplete: str) -> list[str]:
    """What incidents are divided by."""
    return [name for name in DIVIDED_BY if name.startswith(incomplete)]


def complete_included(incomplete: str) -> list[str]:
    """What is left out unless it is asked for."""
    return [name for name in INCLUDED if name.startswith(incomplete)]


def command(
    words: Words = None,
    severity: Severities = None,
    status: Statuses = None,
    service: Services = None,
    tag: Tags = None,
    ic: Commanders = None,
    since: Since = None,
    until: Until = None,
    by: Annotated[
        str,
        typer.Option(
            "--by",
            metavar="WHAT",
            help="Each severity, service, team, month, week, quarter, year, hour, weekday, type, "
            "tag, commander, cause, runbook, or any field of yours.",
            autocompletion=complete_by,
        ),
    ] = "",
    include: Annotated[
        list[str] | None,
        typer.Option(
            "--include",
            metavar="WHAT",
            help="What is left out otherwise: drills,restricted.",
            autocompletion=complete_included,
        ),
    ] = None,
    load: Annotated[
        bool, typer.Option("--load", help="What each person carries, and out of hours.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="What the metrics mean; or of one: --explain mttr.")
    ] = False,
    as_json: Json = False,
    prom: Annotated[
        bool, typer.Option("--prom", help="For Prometheus: the textfile collector's format.")
    ] = False,
) -> None:
    """Measure how incidents are detected, answered and resolved.

    All incidents, unless words choose some, as for list; drills and restricted ones only if
    included. An incident belongs to the period in which it began.

    \b
    Examples:
      inc metrics
      inc metrics --since 2026-01 --until 2026-03 --by severity
      inc metrics service:checkout --by month
      inc metrics --load --since 30d
      inc metrics --explain mttr
      inc metrics --prom > /var/lib/node_exporter/inc.prom
    """
    named = (severity or (), status or (), service or (), tag or (), ic or ())
    request = Request(words or (), since, until, by, include or (), load)
    request = request._replace(options=Asked((), *named))
    run(request, Form(as_json=as_json, prom=prom, explain=explain))
