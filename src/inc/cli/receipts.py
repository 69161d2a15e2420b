"""What a command that wrote says afterwards: what changed, the commit, the next useful step."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from inc.cli import output
from inc.cli.session import current
from inc.domain.incident import Incident
from inc.domain.nudge import next_step
from inc.domain.timeline import Entry, fold
from inc.domain.times import ago, iso, local
from inc.store.layout import incident_path
from inc.workspace import Edit, Receipt, Workspace


def show(receipt: Receipt, workspace: Workspace) -> None:
    """Say it to a person, or as JSON."""
    if current().as_json:
        output.as_json(as_dict(receipt))
        return
    output.say(_first_line(receipt))
    for entry in receipt.change.touched:
        output.say(f"  {line(entry, workspace)}")
    for path, value in receipt.change.fields.items():
        output.say(f"  {'.'.join(path)}: {_shown(value)}")
    if receipt.commit is None:
        output.say(diff(receipt.edit))
        return
    if receipt.hand_edits:
        output.talk(f"Edits made by hand were committed first, as {receipt.hand_edits[:8]}.")
    output.talk(f"Next: {next_step(fold(receipt.entries), receipt.change.operation)}")


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
    when = f"{local(entry.at, workspace.policy.zone)} ({ago(entry.at, current().now)})"
    who = f"@{entry.author}" if entry.author else ""
    words = [when, entry.kind.value, entry.audience, who, "—", entry.first_line]
    more = entry.text.strip("\n").count("\n")
    words.append(f"(+{more} lines)" if more else "")
    return " ".join(word for word in [*words, f"^{entry.id}" if entry.id else ""] if word)


def _first_line(receipt: Receipt) -> str:
    if receipt.commit is None:
        return f"Would record in {receipt.change.incident} (nothing was changed):"
    if receipt.change.created:
        return f"Declared {receipt.change.incident} ({receipt.commit[:8]}): {receipt.edit.path}"
    return f"Recorded in {receipt.change.incident} ({receipt.commit[:8]}):"


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return "—" if value is None else str(value)


def diff(edit: Edit) -> str:
    """What an edit changes, as a unified diff."""
    import difflib

    before = (edit.before or b"").decode("utf-8").splitlines()
    after = (edit.after or b"").decode("utf-8").splitlines()
    path = edit.path
    lines = difflib.unified_diff(before, after, f"a/{path}", f"b/{path}", lineterm="", n=1)
    return "\n".join(lines)


def incident_dict(incident: Incident) -> dict[str, Any]:
    """An incident for programs: its front matter, whether it is open, and its entries."""
    facts = {**incident.fields, "id": incident.id, "is_open": incident.is_open}
    return facts | {"entries": [entry_dict(entry) for entry in incident.entries]}


def summary_dict(incident: Incident, now: datetime) -> dict[str, Any]:
    """An incident in a list for programs: as above without the entries, with its duration."""
    began = incident.began
    seconds = int(((incident.ended or now) - began).total_seconds()) if began else None
    return {
        **incident.fields,
        "id": incident.id,
        "path": incident_path(incident.id),
        "is_open": incident.is_open,
        "duration_seconds": seconds,
    }
