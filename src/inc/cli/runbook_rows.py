"""Runbooks as lists show them: to a person, in a pipe, to a program."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from inc.cli import output
from inc.cli.session import current
from inc.cli.writing import usable_policy
from inc.domain.runbook_search import Hit
from inc.domain.runbooks import Past, Runbook, Standing, State, standing
from inc.domain.text import shortened, visible
from inc.domain.times import iso
from inc.errors import IncError, UsageError
from inc.runbooks.choosing import Found
from inc.runbooks.past import pasts
from inc.runbooks.reading import every
from inc.store.layout import runbook_path
from inc.workspace import Workspace

_USED: Final = "used since"  # what a narrow column says of a use after the last change
_LONGEST: Final = 80  # characters of a line that was found
_MOST: Final = 20  # runbooks that a search shows on a screen


class Listed(NamedTuple):
    """A runbook, what happened to it, and how it stands today."""

    runbook: Runbook
    past: Past
    standing: Standing
    changed_on: date | None

    @property
    def reviewed(self) -> str:
        """The day of its last review; without one, that of its last change."""
        if self.runbook.reviewed_on:
            return self.runbook.reviewed_on.isoformat()
        return f"changed {self.changed_on.isoformat()}" if self.changed_on else ""


SORTS: Final[Mapping[str, Callable[[Listed], Any]]] = {
    "name": lambda one: one.runbook.name,
    "used": lambda one: (-len(one.past.incidents), one.runbook.name),
    "due": lambda one: (one.standing.due or date.max, one.runbook.name),
}
"""What a list can be sorted by."""


def listed(workspace: Workspace, sort: str = "name") -> list[Listed]:
    """All runbooks that can be read; what is wrong with the others is said in a line each."""
    if sort not in SORTS:
        raise UsageError(f"'{sort}' is no order of runbooks", hint=f"One of: {', '.join(SORTS)}.")
    broken: list[IncError] = []
    runbooks = list(every(workspace.root, broken.append))
    past = pasts(workspace, broken.append)
    for problem in broken:
        output.finding(problem)
    found = [_listed(workspace, one, past.get(one.name, Past())) for one in runbooks]
    return sorted(found, key=SORTS[sort])


def _listed(workspace: Workspace, one: Runbook, past: Past) -> Listed:
    policy, now = usable_policy(workspace), current().now
    changed_on = past.changed.astimezone(policy.zone).date() if past.changed else None
    return Listed(one, past, standing(one, past, policy, now), changed_on)


def show(found: Sequence[Listed]) -> None:
    """A table for a person; whole values for a program in a pipe."""
    if output.is_screen():
        output.draw(("STATE", "REVIEWED", "USED", "SERVICES", "RUNBOOK"), [_seen(o) for o in found])
    else:
        output.fields(_row(one) for one in found)


def _seen(one: Listed) -> list[str]:
    runbook = one.runbook
    services, used = ", ".join(runbook.services), str(len(one.past.incidents) or "")
    words = _USED if one.standing.state is State.USED else one.standing.words
    return [words, one.reviewed, used, services, f"{runbook.title}\n{runbook.name}"]


def _row(one: Listed) -> list[str]:
    runbook = one.runbook
    facts = [runbook.name, runbook.title, ", ".join(runbook.services), runbook.owner]
    return [*facts, one.reviewed, one.standing.words, str(len(one.past.incidents))]


def as_dict(one: Listed) -> dict[str, Any]:
    """A runbook with all that is known of it, for programs."""
    past, reviewed = one.past, one.runbook.reviewed_on
    return {
        **of_runbook(one.runbook),
        "last_reviewed_on": reviewed.isoformat() if reviewed else None,
        "last_changed_at": iso(past.changed) if past.changed else None,
        "state": one.standing.state.value,
        "due_on": one.standing.due.isoformat() if one.standing.due else None,
        "used": len(past.incidents),
        "last_used_at": iso(past.last_use) if past.last_use else None,
        "incidents": past.incidents,
    }


def of_runbook(runbook: Runbook) -> dict[str, Any]:
    """What a runbook says of itself, for programs."""
    return {
        "name": runbook.name,
        "path": runbook_path(runbook.name),
        "title": runbook.title,
        "services": runbook.services,
        "alerts": runbook.alerts,
        "owner": runbook.owner or None,
        "tags": runbook.tags,
    }


def show_found(found: Sequence[Found]) -> None:
    """The runbooks that have the words, each with the line that has most of them."""
    if not output.is_screen():
        output.fields([one.runbook.name, one.runbook.title, _where(one.hit)] for one in found)
        return
    for one in found[:_MOST]:
        output.say(output.wrapped(visible(f"{one.runbook.name}  {one.runbook.title}"), rest="    "))
        output.say(output.wrapped(visible(f"    {_where(one.hit)}"), rest="    "))
    if len(found) > _MOST:
        output.talk(f"… and {len(found) - _MOST} more; another word narrows it down")


def _where(hit: Hit) -> str:
    line = " ".join(hit.line.split())
    return f"{hit.number}: {shortened(line, _LONGEST)}" if line else ""


def of_found(found: Found) -> dict[str, Any]:
    """A runbook that has the words, for programs."""
    hit = found.hit
    return {**of_runbook(found.runbook), "line": hit.number, "text": hit.line, "words": hit.words}
