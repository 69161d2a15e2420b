"""`inc escalate`: call in somebody who can do or decide more."""

from collections.abc import Sequence
from typing import Annotated

import typer

from inc.cli import asking, receipts
from inc.cli.at_once import Warnings, said
from inc.cli.completing import complete_reason
from inc.cli.options import writes
from inc.cli.writing import Write, usable_policy
from inc.domain.escalations import GREW, escalations
from inc.domain.operations.escalate import escalate, read_reason, ways
from inc.domain.policy import NONE, Policy
from inc.domain.timeline import fold
from inc.domain.triage import worse
from inc.domain.vocabulary import Severity
from inc.errors import UsageError
from inc.workspace import Receipt, Workspace


@writes()
def command(
    write: Write,
    more: Annotated[
        list[str] | None, typer.Argument(metavar="[WHO]...", help="Further people or teams.")
    ] = None,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="WHO", help="A person or a team: dan, database-team."),
    ] = None,
    reason: Annotated[
        str | None,
        typer.Option(
            "--reason",
            metavar="WORD",
            help="no-progress, impact-grew, other-team or decision, unless the policy has others.",
            autocompletion=complete_reason,
        ),
    ] = None,
) -> None:
    """Call people or teams in, and say why. Too early is fine; too late is not.

    \b
    Examples:
      inc escalate --to dan --reason no-progress
      inc escalate --to database-team erin -m "the replica is corrupt"
    """
    words, workspace = write.text(), write.workspace()
    policy, people = (
        usable_policy(workspace),
        _people(write, [*(to or []), *(more or [])], workspace),
    )
    why = read_reason(reason, policy) if reason else ""
    if people and not why and asking.is_interactive():
        why = _asked(policy, has_words=bool(words))
    write.record(
        lambda incident, facts: escalate(incident, facts, policy, people, words, why),
        workspace,
        lambda receipt: _advise(receipt, workspace),
        _perhaps_worse,
    )


def _people(write: Write, named: Sequence[str], workspace: Workspace) -> list[str]:
    for one in named:
        if len(one.split()) > 1:
            raise UsageError(
                f"'{one}' is not a name", hint="Why it is escalated goes behind -m: -m WHY"
            )
    return [write.person(one, workspace) for one in named]


def _asked(policy: Policy, *, has_words: bool) -> str:
    """The reason that somebody chooses on a terminal; their own words may be all there is."""
    reasons = policy.escalation_reasons()
    if not reasons:
        return ""
    question = f"{ways(policy)}\nWhy is it escalated?"
    if not has_words:
        return asking.choose(question, list(reasons))
    chosen = asking.choose(question, [*reasons, NONE], NONE)
    return "" if chosen == NONE else chosen


def _advise(receipt: Receipt, workspace: Workspace) -> list[str]:
    """What to do when they come."""
    (told,) = escalations(receipt.change.added)
    ours = f"inc assign ROLE {told.to[0]}, when @{told.to[0]} comes"
    return receipts.steps(receipt, workspace, ours)


def _perhaps_worse(receipt: Receipt) -> Warnings:
    """That an impact which grew may be one of another severity."""
    (told,) = escalations(receipt.change.added)
    severity = fold(receipt.entries).get(("severity",))
    if told.reason != GREW or severity not in set(Severity) or severity == Severity.SEV1:
        return Warnings()
    way = f"inc severity {worse(Severity(str(severity))).lower()} -m WHY"
    return said(GREW, f"If it is worse than {severity}: {way}")
