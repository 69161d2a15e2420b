"""What `inc watch` shows of an incident: lines that fit a screen and need no colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from inc.cli.naming import with_name
from inc.domain import cadence, ledger
from inc.domain.nudges import registry
from inc.domain.nudges.nudge import Case, Nudge
from inc.domain.situation import team
from inc.domain.text import visible
from inc.domain.timeline import Entry
from inc.domain.times import ago, words

_NUDGES: Final = 3
_LABEL: Final = 9  # columns
_TIMES: Final = ("started", "detected", "declared", "mitigated", "resolved", "closed")


class Line(NamedTuple):
    """One line of a screen; `is_late` is for a colour, the words say it too."""

    text: str
    is_late: bool = False
    is_head: bool = False


class Size(NamedTuple):
    """The room that there is; without a height there is room for the last entries only."""

    width: int
    height: int | None = None


def lines(case: Case, size: Size, *, notice: str = "", name: str = "") -> list[Line]:
    """A whole screen: the state, what is due, and the last entries in what room is left.

    With a `name`, commands say which incident they are for.
    """
    top = [*_state(case), *_dues(case), *_theory(case), *_nudges(case, size.width, name)]
    foot = [Line(notice)] if notice else []
    room = 10 if size.height is None else size.height - len(top) - len(foot) - 1
    last = [_entry(case, entry) for entry in case.entries[-room:]] if room > 0 else []
    shown = [*top, Line(""), *last] if last else top
    kept = shown if size.height is None else shown[: size.height - len(foot)]
    return [line._replace(text=visible(line.text)) for line in [*kept, *foot]]


def _state(case: Case) -> Iterator[Line]:
    incident = case.incident
    marks = ["DRILL" if incident.is_drill else "", "RESTRICTED" if incident.is_restricted else ""]
    title = " ".join(incident.title.split())
    head = [*marks, incident.severity, incident.status, title]
    yield Line("  ".join(word for word in head if word), is_head=True)
    times = [(name, incident.time(f"{name}_at")) for name in _TIMES]
    yield Line(", ".join(f"{name} {ago(at, case.now)}" for name, at in times if at))
    if not incident.is_open:
        yield Line(f"It is {incident.status}. What comes now is what follows an incident.")
    if people := team(incident):
        yield _row("people", " ".join(", ".join(people).split()))


def _dues(case: Case) -> Iterator[Line]:
    """The countdown to the next update, for each audience that waits for one."""
    label = "updates"
    for due in cadence.dues(case.incident, case.policy):
        how = ", promised" if due.promised else ""
        left = _left(due.at, case.now)
        told = f"{due.audience:<10} {left} ({case.clock(due.at)}{how})"
        yield _row(label, told, is_late=due.is_overdue(case.now))
        label = ""


def _theory(case: Case) -> Iterator[Line]:
    limit = case.policy.limit("hypothesis")
    for one in ledger.hypotheses(case.entries) if case.incident.is_open else ():
        if one.state == ledger.OPEN:
            by = one.entry.at + limit if limit else None
            left = f" ({_left(by, case.now)})" if by else ""
            text = f"{one.entry.first_line}, {words(case.now - one.entry.at)} old{left}"
            yield _row("theory", text, is_late=bool(by and case.now > by and case.is_burning))


def _left(moment: datetime, now: datetime) -> str:
    return f"OVERDUE {words(now - moment)}" if now > moment else f"in {words(moment - now)}"


def _nudges(case: Case, width: int, name: str) -> Iterator[Line]:
    """The worst few of what is due, each with its command."""
    found = registry.current(case)
    if found:
        yield Line("")
    for nudge in found[:_NUDGES]:
        is_late = nudge.is_overdue(case.now)
        for text in _wrapped(nudge, width, "OVERDUE" if is_late else "now"):
            yield Line(text, is_late)
        yield _row("", with_name(nudge.command, name) if name else nudge.command)
    if len(found) > _NUDGES:
        yield _row("", f"and {len(found) - _NUDGES} more: inc next")


def _wrapped(nudge: Nudge, width: int, state: str) -> Sequence[str]:
    gap = " " * _LABEL
    text = f"{state:<{_LABEL}}{nudge.text}"
    return textwrap.wrap(text, max(width, 2 * _LABEL), subsequent_indent=gap)


def _entry(case: Case, entry: Entry) -> Line:
    clock = case.clock(entry.at).rsplit(" ", 1)[0]  # the zone stands above
    words = [entry.kind.value, entry.audience, f"@{entry.author}" if entry.author else ""]
    return Line(f"{clock}  {' '.join(filter(None, words))} — {entry.first_line}")


def _row(label: str, text: str, *, is_late: bool = False) -> Line:
    return Line(f"{label:<{_LABEL}}{text}", is_late)
