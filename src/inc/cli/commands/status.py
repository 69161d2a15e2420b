"""`inc status`: where things stand, ready to paste."""

from collections.abc import Iterator
from typing import Annotated

import typer

from inc.cli import output
from inc.cli.completing import complete_audience
from inc.cli.reading import IncidentOption, Json, Reference, open_incident
from inc.cli.session import current
from inc.cli.writing import usable_policy
from inc.domain import cadence, vocabulary
from inc.domain.communication import came_late, is_late
from inc.domain.disclosure import refuse_restricted
from inc.domain.incident import Incident
from inc.domain.policy import Policy
from inc.domain.situation import situation, told_of_end
from inc.domain.vocabulary import Audience
from inc.errors import Refused, UsageError


def command(
    reference: Reference = None,
    incident: IncidentOption = None,
    audience: Annotated[
        str | None,
        typer.Option(
            "-a",
            "--audience",
            metavar="WHO",
            help="internal (unless told), responders, executive or customer.",
            autocompletion=complete_audience,
        ),
    ] = None,
    resolution: Annotated[
        bool, typer.Option("--resolution", help="The customers' summary after the end.")
    ] = False,
    disclose: Annotated[
        str,
        typer.Option(
            "--disclose", metavar="WHO", help="Who allowed it, for a restricted incident."
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """Print where things stand, ready to paste into a channel or a status page.

    \b
    Examples:
      inc status
      inc status checkout -a customer
    """
    from inc.rendering.templates import Templates

    reader = _reader(audience, resolution=resolution)
    workspace, found = open_incident(reference, incident, as_json=as_json)
    refuse_restricted(found, reader, disclose)
    facts = situation(found, reader, current().now, usable_policy(workspace).zone_for(reader))
    name = _template(found, reader, resolution=resolution)
    text = Templates(workspace.root).render(name, facts)
    if as_json:
        output.as_json({"incident": found.id, "audience": reader.value, "text": text})
    else:
        output.say(text.rstrip("\n"))
    for sentence in _missing(facts) if name == _RESOLUTION else ():
        output.talk(sentence)
    for sentence in _late(found, reader, usable_policy(workspace)):
        output.talk(sentence)


_RESOLUTION = "resolution.md"


def _reader(audience: str | None, *, resolution: bool) -> Audience:
    """Whose text it is; the summary after the end is for customers."""
    reader = vocabulary.audience(audience) if audience else None
    if resolution and reader not in (None, Audience.CUSTOMER):
        raise UsageError(
            f"--resolution is for customers, not for {reader}", hint="inc status --resolution"
        )
    return reader or (Audience.CUSTOMER if resolution else Audience.INTERNAL)


def _template(found: Incident, reader: Audience, *, resolution: bool) -> str:
    """The name of the template: for customers the summary, once they were told of the end."""
    if resolution and found.is_open:
        raise Refused(
            f"{found.id} is {found.status}, so there is no end to sum up yet",
            hint=f"What customers read now: inc status -a customer -i {found.id}",
        )
    told = reader is Audience.CUSTOMER and told_of_end(found, reader)
    return _RESOLUTION if resolution or told else f"status-{reader}.md"


def _missing(facts: dict[str, object]) -> Iterator[str]:
    """What a summary ought to say and does not."""
    labels = {"ended": "how it ended", "prevents": "what prevents it"}
    missing = [label for field, label in labels.items() if not facts[field]]
    if missing:
        yield f"It does not say {' or '.join(missing)}: inc update -a customer -e"


def _late(found: Incident, reader: Audience, policy: Policy) -> Iterator[str]:
    """How late the last update came, or the next one is."""
    told = cadence.updates(found.entries, reader)
    late = cadence.kept_late(found, told[-1]) if told else None
    if late and found.is_open:
        yield came_late(late, told[-1].at, policy)
    due = cadence.due(found, policy, reader) if found.is_open else None
    if due and due.promised and due.is_overdue(current().now):
        yield is_late(due, current().now, policy)
