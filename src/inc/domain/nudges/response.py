"""Who was not told, what does not move, and what has had its time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from inc.domain import cadence
from inc.domain.nudges.nudge import Case, Nudge
from inc.domain.policy import lasting
from inc.domain.text import shortened
from inc.domain.timeline import severity_of, status_of
from inc.domain.times import ago, words
from inc.domain.vocabulary import Audience, Kind, Status

_LONGEST: Final = 40  # characters of a theory that is named
_PROGRESS: Final = (
    *(Kind.DECLARED, Kind.REOPENED, Kind.ACTION, Kind.MITIGATED),
    *(Kind.HYPOTHESIS, Kind.CONFIRMED, Kind.REFUTED, Kind.ESCALATED),
)


def unacknowledged(case: Case) -> Iterator[Nudge]:
    """Nobody has said that they are on it."""
    if not case.is_burning or case.incident.time("acknowledged_at"):
        return
    stated = case.policy.value("severity", case.severity, "respond_within")
    due = case.answered_by(case.began)
    if due:
        text = f"declared {ago(case.began, case.now)}, and nobody has acknowledged it"
        text = f"{text}; {case.severity} is answered within {lasting(stated)}"
        yield Nudge(text, "inc ack", case.began, due)


def update_due(case: Case) -> Iterator[Nudge]:
    """An audience waits for an update, by a promise or by the cadence."""
    early = case.policy.limit("early") or timedelta(0)  # it has to be written first
    for due in cadence.dues(case.incident, case.policy):
        name = str(case.policy.value("audiences", due.audience, "name")).lower()
        when = f"at {case.clock(due.at)}, {ago(due.at, case.now)}"
        text = f"{name} were promised an update {when}"
        if not due.promised:
            every = case.policy.cadence(case.severity, due.audience)
            which = "next" if due.last else "first"
            verb = "was" if due.is_overdue(case.now) else "is"
            told = f"{name} hear from us every {words(every)}" if every else name
            text = f"{told}; the {which} update {verb} due {when}"
        yield Nudge(text, f"inc update -a {due.audience} TEXT", due.at - early, due.at)


def no_progress(case: Case) -> Iterator[Nudge]:
    """Nothing has brought the mitigation nearer for as long as the severity allows."""
    limit = case.policy.limit("no_progress", case.severity)
    if not (case.is_burning and limit):
        return
    last = _last_progress(case)
    stuck = f"no progress on the mitigation for {words(case.now - last)}"
    text = f"{stuck}; on {case.severity} it is time to escalate after {words(limit)}"
    yield Nudge(text, "inc escalate --to WHO --reason no-progress", last + limit, last + limit)


def _last_progress(case: Case) -> datetime:
    """When somebody last tried, ruled out or called in something, or it became less bad."""
    last, before = max(case.began, case.latest(*_PROGRESS) or case.began), None
    for entry in case.of(Kind.DECLARED, Kind.SEVERITY, Kind.STATUS):
        severity = severity_of(entry) if entry.kind is not Kind.STATUS else None
        is_lower = bool(severity and before and severity > before)  # SEV1 is the worst
        is_found = entry.kind is Kind.STATUS and status_of(entry) is Status.IDENTIFIED
        if is_lower or is_found:
            last = max(last, entry.at)
        before = severity or before
    return last


def theory_too_old(case: Case) -> Iterator[Nudge]:
    """A theory is still open after its time-box."""
    limit, stated = case.policy.limit("hypothesis"), case.latest(Kind.HYPOTHESIS)
    if not (case.is_burning and limit and stated):
        return
    from inc.domain import ledger  # a note without a theory before it does not need it

    newest = case.since(stated, Kind.HYPOTHESIS)[-1]  # those before it are set aside, or answered
    for one in ledger.hypotheses([newest, *case.of(*ledger.ANSWERS)]):
        if one.state == ledger.OPEN:
            said, since = shortened(one.entry.first_line, _LONGEST), one.entry.at + limit
            name = "theory" + case.quoted(f" “{said}”")
            text = f"the {name} is {words(case.now - one.entry.at)} old"
            text = f"{text}; after {words(limit)} it is confirmed, or refuted for the next one"
            yield Nudge(text, "inc refute -m EVIDENCE", since, since)


def changes_at_once(case: Case) -> Iterator[Nudge]:
    """Several changes run at the same time."""
    if not (case.incident.is_open and case.has(Kind.ACTION, Kind.MITIGATED)):
        return
    from inc.domain import ledger  # as above

    settles = case.policy.limit("change")
    # What ran when the first of those that may run now was made decides about that one.
    first = case.now - 2 * settles if settles else case.now
    made = case.since(first, *ledger.CHANGES, *ledger.LOOKED)
    running = ledger.running_changes(made, case.now, settles)
    text = ledger.overlap(made, case.now, settles, case.policy.zone)
    if text:
        told = case.quoted(text[:1].lower() + text[1:].removesuffix(".")) or _AT_ONCE
        yield Nudge(told, "inc log 'Found: …'", running[-1].at)


_AT_ONCE: Final = "several changes are running at the same time; nobody will know which one helped"


def responders_wait(case: Case) -> Iterator[Nudge]:
    """The response team has read nothing new for longer than its cadence."""
    every = case.policy.cadence(case.severity, Audience.RESPONDERS)
    last = _last_entry(case)
    silent = case.policy.limit("silent", case.severity)
    is_worse = silent is not None and case.now > last + silent
    if not (case.incident.is_open and every) or is_worse:
        return
    heard = f"the response team has read nothing new for {words(case.now - last)}"
    text = f"{heard}; on {case.severity} it hears something every {words(every)}"
    yield Nudge(text, "inc log TEXT", last + every, last + every)


def silent(case: Case) -> Iterator[Nudge]:
    """It is open, and nobody has written anything for long."""
    limit = case.policy.limit("silent", case.severity)
    if not (case.incident.is_open and limit):
        return
    last = _last_entry(case)
    text = f"open, and nothing was written for {words(case.now - last)}; is it still going on?"
    yield Nudge(text, "inc log TEXT", last + limit, last + limit)


def _last_entry(case: Case) -> datetime:
    return max((entry.at for entry in case.incident.entries), default=case.began)


def green(case: Case) -> Iterator[Nudge]:
    """Mitigated, and undisturbed for as long as the policy asks: it may be resolved."""
    mitigated, needed = case.incident.time("mitigated_at"), case.policy.limit("green")
    if not (case.incident.is_open and mitigated):
        return
    from inc.domain.conditions import green_since  # a note asks nothing of it

    quiet = green_since(case.incident, mitigated)
    text = f"mitigated, and quiet for {words(case.now - quiet)}; check it, then resolve"
    since = quiet + (needed or timedelta(0))
    yield Nudge(text, "inc resolve -m WHAT-WAS-VERIFIED", since)
