"""An incident as a person wants to see it, within 80 columns and without needing colour."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator

from inc.cli.session import current
from inc.domain.incident import Incident
from inc.domain.operations.correct import disagreements
from inc.domain.situation import duration, team
from inc.domain.timeline import Entry
from inc.domain.times import ago, local
from inc.store.layout import incident_path
from inc.workspace import Workspace

_TIMES = ("started", "detected", "acknowledged", "declared", "mitigated", "resolved", "closed")


def incident(found: Incident, workspace: Workspace) -> Iterator[str]:
    """State, people, times and timeline."""
    now = current().now
    yield f"{found.severity}  {found.status}  {found.title}"
    yield f"{incident_path(found.id)}"
    yield ""
    yield from _facts(found, workspace)
    due = found.time("next_update_at")
    if due:
        late = "  (overdue)" if due < now else ""
        yield _row("next update", f"{local(due, workspace.policy.zone)}, {ago(due, now)}{late}")
    yield ""
    for entry in found.entries:
        yield from _entry(entry, workspace)
    wrong = disagreements(found)
    if wrong:
        yield ""
        yield f"Changed by hand, not in the timeline: {', '.join(wrong)}. Mend: inc reconcile"


def _facts(found: Incident, workspace: Workspace) -> Iterator[str]:
    zone = workspace.policy.zone
    lasted = duration(found, current().now)
    yield _row("duration", lasted + (" so far" if found.is_open and lasted else ""))
    for name in _TIMES:
        moment = found.time(f"{name}_at")
        if moment:
            yield _row(name, local(moment, zone))
    if people := team(found):
        yield _row("people", ", ".join(people))
    for name in ("impact", "channel"):
        if value := found.fields.get(name):
            yield _row(name, str(value))
    for name in ("services", "tags", "links", "aliases"):
        if values := found.list_of(name):
            yield _row(name, ", ".join(values))


def _row(label: str, text: str) -> str:
    return _wrapped(f"{label:<13} ", text)


def _entry(entry: Entry, workspace: Workspace) -> Iterator[str]:
    who = f" @{entry.author}" if entry.author else ""
    audience = f" {entry.audience}" if entry.audience else ""
    mark = f"  ^{entry.id[-4:]}" if entry.id else ""
    yield f"{local(entry.at, workspace.policy.zone)}  {entry.kind}{audience}{who}{mark}"
    for line in entry.text.strip("\n").split("\n"):
        yield _wrapped("    ", line)


def _wrapped(first: str, text: str) -> str:
    width = min(shutil.get_terminal_size((80, 24)).columns, 100)
    indent = " " * len(first)
    return (
        textwrap.fill(
            text,
            width,
            initial_indent=first,
            subsequent_indent=indent,
            break_on_hyphens=False,
            replace_whitespace=False,
        )
        or first.rstrip()
    )
