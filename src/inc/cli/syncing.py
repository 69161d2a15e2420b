"""`inc action sync`: what commits did, said and recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import typer

from inc import actions
from inc.actions import Acted, Synced
from inc.cli import acting, output, receipts
from inc.cli.session import current
from inc.cli.writing import usable_policy
from inc.domain.tasks import DONE
from inc.domain.text import visible
from inc.workspace import Workspace, Writing

_SHOWN: Final = 5


def sync_actions(workspace: Workspace, branch: str, *, is_check: bool) -> None:
    """Apply what the commits of a branch say of action items, or only say what would change."""
    session = current()
    items = actions.every(workspace, output.finding)
    found = actions.examine(workspace, items, branch, usable_policy(workspace).zone)
    writing = Writing("inc action sync", output.talk, session.detached_ok, session.recorded)
    acted = [
        actions.apply(workspace, step, dry_run=session.dry_run, writing=writing)
        for step in found.plan.steps
    ]
    acted = [one for one in acted if one.edits]
    if session.as_json:
        output.as_json(_as_dict(found, acted, acting.today(workspace)))
    else:
        _say(found, acted, is_check=is_check)
    if is_check and acted:
        raise typer.Exit(1)


def _say(found: Synced, acted: Sequence[Acted], *, is_check: bool) -> None:
    for one in acted:
        output.say(output.wrapped(visible(_line(one)), rest="    "))
        for edit in one.edits if current().dry_run and not is_check else ():
            output.say(receipts.diff(edit))
    for left, commit in found.plan.dropped:
        output.talk(f"{commit} names ^{left.item.id}, which is dropped; it stays so.")
    for name, commit in found.plan.unknown[:_SHOWN]:
        output.talk(f"{commit} names {name}, and there is no such action item.")
    more = len(found.plan.unknown) - _SHOWN
    if more > 0:
        output.talk(f"{more} more commits name action items that nobody knows.")
    if not acted:
        output.talk(f"Nothing is to be synced with {found.branch}.")
    elif is_check:
        output.talk("Next: inc action sync")


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
        "unknown": [{"name": name, "commit": commit} for name, commit in found.plan.unknown],
        "dropped": [{"name": one.name, "commit": commit} for one, commit in found.plan.dropped],
    }
