"""What a command that wrote says afterwards: what changed, the commit, the next useful step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from inc.cli import output
from inc.cli.session import current
from inc.domain.incident import Incident
from inc.domain.nudge import next_step
from inc.domain.text import visible
from inc.domain.timeline import Entry, fold
from inc.domain.times import ago, iso, local
from inc.durable import Edit
from inc.store.layout import incident_path
from inc.workspace import Receipt, Workspace


def show(receipt: Receipt, workspace: Workspace, advice: Sequence[str] | None = None) -> None:
    """Say it to a person, or as JSON."""
    if current().as_json:
        output.as_json(as_dict(receipt))
        return
    for told in (_first_line(receipt), *_details(receipt, workspace)):
        output.say(output.wrapped(visible(told), rest="    "))
    if receipt.commit is None:
        output.say(diff(receipt.edit))
        return
    if receipt.change.operation == "edit":
        added, removed = _counted(receipt.edit)
        output.say(f"  {added} added and {removed} removed lines: git show {receipt.commit[:8]}")
    if receipt.hand_edits:
        output.talk(f"Edits made by hand were committed first, as {receipt.hand_edits[:8]}.")
    step = f"Next: {next_step(fold(receipt.entries), receipt.change.operation)}"
    for sentence in [step] if advice is None else advice:
        output.talk(sentence)


def _details(receipt: Receipt, workspace: Workspace) -> Iterator[str]:
    if receipt.change.created:
        yield f"  {receipt.edit.path}"
    for entry in receipt.change.touched:
        yield f"  {line(entry, workspace)}"
    for path, value in receipt.change.fields.items():
        yield f"  {'.'.join(path)}: {_shown(value)}"


def as_dict(receipt: Receipt) -> dict[str, Any]:
    """The receipt for programs."""
    change = receipt.change
    return {
        "command": change.operation,
        "incident": change.incident,
        "path": receipt.edit.path,
        "commit": receipt.commit,
        "dry_run": receipt.commit is None,
        "entries": [entry_dict(entry) for entry in change.touched],
        "fields": {".".join(path): value for path, value in change.fields.items()},
        "next": next_step(fold(receipt.entries), change.operation),
    }


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


def incident_dict(incident: Incident, now: datetime) -> dict[str, Any]:
    """An incident for programs: what a list says of it, and its entries."""
    return summary_dict(incident, now) | {
        "entries": [entry_dict(entry) for entry in incident.entries]
    }


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
