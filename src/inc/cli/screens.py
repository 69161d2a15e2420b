"""An incident as a person wants to see it, in plain lines that need no colour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from inc.cli.output import is_screen, wrapped
from inc.cli.reading import minute
from inc.cli.session import current
from inc.domain.incident import Incident
from inc.domain.operations.reconcile import disagreements
from inc.domain.situation import duration, team
from inc.domain.text import visible
from inc.domain.timeline import Entry
from inc.domain.times import ago, local
from inc.store.layout import incident_path
from inc.workspace import Workspace

_TIMES = ("started", "detected", "acknowledged", "declared", "mitigated", "resolved", "closed")


def incident(found: Incident, workspace: Workspace) -> Iterator[str]:
    """State, people, times and timeline."""
    now = current().now
    drill = "DRILL  " if found.fields.get("drill") else ""
    title = " ".join(found.title.split())
    yield _line(f"{drill}{found.severity}  {found.status}  {title}", "    ")
    yield incident_path(found.id)
    yield ""
    yield from _facts(found, workspace)
    due = found.time("next_update_at")
    if due:
        late = " (overdue)" if due < now else ""
        yield _row("next update", f"{_when(due, workspace)}, {ago(due, now)}{late}")
    yield ""
    for entry in found.entries:
        yield from _entry(entry, workspace)
    wrong = disagreements(found)
    if wrong:
        yield ""
        yield f"Changed by hand, not in the timeline: {', '.join(wrong)}. Mend: inc reconcile"


def _facts(found: Incident, workspace: Workspace) -> Iterator[str]:
    lasted = duration(found, current().now)
    yield _row("duration", lasted + (" so far" if found.is_open and lasted else ""))
    for name in _TIMES:
        moment = found.time(f"{name}_at")
        if moment:
            yield _row(name, _when(moment, workspace))
    if people := team(found):
        yield _row("people", ", ".join(people))
    for name in ("impact", "channel"):
        if value := found.fields.get(name):
            yield _row(name, str(value))
    for name in ("services", "tags", "links", "aliases"):
        if values := found.list_of(name):
            yield _row(name, ", ".join(values))


def _entry(entry: Entry, workspace: Workspace) -> Iterator[str]:
    who = f" @{entry.author}" if entry.author else ""
    audience = f" {entry.audience}" if entry.audience else ""
    mark = f"  ^{entry.id[-4:]}" if entry.id else ""
    yield f"{_when(entry.at, workspace)}  {entry.kind}{audience}{who}{mark}"
    for line in entry.text.strip("\n").split("\n"):
        yield _line(f"    {line}", "    ").rstrip()


def _row(label: str, text: str) -> str:
    return _line(f"{label:<13} {' '.join(text.split())}", " " * 14)


def _line(text: str, rest: str) -> str:
    return wrapped(visible(text), rest=rest)


def _when(moment: datetime, workspace: Workspace) -> str:
    clock = minute if is_screen() else local
    return clock(moment, workspace.shown_zone)
