"""`inc handoff`: a role changes hands in three sentences; the brief."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated

import typer

from inc.cli import output
from inc.cli.at_once import Warnings, of_offer
from inc.cli.completing import complete_handoff
from inc.cli.options import writes
from inc.cli.session import current
from inc.cli.structure import drawable
from inc.cli.writing import Write, usable_policy
from inc.domain import handoffs, vocabulary
from inc.domain.brief import brief, status_lines
from inc.domain.handoffs import Step
from inc.domain.incident import Change, Facts, Incident
from inc.domain.operations import handoff
from inc.domain.text import visible
from inc.domain.view import View
from inc.domain.vocabulary import Role
from inc.errors import UsageError
from inc.workspace import Receipt, Workspace

Answer = Callable[[Incident, Facts, Role | None, str], Change]

_ANSWERS: dict[str, Answer] = {
    "take": handoff.take,
    "confirm": handoff.confirm,
    "withdraw": handoff.withdraw,
    "decline": handoff.decline,
}


@writes()
def command(
    write: Write,
    step: Annotated[
        str,
        typer.Argument(
            metavar="ROLE|STEP",
            help="The role to offer; or take, confirm, withdraw, decline, brief.",
            autocompletion=complete_handoff,
        ),
    ],
    role: Annotated[
        str | None,
        typer.Argument(metavar="[ROLE]", help="Which one is meant, where several are under way."),
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="WHO", help="Who is to have the role.")
    ] = None,
) -> None:
    """Hand a role over in three sentences: "to you", "I take it, status is …", "confirmed".

    Until the third, the role stays with the one who offered it, and both are shown. withdraw (by
    who offered) and decline (by who was asked) end it; brief prints what the next person needs.

    \b
    Examples:
      inc handoff commander --to bob -m "end of my shift"
      inc handoff brief
      inc handoff take -m "current status is: pool restarted, watching errors"
      inc handoff confirm
      inc handoff decline -m "I am on the database"
    """
    if step == "brief":
        _refuse(role or to, "the brief takes no further word; -i names the incident")
        _brief(write)
    elif step in _ANSWERS:
        _refuse(to, f"who the role goes to was said by the offer; {step} needs no --to")
        _answer(write, step, vocabulary.role(role) if role else None)
    else:
        wanted = vocabulary.role(step)
        _refuse(role, f"'{role}' is one word too many")
        _offer(write, wanted, to)


def _refuse(word: str | None, what: str) -> None:
    if word:
        raise UsageError(what, hint="See: inc handoff --help")


def _offer(write: Write, role: Role, to: str | None) -> None:
    if not to:
        raise UsageError(f"to whom does {role} go?", hint=f"inc handoff {role} --to WHO -m WHY")
    workspace = write.workspace()
    person, why = write.person(to, workspace), write.text()
    write.record(
        lambda incident, facts: handoff.offer(incident, facts, role, person, why),
        workspace,
        _after_offer,
        partial(_two_roles, workspace=workspace),
    )


def _after_offer(receipt: Receipt) -> Sequence[str]:
    told = _told(receipt)
    take = f"inc handoff take{_named(receipt, told.role)} {handoff.STATUS}"
    return [f"Next: {told.to}: {take} (to know it: inc handoff brief)"]


def _two_roles(receipt: Receipt, workspace: Workspace) -> Warnings:
    told = _told(receipt)
    return of_offer(receipt, told.role, told.to, workspace)


def _answer(write: Write, step: str, role: Role | None) -> None:
    workspace = write.workspace()

    def draft() -> str:
        return status_lines(_view(workspace, write.resolve(workspace)))

    text = write.text(draft=draft if step == "take" else str)
    write.record(
        lambda incident, facts: _ANSWERS[step](incident, facts, role, text),
        workspace,
        _after_take if step == "take" else None,
    )


def _after_take(receipt: Receipt) -> Sequence[str]:
    role = _told(receipt).role
    [offered] = [one for one in handoffs.pending(receipt.entries) if one.role is role]
    return [f"Next: {offered.holder}: inc handoff confirm{_named(receipt, role)}"]


def _told(receipt: Receipt) -> Step:
    """The sentence that was recorded."""
    return next(filter(None, map(handoffs.read_step, receipt.change.added)))


def _named(receipt: Receipt, role: Role) -> str:
    """The role as a further word, where there are others that could be meant."""
    return f" {role}" if len(handoffs.pending(receipt.entries)) > 1 else ""


def _brief(write: Write) -> None:
    from inc.rendering.templates import Templates

    current().is_write = False
    workspace = write.workspace()
    view = _view(workspace, write.resolve(workspace))
    facts = brief(view)
    text = Templates(workspace.root).render("handoff.md", facts).strip("\n")
    if write.as_json:
        output.as_json({"incident": view.incident.id, "text": text, "brief": facts})
        return
    for line in text.split("\n"):
        output.say(output.wrapped(drawable(visible(line)), rest="    "))


def _view(workspace: Workspace, name: str) -> View:
    found = workspace.incident(name)
    return View(found, usable_policy(workspace), current().now, workspace.shown_zone)
