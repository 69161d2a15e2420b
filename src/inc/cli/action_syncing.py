"""`inc action sync`: what commits did, said and recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import typer

from inc import actions, stages
from inc.actions import Acted, Synced
from inc.cli import acting, output, receipts
from inc.cli.session import current
from inc.cli.writing import usable_policy, writing
from inc.domain.action_items import Located, candidates
from inc.domain.action_sync import Unclear
from inc.domain.tasks import DONE
from inc.domain.text import visible
from inc.store import layout
from inc.workspace import Workspace

_SHOWN: Final = 5
_NEWS: Final = timedelta(days=7)


def sync_actions(
    workspace: Workspace, branch: str, *, is_check: bool, is_verbose: bool = False
) -> None:
    """Apply what the commits of a branch say of action items, or only say what would change."""
    session = current()
    items = actions.every(workspace, output.finding)
    found = actions.examine(workspace, items, branch, usable_policy(workspace).zone)
    acted = [
        actions.apply(workspace, step, dry_run=session.dry_run, writing=writing("inc action sync"))
        for step in found.plan.steps
        if not _is_in_review(workspace, step.found)
    ]
    acted = [one for one in acted if one.edits]
    if session.as_json:
        output.as_json(_as_dict(found, acted, acting.today(workspace)))
    else:
        _say(found, acted, is_check=is_check, is_verbose=is_verbose)
    if is_check and acted:
        raise typer.Exit(1)


def _is_in_review(workspace: Workspace, one: Located) -> bool:
    """Whether an item waits for the review of its postmortem: written here it would conflict."""
    is_learnt = one.path == layout.postmortem_path(one.incident)
    is_waiting = is_learnt and stages.is_elsewhere(workspace, one.incident)
    if is_waiting:
        output.talk(f"Left until its review is merged: {one.incident}: {acting.told(one.item)}")
    return is_waiting


def _say(found: Synced, acted: Sequence[Acted], *, is_check: bool, is_verbose: bool) -> None:
    for one in acted:
        output.say(output.wrapped(visible(_line(one)), rest="    "))
        for edit in one.edits if current().dry_run and not is_check else ():
            output.say(receipts.diff(edit))
    _say_left(found, is_verbose=is_verbose)
    if not acted:
        output.talk(f"Nothing is to be synced with {found.branch}.")
    elif is_check:
        output.talk("Next: inc action sync")


def _say_left(found: Synced, *, is_verbose: bool) -> None:
    """What commits name and sync leaves, and what it left that is not so any more.

    A commit that names nothing is news for some days; nobody can change it any more.
    """
    for left, commit in found.plan.dropped:
        output.talk(f"{commit} names ^{left.item.id}, which is dropped; it stays so.")
    since = datetime.min.replace(tzinfo=UTC) if is_verbose else current().now - _NEWS
    unknown = [
        f"{commit} names {name}, and there is no such action item."
        f" If one is meant: inc action done ITEM --in {commit}"
        for name, commit, at in found.plan.unknown
        if at >= since
    ]
    _say_some(unknown, "commits name action items that nobody knows")
    _say_some([_unclear(one) for one in found.plan.unclear], "commits name several action items")
    gone = [
        f"^{one.item.id} was done in {one.item.proof}, which is not on {found.branch} any more."
        f" If it is to be done again: inc action reopen {one.name}"
        for one in found.plan.gone
    ]
    _say_some(gone, f"action items were done in commits that are not on {found.branch} any more")


def _unclear(one: Unclear) -> str:
    meant = f"{one.commit} names {one.name}, which is {len(one.found)} action items"
    return "\n".join([f"{meant}; none was changed:", *candidates(one.found)])


def _say_some(texts: Sequence[str], what: str) -> None:
    """The first of them, and how many more there are."""
    for text in texts[:_SHOWN]:
        output.talk(text)
    if len(texts) > _SHOWN:
        output.talk(f"{len(texts) - _SHOWN} more {what}.")


def _line(one: Acted) -> str:
    item = one.after.item
    did = "Done" if item.state == DONE else "Reopened"
    where = f"{one.after.incident}: {acting.told(item)}"
    if one.commit is None:
        return f"Would be {did.lower()} in {where}"
    return f"{did} ({one.commit[:8]}) in {where}"


def _as_dict(found: Synced, acted: Sequence[Acted], today: date) -> dict[str, Any]:
    return {
        "command": "action sync",
        "branch": found.branch,
        "dry_run": current().dry_run,
        "synced": [{"commit": one.commit, **acting.item_dict(one.after, today)} for one in acted],
        "unknown": [{"name": name, "commit": commit} for name, commit, _ in found.plan.unknown],
        "unclear": [
            {
                "name": name,
                "commit": commit,
                "actions": [acting.item_dict(one, today) for one in meant],
            }
            for name, commit, meant in found.plan.unclear
        ],
        "gone": [acting.item_dict(one, today) for one in found.plan.gone],
        "dropped": [{"name": one.name, "commit": commit} for one, commit in found.plan.dropped],
    }
