"""`inc action`: add, list, assign and finish action items."""

from datetime import date
from typing import Annotated

import typer

from inc import actions, stages
from inc.cli import acting, action_views, output
from inc.cli.action_options import (
    EndedItem,
    Item,
    PrioritiesOption,
    PriorityOption,
    TypeOption,
    TypesOption,
)
from inc.cli.action_syncing import sync_actions
from inc.cli.action_views import Origins
from inc.cli.options import DryRun, writes
from inc.cli.reading import IncidentOption, Json, JsonLines, open_workspace
from inc.cli.session import current
from inc.cli.writing import Write, usable_policy
from inc.domain import action_items
from inc.domain.action_items import ORDERS, Selection
from inc.domain.days import due_day, typed_day
from inc.domain.operations import acting as operations
from inc.domain.policy import Policy
from inc.domain.tasks import DONE, DROPPED, OPEN, ActionItem
from inc.domain.text import clean_line
from inc.domain.typed_times import parse_bound
from inc.errors import UsageError
from inc.store import item_words, layout
from inc.workspace import Workspace

_HELP = """Add, list, assign and finish action items.

They stand below “Action items” in a postmortem or in an incident, as a list or as a table. An item
is named by its ^id, or by words that only its text has.

\b
Examples:
  inc action add "Detect: Alert on a full pool" --owner bob --due 7d
  inc action list --overdue
  inc action done ^9c1d --in 1a2b3c4d"""

app = typer.Typer(help=_HELP, add_completion=False, rich_markup_mode=None, no_args_is_help=True)

_NO_TEXT = ("at", "message", "edit")


@app.command("add")
@writes("at", "edit")
def add(
    write: Write,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[TEXT]", help="What is to be done.")
    ] = None,
    kind: TypeOption = "",
    owner: Annotated[str, typer.Option("-o", "--owner", metavar="WHO", help="Who does it.")] = "",
    due: Annotated[
        str,
        typer.Option("-d", "--due", metavar="DAY", help="2026-03-14, 7d, friday, …"),
    ] = "",
    priority: PriorityOption = "",
) -> None:
    """Record something to do: in the postmortem of the incident, else in the incident itself.

    A line in the form of the documents is understood: "Prevent: … (P2, @dave, by 2026-03-14)".

    \b
    Examples:
      inc action add "Prevent: Check for leaks in CI" --owner dave --due 7d
      inc action add "Describe the pool" --type document -i checkout
    """
    workspace = write.workspace()
    policy = usable_policy(workspace)
    told = _typed(write.text(words), policy)
    name = write.resolve(workspace)
    owner = owner or told.owner
    item = told._replace(
        type=action_items.known_type(kind, policy) if kind else told.type,
        owner=operations.somebody(write.person(owner, workspace)) if owner else "",
        due=due_day(due or told.due, current().now, policy) if due or told.due else "",
        priority=action_items.known_priority(priority or told.priority, policy)
        if priority or told.priority
        else "",
        id=acting.fresh_id(workspace),
    )
    stages.keep_for_review(workspace, name)
    acted = actions.add(workspace, name, item, dry_run=write.dry_run, writing=write.writing())
    acting.show(workspace, acted, "add", acting.lacking(item))


def _typed(text: str, policy: Policy) -> ActionItem:
    """What a text says in the form of the documents; it is a new item, so it is open."""
    line = operations.text_of(text)
    is_pasted = bool(item_words.spelled(line).details)
    told = item_words.read(line, is_ticked=False, has_type=True) if is_pasted else ActionItem(line)
    if told.state == DROPPED:
        told = ActionItem(line)
    words, kind = action_items.typed_text(told.text, policy)
    return told._replace(text=words, type=kind)


@app.command("assign")
@writes(*_NO_TEXT)
def assign(
    write: Write,
    item: Item,
    who: Annotated[str, typer.Argument(metavar="WHO", help="Who does it; me for yourself.")],
) -> None:
    """Say who does it.

    \b
    Example:
      inc action assign ^9c1d dave
    """
    person = operations.somebody(write.person(who, write.workspace()))
    acting.act(write, item, lambda one: operations.assign(one, person), ("assign", "assigned"))


@app.command("due")
@writes("at", "edit")
def due(
    write: Write,
    item: Item,
    day: Annotated[str, typer.Argument(metavar="DAY", help="2026-03-14, 7d, '5 business days'.")],
) -> None:
    """Say by when it is done; with -m, why on another day: that is written below the item.

    \b
    Examples:
      inc action due ^9c1d 2026-03-21
      inc action due "leak detection" "5 business days" -m "waits for the vendor"
    """
    until = due_day(day, current().now, usable_policy(write.workspace()))
    why = clean_line(write.text())
    acting.act(
        write,
        item,
        lambda one: operations.put_off(one, until),
        ("due", "put off"),
        remark=(lambda one: operations.put_off_because(one, why)) if why else None,
    )


@app.command("done")
@writes(*_NO_TEXT)
def done(
    write: Write,
    item: Item,
    proof: Annotated[
        str,
        typer.Option("--in", metavar="COMMIT|URL", help="The commit or the address that shows it."),
    ] = "",
    on: Annotated[
        str, typer.Option("--on", metavar="DAY", help="When; today, unless told: yesterday, 3d.")
    ] = "",
) -> None:
    """It is done. A commit that is named has to be in this repository.

    A commit with the trailer "Action: INCIDENT^ID" does the same: see inc action sync.

    \b
    Examples:
      inc action done ^9c1d --in 1a2b3c4d
      inc action done "leak" --in https://example.com/pull/12 --on yesterday
    """
    workspace = write.workspace()
    shown, synced = acting.proof(workspace, proof) if proof else ("", [])
    day = _past_day(on, workspace)
    acting.act(
        write,
        item,
        lambda one: operations.finish(one, day, shown, is_stated=bool(on)),
        ("done", "done"),
        synced=synced,
    )


