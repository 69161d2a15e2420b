"""`inc declare`: the first lines of a record."""

from typing import Annotated

import typer

from inc.cli import receipts, triage
from inc.cli.at_once import Warnings, said, together
from inc.cli.completing import complete_severity
from inc.cli.looking_alike import look
from inc.cli.options import writes
from inc.cli.runbook_offer import offer
from inc.cli.session import current
from inc.cli.writing import Write, usable_policy
from inc.domain import vocabulary
from inc.domain.identifiers import incident_id, title
from inc.domain.operations.declare import Declaration, declare
from inc.domain.operations.visibility import RESTRICTED
from inc.domain.text import clean_line, prose
from inc.domain.vocabulary import Role
from inc.errors import Refused
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
    user_impact: Annotated[
        str | None,
        typer.Option("--user-impact", metavar="HOW", help="low, medium or high; with --scope."),
    ] = None,
    scope: Annotated[
        str | None,
        typer.Option("--scope", metavar="HOW", help="limited, medium or wide: gives the severity."),
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
    security: Annotated[
        bool, typer.Option("--security", help="A security incident: its checklist, restricted.")
    ] = False,
    vendor: Annotated[
        str, typer.Option("--vendor", metavar="NAME", help="A vendor's: its checklist.")
    ] = "",
    restricted: Annotated[
        bool | None,
        typer.Option("--restricted/--public", help="Whether its text stays in the repository."),
    ] = None,
) -> None:
    """Declare an incident. When in doubt, declare: downgrading is easier than catching up.

    \b
    Examples:
      inc declare "Checkout failures" -s sev1
      inc declare "Checkout is slow" --user-impact high --scope medium
      inc declare "Search is slow" -s 3 --service search --started 14:05 --ic me
    """
    name, known = title(clean_line(" ".join(words))), triage.answered(user_impact, scope)
    level, known = (vocabulary.severity(severity), known) if severity else triage.assess(known)
    text = "\n".join(part for part in (write.text(), *known.lines()) if part)
    from inc.rendering.templates import Templates
    from inc.store.slugs import slug

    workspace = write.workspace()
    facts, policy = write.facts(workspace), usable_policy(workspace)
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
        type=_type(security=security, vendor=clean_line(vendor)),
        visibility=RESTRICTED if (security if restricted is None else restricted) else "",
        vendor=clean_line(vendor),
    )
    body = Templates(workspace.root).render(
        "incident.md", {"title": name, "impact": prose(declaration.impact)}
    )
    receipt = workspace.create(
        lambda taken: declare(
            incident_id(facts.at.date(), slug(name), taken), declaration, facts, policy
        ),
        body,
        dry_run=write.dry_run,
        writing=write.writing(),
    )
    current().incident = receipt.change.incident
    found = offer(workspace, declaration)
    alike = look(workspace, declaration, receipt, current().now)
    warnings = together([_in_the_open(declaration), found.lines, alike.lines])
    receipts.show(receipt, workspace, warnings=warnings, facts={**found.facts, **alike.facts})


def _in_the_open(declaration: Declaration) -> Warnings:
    if not declaration.visibility:
        return Warnings()
    text = "The title is in the file name and in git history; keep secrets out of it."
    return said("title-is-open", text)


def _type(*, security: bool, vendor: str) -> str:
    """What kind of incident it is: a breach at a vendor is one of security."""
    return "security" if security else "vendor" if vendor else ""


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
