"""An incident as a person wants to see it, in plain lines that need no colour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from inc.cli import sections
from inc.cli.output import is_screen, wrapped
from inc.domain.incident import Incident
from inc.domain.operations.reconcile import disagreements
from inc.domain.situation import duration
from inc.domain.text import visible
from inc.domain.timeline import Entry
from inc.domain.times import local, minute
from inc.domain.view import View
from inc.store.layout import incident_path

_TIMES = ("started", "detected", "acknowledged", "declared", "mitigated", "resolved", "closed")


def incident(
    view: View,
    known: Mapping[str, Sequence[str]] = MappingProxyType({}),
    *,
    is_past: bool = False,
) -> Iterator[str]:
    """State, people, theories, what is due, and the timeline; `known` is as for the sections.

    Of one that is past, nobody is told to mend it.
    """
    found = view.incident
    yield _line(_headline(found), "    ")
    yield incident_path(found.id)
    yield ""
    yield from _facts(view)
    for label, lines in sections.of(view, known):
        yield from _section(label, lines)
    yield ""
    for entry in found.entries:
        yield from _entry(entry, view)
    wrong = [] if is_past else disagreements(found)
    if wrong:
        yield ""
        yield f"Changed by hand, not in the timeline: {', '.join(wrong)}. Mend: inc reconcile"


def _headline(found: Incident) -> str:
    marks = ["DRILL" if found.is_drill else "", "RESTRICTED" if found.is_restricted else ""]
    words = [*marks, found.severity, found.status, " ".join(found.title.split())]
    return "  ".join(word for word in words if word)


def _facts(view: View) -> Iterator[str]:
    found = view.incident
    lasted = duration(found, view.now)
    yield _row("duration", lasted + (" so far" if found.is_open and lasted else ""))
    for name in _TIMES:
        moment = found.time(f"{name}_at")
        if moment:
            yield _row(name, _when(moment, view))
    for name in ("type", "vendor", "impact", "channel"):
        if value := found.fields.get(name):
            yield _row(name, str(value))
    for name in ("services", "tags", "runbooks", "cause", "links", "aliases"):
        if values := found.list_of(name):
            yield _row(name, ", ".join(values))


def _section(label: str, lines: Sequence[str]) -> Iterator[str]:
    for place, line in enumerate(lines):
        shown = "" if place else label
        yield _line(f"{shown:<13} {line}", " " * 18).rstrip()


def _entry(entry: Entry, view: View) -> Iterator[str]:
    who = f" @{entry.author}" if entry.author else ""
    audience = f" {entry.audience}" if entry.audience else ""
    mark = f"  ^{entry.id[-4:]}" if entry.id else ""
    yield f"{_when(entry.at, view)}  {entry.kind}{audience}{who}{mark}"
    for line in entry.text.strip("\n").split("\n"):
        yield _line(f"    {line}", "    ").rstrip()


def _row(label: str, text: str) -> str:
    return _line(f"{label:<13} {' '.join(text.split())}", " " * 14)


def _line(text: str, rest: str) -> str:
    return wrapped(visible(text), rest=rest)


def _when(moment: datetime, view: View) -> str:
    clock = minute if is_screen() else local
    return clock(moment, view.zone)