def _past_day(typed: str, workspace: Workspace) -> date:
    zone, today = usable_policy(workspace).zone, acting.today(workspace)
    if not typed:
        return today
    day = parse_bound(typed, now=current().now, zone=zone, end=False).astimezone(zone).date()
    if day > today:
        raise UsageError(f"{day} is still to come", hint="When was it done? --on yesterday")
    return day


@app.command("drop")
@writes("at", "edit")
def drop(write: Write, item: Item) -> None:
    """It is not going to be done, for a reason; it stays in the document, struck out.

    \b
    Example:
      inc action drop ^9c1d -m "the service is switched off in May"
    """
    why = write.text()
    acting.act(write, item, lambda one: operations.drop(one, why), ("drop", "dropped"))


@app.command("reopen")
@writes(*_NO_TEXT)
def reopen(write: Write, item: EndedItem) -> None:
    """It is to be done after all, or again.

    \b
    Example:
      inc action reopen ^9c1d
    """
    acting.act(write, item, operations.reopen, ("reopen", "reopened"), state=DONE)


@app.command("sync")
def sync(
    branch: Annotated[
        str, typer.Option("--branch", metavar="NAME", help="Another branch than the main one.")
    ] = "",
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit with 1 where something would.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Also older commits that name what is no item.")
    ] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Mark as done what commits on the main branch did: trailer "Action: INCIDENT^ID".

    "Action: ^ID" will do while it is clear, and so will the first four letters of the id. A revert
    of such a commit reopens the item. What a person decided about an item afterwards stays. Each
    item that changes is a commit of its own.

    \b
    Examples:
      inc action sync
      inc action sync --check
    """
    session = current()
    session.is_write, session.dry_run = not check, dry_run or check
    workspace = open_workspace(as_json=as_json)
    sync_actions(workspace, branch, is_check=check, is_verbose=verbose)


@app.command("list")
def list_(
    owner: Annotated[
        str, typer.Option("-o", "--owner", metavar="WHO", help="Of one person; me for yourself.")
    ] = "",
    unowned: Annotated[bool, typer.Option("--no-owner", help="That nobody has.")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="Past their day.")] = False,
    due_before: Annotated[
        str, typer.Option("--due-before", metavar="DAY", help="Due before a day: 7d, 2026-04-01.")
    ] = "",
    kind: TypesOption = None,
    priority: PrioritiesOption = None,
    service: Annotated[
        list[str] | None,
        typer.Option(
            "--service", metavar="NAME", help="Of incidents that affected it; repeatable."
        ),
    ] = None,
    older_than: Annotated[
        str,
        typer.Option("--older-than", metavar="SPAN", help="Of incidents that ended before: 30d."),
    ] = "",
    incident: IncidentOption = None,
    everything: Annotated[bool, typer.Option("-a", "--all", help="Whatever their state.")] = False,
    finished: Annotated[bool, typer.Option("--done", help="Those that are done.")] = False,
    dropped: Annotated[bool, typer.Option("--dropped", help="Those that were dropped.")] = False,
    sort: Annotated[
        str, typer.Option("--sort", metavar="BY", help="due, priority, owner, type or incident.")
    ] = "due",
    balance: Annotated[
        bool, typer.Option("--balance", help="How many prevent, detect, mitigate, document.")
    ] = False,
    as_json: Json = False,
    as_jsonl: JsonLines = False,
) -> None:
    """List action items of all postmortems and incidents; the open ones, the earliest day first.

    What is overdue is in inc next too, but only until 60 days after the incident.

    \b
    Examples:
      inc action list --owner me
      inc action list --overdue --type prevent
      inc action list --balance
    """
    workspace = open_workspace(as_json=as_json or as_jsonl)
    policy, now, today = usable_policy(workspace), current().now, acting.today(workspace)
    if sort not in ORDERS:
        raise UsageError(f"'{sort}' is no order of items", hint=f"One of: {', '.join(ORDERS)}.")
    before = typed_day(due_before, now, policy) if due_before else None
    selection = Selection(
        _states(finished, dropped, overdue, everything or balance),
        Write().person(owner, workspace) if owner else "",
        unowned,
        min(filter(None, [before, today if overdue else None]), default=None),
        frozenset(word.casefold() for word in kind or []),
        frozenset(word.casefold() for word in priority or []),
    )
    origins = Origins(workspace, output.finding)
    has = actions.may_be_open if selection.states == {OPEN} else bool
    found = [one for one in acting.known(workspace, incident, has) if selection.takes(one.item)]
    found = [one for one in found if origins.takes(one, service or [], older_than)]
    found.sort(key=ORDERS[sort])
    output.tell_unseen(workspace.unseen(layout.INCIDENTS, layout.POSTMORTEMS))
    if balance:
        action_views.show_balance(action_views.weighed(found, policy), as_jsonl=as_jsonl)
    elif as_json or as_jsonl:
        dicts = [action_views.as_dict(one, origins, today) for one in found]
        output.as_jsonl(dicts) if as_jsonl else output.as_json({"actions": dicts})
    elif found:
        action_views.show(found, today)
    else:
        is_any = selection == Selection(frozenset({OPEN}))
        output.talk(f"No action item is {'open' if is_any else 'like that'}.")


def _states(finished: bool, dropped: bool, overdue: bool, everything: bool) -> frozenset[str]:
    """The states that are asked for; none for whatever they are."""
    chosen = {DONE: finished, DROPPED: dropped}
    if overdue or not (finished or dropped or everything):
        return frozenset({OPEN})
    return frozenset(state for state, is_chosen in chosen.items() if is_chosen)
