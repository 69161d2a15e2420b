"""`inc checklist`: what is done, by whom, when, and what is left."""

from typing import Annotated, Any

import typer

from inc.cli import output
from inc.cli.reading import IncidentOption, Json, open_incident
from inc.cli.session import current
from inc.cli.writing import usable_policy
from inc.domain import checklists
from inc.domain.checklists import Standing
from inc.domain.incident import Incident
from inc.domain.policy import Policy
from inc.domain.tasks import DONE, NOT_APPLICABLE
from inc.domain.times import iso, minute
from inc.errors import NotFound
from inc.workspace import Workspace

_MARKS = {DONE: "[x]", NOT_APPLICABLE: "[-]"}


def command(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="declare, resolve, close, …")
    ] = None,
    incident: IncidentOption = None,
    everything: Annotated[
        bool, typer.Option("-a", "--all", help="Those of later steps too.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show the checklists of an incident; those whose step has come, unless told otherwise.

    \b
    Examples:
      inc checklist
      inc checklist resolve
    """
    workspace, found = open_incident(None, incident, as_json=as_json)
    items = _chosen(found, usable_policy(workspace), names or [], everything=everything)
    if as_json:
        output.as_json({"incident": found.id, "items": [as_dict(one) for one in items]})
        return
    if not items:
        output.talk("No checklist has begun. All of them: inc checklist --all")
    title = ""
    for one in items:
        if one.title != title:
            output.say(one.title if not title else f"\n{one.title}")
            title = one.title
        output.say(output.wrapped(line(one, workspace), rest="        "))


def _chosen(
    incident: Incident, policy: Policy, names: list[str], *, everything: bool
) -> list[Standing]:
    items = checklists.standing(incident, policy, current().now)
    known = {one.checklist.casefold() for one in items}
    for name in names:
        if name.casefold() not in known:
            raise NotFound(
                f"there is no checklist '{name}' for this incident",
                hint=f"One of: {', '.join(dict.fromkeys(one.checklist for one in items))}.",
            )
    later = checklists.later(incident, policy)
    if names:
        wanted = {name.casefold() for name in names}
        return [one for one in items if one.checklist.casefold() in wanted]
    return [one for one in items if everything or one.checklist not in later]


def line(one: Standing, workspace: Workspace) -> str:
    """An item for a person: its number, its box, and who ticked it when, or what it waits for."""
    mark = _MARKS.get(one.state, "[ ]")
    return f"{one.number:>3} {mark} {one.text}{_after(one, workspace)}"


def _after(one: Standing, workspace: Workspace) -> str:
    if one.is_open:
        told = ", ".join(
            part for part in (one.missing, one.command if one.computed else "") if part
        )
        return f"  ({told})" if told else ""
    parts = [f"does not apply: {one.reason}" if one.reason else ""]
    if one.computed:
        parts.append("as the record says")
    elif one.entry:
        parts.append(f"@{one.entry.author}, {minute(one.entry.at, workspace.shown_zone)}")
        parts.append(one.evidence)
    else:
        parts.append("by hand")
    return f"  ({'; '.join(part for part in parts if part)})"


def as_dict(one: Standing) -> dict[str, Any]:
    """An item for programs."""
    return {
        "number": one.number,
        "checklist": one.checklist,
        "text": one.text,
        "state": one.state,
        "computed": one.computed or None,
        "reason": one.reason or None,
        "by": one.entry.author if one.entry else None,
        "at": iso(one.entry.at) if one.entry else None,
        "evidence": one.evidence or None,
        "missing": one.missing or None,
    }
