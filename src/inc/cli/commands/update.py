"""`inc update`: tell people where things stand."""

from datetime import datetime
from typing import Annotated

import typer

from inc.cli import remarks
from inc.cli.at_once import Warnings, together
from inc.cli.completing import complete_audience, complete_status
from inc.cli.options import writes
from inc.cli.writing import Write, usable_policy
from inc.domain import vocabulary
from inc.domain.incident import Change, Facts, Incident
from inc.domain.operations import update
from inc.domain.operations.update import StatusUpdate
from inc.domain.vocabulary import Kind
from inc.workspace import Receipt, Workspace


@writes()
def command(
    write: Write,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[TEXT]", help="The message.")
    ] = None,
    status: Annotated[
        str | None,
        typer.Option(
            "-s",
            "--status",
            metavar="STATUS",
            help="investigating, identified, monitoring, resolved, closed.",
            autocompletion=complete_status,
        ),
    ] = None,
    impact: Annotated[
        str, typer.Option("--impact", metavar="TEXT", help="What is broken, and for whom.")
    ] = "",
    known: Annotated[str, typer.Option("--known", metavar="TEXT", help="What we know.")] = "",
    doing: Annotated[str, typer.Option("--doing", metavar="TEXT", help="What we do now.")] = "",
    eta: Annotated[str, typer.Option("--eta", metavar="TEXT", help="When it may be over.")] = "",
    workaround: Annotated[
        str, typer.Option("--workaround", metavar="TEXT", help="What users can do meanwhile.")
    ] = "",
    next_: Annotated[
        str | None,
        typer.Option(
            "--next",
            metavar="WHEN",
            help="When the next update comes, in the team's zone: 30m, 15:00.",
        ),
    ] = None,
    audience: Annotated[
        str,
        typer.Option(
            "-a",
            "--audience",
            metavar="WHO",
            help="internal, responders, executive or customer.",
            autocompletion=complete_audience,
        ),
    ] = "internal",
    channel: Annotated[
        str, typer.Option("--channel", metavar="NAME", help="Where the response talks.")
    ] = "",
    file: Annotated[
        str | None,
        typer.Option("--file", metavar="FILE", help="Take the form of -e from a file; - reads it."),
    ] = None,
) -> None:
    """Tell people where things stand; change status and impact with it.

    With -e the form for the audience opens, filled with what the record says.

    \b
    Examples:
      inc update "Rolling restart under way" --next 30m
      inc update --status monitoring --known "the pool was exhausted"
      inc update -a customer -e
    """
    told = StatusUpdate(
        write._replace(edit=False).text(words),
        vocabulary.audience(audience),
        vocabulary.status(status) if status else None,
        *(impact, known, doing, eta, workaround),
    )
    workspace = write.workspace()

    def promise(at: datetime) -> datetime | None:
        return _promise(next_, at, workspace) if next_ else None

    def operate(incident: Incident, facts: Facts) -> Change:
        given = told._replace(next=promise(facts.at))
        if filled:
            given = filled.told(incident, given, facts.at, workspace)
        ends = given.status and not given.status.is_open and given.status != incident.status
        policy = workspace.policy if ends else usable_policy(workspace)
        return update.update(incident, facts, policy, given, channel)

    filled = None
    if write.edit or file:
        from inc.cli.filling import fill

        filled = fill(write, workspace, told, promise, file)
    write.record(operate, workspace, warn=lambda receipt: _remarks(receipt, workspace))


def _remarks(receipt: Receipt, workspace: Workspace) -> Warnings:
    said = remarks.on(receipt, usable_policy(workspace))
    if all(entry.kind is not Kind.REOPENED for entry in receipt.change.added):
        return said
    from inc.cli import aftermath  # few updates reopen

    return together([said, aftermath.will_change(receipt, workspace)])


def _promise(typed: str, at: datetime, workspace: Workspace) -> datetime:
    """The time of the next update, seen from the time of this one."""
    from inc.domain.typed_times import parse_deadline

    return parse_deadline(typed, now=at, zone=usable_policy(workspace).zone)
