"""`inc declare`: the first lines of a record."""

from typing import Annotated

import typer

from inc.cli import receipts
from inc.cli.completing import complete_severity
from inc.cli.options import writes
from inc.cli.session import current
from inc.cli.writing import Write
from inc.domain import vocabulary
from inc.domain.identifiers import incident_id, title
from inc.domain.operations.declare import Declaration, declare
from inc.domain.text import clean_line, prose
from inc.domain.vocabulary import Role
from inc.errors import Refused, UsageError
from inc.workspace import Workspace


@writes("incident")
def command(
    write: Write,
    words: Annotated[list[str], typer.Argument(metavar="TITLE", help="What is broken.")],
    severity: Annotated[
        str | None,
        typer.Option(
            "-s",
            "--severity",
            metavar="SEV",
            help="sev1 (worst) to sev4; when in doubt, the worse one.",
            autocompletion=complete_severity,
        ),
    ] = None,
    impact: Annotated[
        str, typer.Option("--impact", metavar="TEXT", help="Who is hit, and how.")
    ] = "",
    service: Annotated[
        list[str] | None, typer.Option("--service", metavar="NAME", help="Affected; repeatable.")
    ] = None,
    tag: Annotated[
        list[str] | None, typer.Option("--tag", metavar="WORD", help="To find it by; repeatable.")
    ] = None,
    commander: Annotated[
        str | None, typer.Option("--commander", "--ic", metavar="WHO", help="Who coordinates.")
    ] = None,
    tech_lead: Annotated[
        str | None, typer.Option("--tech-lead", "--tl", metavar="WHO", help="Who diagnoses.")
    ] = None,
    comms_lead: Annotated[
        str | None, typer.Option("--comms-lead", "--comms", metavar="WHO", help="Who informs.")
    ] = None,
    started: Annotated[
        str | None, typer.Option("--started", metavar="TIME", help="When the impact began.")
    ] = None,
    detected: Annotated[
        str | None, typer.Option("--detected", metavar="TIME", help="When it was noticed.")
    ] = None,
    channel: Annotated[
        str, typer.Option("--channel", metavar="NAME", help="Where people talk about it.")
    ] = "",
    alias: Annotated[
        list[str] | None,
        typer.Option("--alias", metavar="NAME", help="Its name elsewhere: INC-2934; repeatable."),
    ] = None,
    drill: Annotated[bool, typer.Option("--drill", help="An exercise; never in metrics.")] = False,
) -> None:
    """Declare an incident. When in doubt, declare: downgrading is easier than catching up.

    \b
    Examples:
      inc declare "Checkout failures" -s sev1
      inc declare "Search is slow" -s 3 --service search --started 14:05 --ic me
    """
    if severity is None:
        raise UsageError("no severity was given (-s): how bad is it?", hint=SEVERITIES)
    level, name, text = (
        vocabulary.severity(severity),
        title(clean_line(" ".join(words))),
        write.text(),
    )
    from inc.rendering.templates import Templates
    from inc.store.slugs import slug

    workspace = write.workspace()
    facts = write.facts(workspace)
    leads = {Role.COMMANDER: commander, Role.TECH_LEAD: tech_lead, Role.COMMS_LEAD: comms_lead}
    _refuse_taken(workspace, _clean(alias))
    declaration = Declaration(
        name,
        level,
        text=text,
        impact=clean_line(impact),
        channel=clean_line(channel),
        services=_clean(service),
        tags=_clean(tag),
        aliases=_clean(alias),
        roles={role: [write.person(person, workspace)] for role, person in leads.items() if person},
        started=write.moment(workspace, started),
        detected=write.moment(workspace, detected),
        drill=drill,
    )
    body = Templates(workspace.root).render(
        "incident.md", {"title": name, "impact": prose(declaration.impact)}
    )
    receipt = workspace.create(
        lambda taken: declare(
            incident_id(facts.at.date(), slug(name), taken), declaration, facts, workspace.policy
        ),
        body,
        dry_run=write.dry_run,
        writing=write.writing(),
    )
    current().incident = receipt.change.incident
    receipts.show(receipt, workspace)


SEVERITIES = """\
-s sev1  complete outage, data loss, security breach
-s sev2  a major function is degraded, or many customers are hit
-s sev3  part of something is degraded, and there is a workaround
-s sev4  minor, hardly any impact
When in doubt, the worse one."""


def _clean(values: list[str] | None) -> list[str]:
    cleaned = [clean_line(value) for value in values or []]
    return list(dict.fromkeys(value for value in cleaned if value))


def _refuse_taken(workspace: Workspace, aliases: list[str]) -> None:
    """Raise Refused for an alias that another incident has: it would name both."""
    if not aliases:
        return
    wanted = {alias.casefold() for alias in aliases}
    for alias, name in workspace.aliases():
        if alias.casefold() in wanted:
            raise Refused(
                f"{alias} is the name of {name} already",
                hint=f"To say more about that one: inc log -i {alias} TEXT",
            )
