"""`inc mitigate`: what reduced the impact."""

from collections.abc import Iterator
from datetime import timedelta, tzinfo
from typing import Annotated

import typer

from inc.cli import output, receipts
from inc.cli.at_once import Warnings, said, together
from inc.cli.completing import complete_strategy
from inc.cli.options import writes
from inc.cli.session import current
from inc.cli.writing import Write, usable_policy
from inc.domain import ledger
from inc.domain.operations import mitigate
from inc.domain.vocabulary import Strategy
from inc.workspace import Receipt, Workspace

_MIXED = "changes-at-once"


@writes()
def command(
    write: Write,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[TEXT]", help="What was done.")
    ] = None,
    strategy: Annotated[
        str | None,
        typer.Option(
            "-s",
            "--strategy",
            metavar="HOW",
            help="rollback, failover, scale, disable, restart, hotfix, traffic-shift, …",
            autocompletion=complete_strategy,
        ),
    ] = None,
    temporary: Annotated[
        bool, typer.Option("--temporary", help="It has to go again: make that an action item.")
    ] = False,
    owner: Annotated[
        str, typer.Option("--owner", metavar="WHO", help="Who removes it; you, unless told.")
    ] = "",
    due: Annotated[
        str, typer.Option("--due", metavar="DAY", help="By when: 2026-03-11, 7d, …")
    ] = "",
    strategies: Annotated[
        bool, typer.Option("--strategies", help="List the strategies and their risks.")
    ] = False,
) -> None:
    """Record what reduced the impact. Mitigated is not resolved: the status stays.

    \b
    Examples:
      inc mitigate "restarted the order-service pods" --strategy restart
      inc mitigate "blocked the crawler" -s block --temporary --due 7d
    """
    if strategies:
        _list_strategies(write)
        return
    workspace = write.workspace()
    text, how = write.text(words), mitigate.read_strategy(strategy) if strategy else None
    removes = write.person(owner, workspace) if owner else ""
    write.record(
        lambda incident, facts: mitigate.mitigate(
            incident,
            facts,
            usable_policy(workspace),
            text,
            how,
            temporary=temporary,
            owner=removes,
            due=due,
        ),
        workspace,
        warn=lambda receipt: together(_warn(receipt, workspace)),
    )


def _list_strategies(write: Write) -> None:
    current().is_write = False
    policy = usable_policy(write.workspace())
    risks = {one.value: policy.risk(one) for one in Strategy}
    if current().as_json:
        output.as_json({"strategies": risks})
    else:
        output.table(("strategy", "risk"), [*risks.items()])


def _warn(receipt: Receipt, workspace: Workspace) -> Iterator[Warnings]:
    """The risk, and changes that cannot be told apart."""
    (entry,) = receipt.change.added
    told, policy = ledger.mitigation(entry.first_line), usable_policy(workspace)
    if told.strategy:
        risk = policy.risk(Strategy(told.strategy))
        yield said("risk", f"Risk of {told.strategy}: {risk}.")
    if told.is_temporary and not receipt.change.actions:
        yield said("listed-already", "An open action item says already to remove it.")
    mixed = _mixed(receipt, policy.limit("change"), workspace.shown_zone)
    is_next = receipts.next_step(receipt, workspace).rule == _MIXED  # which people read as well
    if mixed and (current().as_json or not is_next):
        yield said(_MIXED, f'{mixed} Write what the first one did: inc log "Found: …"')


def _mixed(receipt: Receipt, settles: timedelta | None, zone: tzinfo) -> str:
    """The changes that ran at the same time, before the mitigation or with it."""
    (entry,) = receipt.change.added
    before = [one for one in receipt.entries if one != entry]
    return ledger.overlap(before, entry.at, settles, zone) or ledger.overlap(
        receipt.entries, current().now, settles, zone
    )
