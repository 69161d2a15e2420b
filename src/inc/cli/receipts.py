"""What a command that wrote says afterwards: what changed, the commit, the next useful step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from inc.cli import at_once, output
from inc.cli.at_once import Warnings
from inc.cli.session import current
from inc.domain.incident import Change, Incident
from inc.domain.nudges.after_write import Step, step
from inc.domain.text import visible
from inc.domain.timeline import Entry, next_update
from inc.domain.times import ago, iso, local
from inc.domain.vocabulary import Kind
from inc.durable import Edit
from inc.errors import IncError
from inc.store.layout import incident_path
from inc.workspace import Receipt, Workspace


def show(
    receipt: Receipt,
    workspace: Workspace,
    advice: Sequence[str] | None = None,
    warnings: Warnings | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Say it to a person, or as JSON, there with further facts."""
    warnings = at_once.together([*filter(None, [warnings]), *at_once.of_change(receipt, workspace)])
    if current().as_json:
        output.as_json({**as_dict(receipt, workspace, warnings), **(facts or {})})
        return
    for told in (_first_line(receipt), *_details(receipt, workspace)):
        output.say(output.wrapped(visible(told), rest="    "))
    if receipt.commit is None:
        for edit in (receipt.edit, *receipt.beside):
            output.say(diff(edit))
        _talk(warnings.lines)
        return
    if receipt.change.operation == "edit":
        added, removed = _counted(receipt.edit)
        output.say(f"  {added} added and {removed} removed lines: git show {receipt.commit[:8]}")
    if receipt.hand_edits:
        output.talk(f"Edits made by hand were committed first, as {receipt.hand_edits[:8]}.")
    _talk(warnings.lines)
    _talk([f"Next: {next_step(receipt, workspace)}"] if advice is None else advice)


def _talk(lines: Sequence[str]) -> None:
    for line in lines:
        output.talk(line)


def next_step(receipt: Receipt, workspace: Workspace) -> Step:
    """What to do next; a policy that cannot be read only leaves out what is due."""
    policy = None
    with suppress(IncError, OSError):
        policy = workspace.policy
    session = current()
    return step(receipt.change, receipt.entries, policy, session.now, is_heard=not session.as_json)


def steps(receipt: Receipt, workspace: Workspace, ours: str) -> list[str]:
    """What is due or wrong now, if anything, and what follows from this change."""
    usual = next_step(receipt, workspace)
    return [f"Next: {usual}", f"Then: {ours}"] if usual.rule else [f"Next: {ours}"]


def _details(receipt: Receipt, workspace: Workspace) -> Iterator[str]:
    if receipt.change.created:
        yield f"  {receipt.edit.path}"
    for entry in receipt.change.touched:
        yield f"  {line(entry, workspace)}"
        yield from _promise(entry, receipt.change, workspace)
    for path, value in receipt.change.fields.items():
        yield f"  {'.'.join(path)}: {_shown(value)}"
    for action in receipt.change.actions:
        yield f"  action item: {action.text} ({action.details}) ^{action.id}"
    if receipt.change.actions:
        yield f"  below “Action items” in {receipt.edit.path}"
    for edit in receipt.beside:
        yield f"  and with it {edit.path}"


def _promise(entry: Entry, change: Change, workspace: Workspace) -> Iterator[str]:
    """When an audience was promised the next update, where no field says so below."""
    is_new_update = entry.kind is Kind.UPDATE and entry in change.added
    promise = next_update(entry) if is_new_update else None
    if promise and change.fields.get(("next_update_at",)) != iso(promise):
        when = f"{local(promise, workspace.shown_zone)} ({ago(promise, current().now)})"
        yield f"  next update: {when}"


def as_dict(
    receipt: Receipt, workspace: Workspace, warnings: Warnings | None = None
) -> dict[str, Any]:
    """The receipt for programs."""
    change, after = receipt.change, next_step(receipt, workspace)
    return {
        "command": change.operation,
        "incident": change.incident,
        "path": receipt.edit.path,
        **_paths(receipt),
        "commit": receipt.commit,
        "dry_run": receipt.commit is None,
        "entries": [entry_dict(entry) for entry in change.touched],
        "fields": {".".join(path): value for path, value in change.fields.items()},
        "actions": [action._asdict() for action in change.actions],
        "next": after.command,
        "nudge": after.rule or None,
        "warnings": [*_by_default(), *(warnings.facts if warnings else [])],
    }


def _paths(receipt: Receipt) -> dict[str, list[str]]:
    """All documents of the change, where there is more than one."""
    paths = [receipt.edit.path, *(edit.path for edit in receipt.beside)]
    return {"paths": paths} if receipt.beside else {}


def _by_default() -> list[Mapping[str, Any]]:
    told = current().by_default
    return [at_once.fact("default-policy", told)] if told else []


def entry_dict(entry: Entry) -> dict[str, Any]:
    """An entry for programs."""
    return {
        "id": entry.id or None,
        "at": iso(entry.at),
        "kind": entry.kind.value,
        "audience": entry.audience or None,
        "author": entry.author or None,
        "text": entry.text,
    }


def line(entry: Entry, workspace: Workspace) -> str:
    """An entry in one line, with its instant spelled out."""
    now = current().now
    # Seconds that nobody typed say nothing to a person.
    at = now.replace(second=0) if entry.at == now else entry.at
    when = f"{local(at, workspace.shown_zone)} ({ago(entry.at, now)})"
    who = f"@{entry.author}" if entry.author else ""
    words = [when, entry.kind.value, entry.audience, who, "—", entry.first_line]
    more = entry.text.strip("\n").count("\n")
    words.append(f"(+{more} line{'s' if more > 1 else ''})" if more else "")
    return " ".join(word for word in [*words, f"^{entry.id}" if entry.id else ""] if word)


def _first_line(receipt: Receipt) -> str:
    if receipt.commit is None:
        return f"Would record in {receipt.change.incident} (nothing was changed):"
    if receipt.change.created:
        return f"Declared {receipt.change.incident} ({receipt.commit[:8]}):"
    return f"Recorded in {receipt.change.incident} ({receipt.commit[:8]}):"


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return "—" if value is None else str(value)


def diff(edit: Edit) -> str:
    """What an edit changes, as a unified diff."""
    import difflib

    before, after = (
        (side or b"").decode("utf-8", "replace").splitlines() for side in (edit.before, edit.after)
    )
    old = "/dev/null" if edit.before is None else f"a/{edit.path}"
    new = "/dev/null" if edit.after is None else f"b/{edit.path}"
    return "\n".join(difflib.unified_diff(before, after, old, new, lineterm="", n=1))


def _counted(edit: Edit) -> tuple[int, int]:
    """How many lines an edit adds and removes."""
    lines = diff(edit).split("\n")[2:]
    return sum(line[:1] == "+" for line in lines), sum(line[:1] == "-" for line in lines)


def summary_dict(incident: Incident, now: datetime) -> dict[str, Any]:
    """An incident in a list for programs: its front matter, whether it is open, how long."""
    lasted = incident.lasted(now)
    return {
        **incident.fields,
        "id": incident.id,
        "path": incident_path(incident.id),
        "is_open": incident.is_open,
        "duration_seconds": int(lasted.total_seconds()) if lasted is not None else None,
    }
