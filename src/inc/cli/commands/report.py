"""`inc report`: the reviews of a week, a month and a quarter."""

import os
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from inc.cli import output
from inc.cli.indexed import indexed
from inc.cli.reading import Json, open_workspace
from inc.cli.session import current
from inc.errors import UsageError
from inc.reports import composing, page, saving
from inc.reports.periods import MONTHLY, QUARTERLY, WEEKLY, named
from inc.reports.source import Facts
from inc.workspace import Workspace

_HELP = """Write the review of a week, a month or a quarter, beside the one before.

The page is Markdown with charts (SVG) and a table for each. Nothing is recorded.

\b
Examples:
  inc report weekly
  inc report monthly --of 2026-03 --out reports/2026-03.md
  inc report quarterly --json
"""
Of = Annotated[
    str | None,
    typer.Option("--of", metavar="PERIOD", help="2026-W10, 2026-03, 2026-Q1, current or last."),
]
Period = Annotated[str | None, typer.Argument(metavar="[PERIOD]", help="As --of has it.")]
Out = Annotated[
    str | None,
    typer.Option("--out", metavar="FILE", help="Write it there; links begin at that folder."),
]
Force = Annotated[
    bool, typer.Option("--force", help="Write over FILE although it is no report of ours.")
]
NoCharts = Annotated[
    bool, typer.Option("--no-charts", help="Tables only, for a forge that shows no SVG.")
]

app = typer.Typer(help=_HELP, no_args_is_help=True, rich_markup_mode=None)


@app.command("weekly")
def weekly(
    period: Period = None,
    of: Of = None,
    out: Out = None,
    force: Force = False,
    no_charts: NoCharts = False,
    as_json: Json = False,
) -> None:
    """Review a week: incidents by severity, the longest, on-call load.

    The last week that is over, from Monday to Sunday, unless --of says otherwise.

    \b
    Examples:
      inc report weekly
      inc report weekly --of 2026-W10 --out week.md
    """
    _report(WEEKLY, _of(period, of), out, force=force, no_charts=no_charts, as_json=as_json)


@app.command("monthly")
def monthly(
    period: Period = None,
    of: Of = None,
    out: Out = None,
    force: Force = False,
    no_charts: NoCharts = False,
    as_json: Json = False,
) -> None:
    """Review a month: the course of MTTD, MTTA and MTTR, action items, repeats, promises.

    The last month that is over, unless --of says otherwise.

    \b
    Examples:
      inc report monthly
      inc report monthly 2026-03 --json
    """
    _report(MONTHLY, _of(period, of), out, force=force, no_charts=no_charts, as_json=as_json)


@app.command("quarterly")
def quarterly(
    period: Period = None,
    of: Of = None,
    out: Out = None,
    force: Force = False,
    no_charts: NoCharts = False,
    as_json: Json = False,
) -> None:
    """Review a quarter: trends, targets met and missed, training, runbooks.

    The last quarter that is over, unless --of says otherwise.

    \b
    Examples:
      inc report quarterly
      inc report quarterly --of 2026-Q1 --out review.md
    """
    _report(QUARTERLY, _of(period, of), out, force=force, no_charts=no_charts, as_json=as_json)


def _of(period: str | None, of: str | None) -> str | None:
    """The period that is meant, however it was typed."""
    if period is not None and of is not None:
        raise UsageError("the period is named twice", hint=f"Leave one: --of {quote(of)}")
    return of if period is None else period


def _report(
    kind: str,
    of: str | None,
    out: str | None,
    *,
    force: bool,
    no_charts: bool,
    as_json: bool,
) -> None:
    if as_json and out is not None:
        raise UsageError("--json prints the facts and writes no page", hint="Leave one of the two.")
    workspace, session = open_workspace(as_json=as_json), current()
    policy = workspace.policy  # a broken one is an error: numbers by the default one mislead
    period = named(kind, of, now=session.now, zone=policy.zone)
    path = None
    if out is not None:
        place = (session.start, workspace.root, workspace.repository)
        path = saving.target(out, *place, force=force)
    with indexed(workspace) as index:
        facts = composing.facts(index, policy, period, now=session.now, read=workspace.incident)
    if as_json:
        output.as_json(facts)
        return
    text = _page(workspace, facts, path, with_charts=not no_charts)
    if path is None:
        for line in text.removesuffix("\n").split("\n"):
            output.say(line)
        return
    saving.save(path, text)
    output.say(f"Wrote the report on {period.name} to {out}")
    output.talk("Nothing is recorded." + _how_to_keep(workspace, path))


def _how_to_keep(workspace: Workspace, path: Path) -> str:
    """What to type to have the file in git, where it stands in the repository."""
    if not path.resolve().is_relative_to(workspace.repository.worktree.resolve()):
        return ""
    told = quote(os.path.relpath(path, current().start))
    return f" To keep it: git add {told} && git commit"


def _page(workspace: Workspace, facts: Facts, path: Path | None, *, with_charts: bool) -> str:
    """The report as its template has it, with links from where it will stand."""
    from inc.rendering.templates import Templates

    way_to = saving.way_from(path.parent if path else workspace.root, workspace.root)
    told = page.for_template(facts, way_to, with_charts=with_charts)
    text = Templates(workspace.root).render(page.template(facts["report"]), told)
    return page.marked(text, facts)
