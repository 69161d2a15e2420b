"""What the commands about action items have in common: the one that is meant, and the receipt."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from inc import actions, stages
from inc.actions import Acted
from inc.cli import at_once, output, receipts
from inc.cli.at_once import Warnings
from inc.cli.session import current
from inc.cli.writing import Write, named_incident, usable_policy
from inc.domain import action_items
from inc.domain.action_items import Located
from inc.domain.operations.acting import handle
from inc.domain.tasks import DONE, DROPPED, OPEN, ActionItem, is_nobody
from inc.domain.text import clean_line, visible
from inc.errors import NotFound
from inc.store import layout
from inc.store.action_items import line
from inc.workspace import Workspace

Operate = Callable[[ActionItem], ActionItem]

_BOXES = {OPEN: "[ ]", DONE: "[x]", DROPPED: "[-]"}


def known(
    workspace: Workspace, reference: str | None, has: Callable[[bytes], object] = bool
) -> list[Located]:
    """The items of one incident, or of all that `has` may find in the bytes of their documents.

    What cannot be read is one line on standard error.
    """
    if reference:
        return actions.of_incident(workspace, named_incident(workspace, reference), output.finding)
    return actions.every(workspace, output.finding, has=has)


def meant(write: Write, workspace: Workspace, reference: str, state: str) -> Located:
    """The item that is named, before anything is written.

    It counts as typed: when `inc retry` runs the command again, words may fit another one.
    """
    found: list[Located] = []

    def name() -> str:
        items = known(workspace, write.incident, partial(_may_name, reference))
        one = action_items.find(reference, items, state)
        found.append(one)
        if any(one.shares_id(other) for other in items):
            return f"{one.name} {one.item.text}"
        return one.name if one.item.id else reference

    again = current().read_again(name)
    return found[0] if found else action_items.find(again, known(workspace, None), state)


def _may_name(reference: str, data: bytes) -> bool:
    """Whether a document may have the item of an id; words are asked of every document."""
    match = re.fullmatch(action_items.REFERENCE, reference.strip())
    return match is None or b"^" + match["id"].casefold().encode() in data


def act(
    write: Write,
    reference: str,
    operate: Operate,
    words: tuple[str, str],
    *,
    state: str = OPEN,
    remark: actions.Remark | None = None,
    synced: Sequence[str] = (),
) -> None:
    """Change an item, and say what became of it; nothing is recorded where nothing changes."""
    workspace = write.workspace()
    one = meant(write, workspace, reference, state)
    current().incident = one.incident
    if one.path == layout.postmortem_path(one.incident):
        stages.keep_for_review(workspace, one.incident)
    acted = actions.change(
        workspace,
        one,
        operate,
        words,
        new_id=partial(actions.adopted_id, workspace, one),
        remark=remark,
        synced=synced,
        dry_run=write.dry_run,
        writing=write.writing(),
    )
    show(workspace, acted, words[0])


def _next(workspace: Workspace, acted: Acted) -> str:
    """What is left to do of the incident, or what its items come to."""
    name = acted.after.incident
    left = [
        one
        for one in actions.of_incident(workspace, name, lambda _: None)
        if one.item.state == OPEN
    ]
    if not left:
        return "inc action list (none of this incident is open)"
    return f"inc action list -i {name} ({len(left)} open)"


def fresh_id(workspace: Workspace) -> str:
    """An id that no item of the workspace has."""
    return action_items.new_id(actions.ids(workspace), current().entropy)


def today(workspace: Workspace) -> date:
    """The day it is where the team works."""
    return current().now.astimezone(usable_policy(workspace).zone).date()


# ------------------------------------------------------------------ the receipt


def show(
    workspace: Workspace, acted: Acted, operation: str, warnings: Warnings | None = None
) -> None:
    """What was recorded, to a person or as JSON; that it is so already, where nothing changed."""
    warnings = warnings or Warnings()
    if current().as_json:
        output.as_json(_as_dict(acted, operation, warnings, today(workspace)))
        return
    one = acted.after
    if not acted.edits:
        output.say(output.wrapped(f"It is so already: {told(one.item)}", rest="    "))
        return
    dry = f"Would record in {one.incident} (nothing was changed):"
    done = f"Recorded in {one.incident} ({(acted.commit or '')[:8]}):"
    output.say(done if acted.commit else dry)
    for text in (f"  {told(one.item)}", f"  {one.place}", *_renamed(acted)):
        output.say(output.wrapped(visible(text), rest="    "))
    for edit in acted.edits if acted.commit is None else ():
        output.say(receipts.diff(edit))
    next_ = [f"Next: {_next(workspace, acted)}"] if acted.commit else []
    for text in warnings.lines or next_:
        output.talk(text)


def _renamed(acted: Acted) -> list[str]:
    """That its id is another one, because a second item had the same."""
    before, after = acted.before.item.id, acted.after.item.id
    is_renamed = before and before != after
    return [f"  ^{before} is the id of another item too; this is ^{after} now."] * bool(is_renamed)


def told(item: ActionItem) -> str:
    """An item in one line, as a document has it."""
    return f"{_BOXES[item.state]} {line(item)[len('- [ ] ') :]}"


def _as_dict(acted: Acted, operation: str, warnings: Warnings, today: date) -> dict[str, Any]:
    """The receipt for programs."""
    return {
        "command": f"action {operation}",
        "incident": acted.after.incident,
        "path": acted.after.path,
        "commit": acted.commit,
        "dry_run": current().dry_run,
        "changed": bool(acted.edits),
        "action": item_dict(acted.after, today),
        "before": acted.before.item._asdict(),
        "warnings": list(warnings.facts),
    }


def item_dict(one: Located, today: date) -> dict[str, Any]:
    """An item for programs."""
    facts = {name: value or None for name, value in one.item._asdict().items()}
    overdue = action_items.is_overdue(one.item, today)
    place = {"incident": one.incident, "path": one.path, "line": one.line}
    return {"id": None, "state": one.item.state, **facts, "overdue": overdue, **place}


def lacking(item: ActionItem) -> Warnings:
    """What `inc check` will refuse in a new item, and the commands that mend it."""
    name = handle(item)
    commands = {
        "owner": f"inc action assign {name} WHO" if is_nobody(item.owner) else "",
        "day": f"inc action due {name} 7d" if not item.due else "",
    }
    missing = [what for what, command in commands.items() if command]
    if not missing:
        return Warnings()
    text = (
        f"It has no {' and no '.join(missing)}, which inc check refuses: "
        f"{'; '.join(filter(None, commands.values()))}"
    )
    return at_once.said("incomplete", text)


def proof(workspace: Workspace, typed: str) -> tuple[str, list[str]]:
    """A commit as twelve digits with its whole id, or an address; NotFound for another word."""
    from inc.domain.operations import acting
    from inc.vcs import trailers

    if "://" in typed:
        return acting.address(typed), []
    oid = trailers.commit_named(workspace.repository, clean_line(typed))
    if oid is None:
        raise NotFound(
            f"there is no commit {typed} in this repository",
            hint="Fetch it first (git fetch), or give the address of the pull request.",
        )
    return oid[:12], [oid]
