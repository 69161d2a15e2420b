"""What the document lacks while it burns, and what follows the end: these need all of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from inc.domain.nudges.nudge import Case, Nudge
from inc.domain.policy import span
from inc.domain.times import ago, read_iso
from inc.domain.vocabulary import Kind, Status

_ARCHIVED: Final = "channel archived"
_DAY: Final = timedelta(days=1)


def cause_too_early(case: Case) -> Iterator[Nudge]:
    """Customers were told a cause that the record does not know."""
    if not case.incident.is_open:
        return
    from inc.domain import communication  # a note after a write asks nothing of it

    told = communication.cause_too_early(case.incident, case.policy)
    if told:
        text = f"customers were told a cause at {case.clock(told.at)}, and none is confirmed"
        yield Nudge(text, "inc update -a customer TEXT", told.at)


def channel_missing(case: Case) -> Iterator[Nudge]:
    """The severity asks for a channel, and the record names none."""
    required = case.policy.value("channel", "required") or ()
    if not (case.incident.is_open and case.severity in required):
        return
    from inc.domain import conditions  # as above

    named = conditions.answer("channel", case.incident, case.policy, case.now)
    if not named.is_met:
        text = f"no channel is named; {case.severity} has one of its own"
        yield Nudge(text, named.command, case.began, case.answered_by(case.began))


def items_open(case: Case) -> Iterator[Nudge]:
    """Items of the checklists of the first minutes are still open; one nudge for all of them."""
    limit = case.policy.limit("first_checklists")
    if not (case.is_burning and limit):
        return
    from inc.domain import checklists  # as above

    lists = case.policy.checklists(case.severity, case.incident.type)
    begun = {one.name for one in lists if one.begins == "declare"}
    items = checklists.standing(case.incident, case.policy, case.now)
    left = [one for one in items if one.is_open and one.checklist in begun]
    if left:
        count = "1 item" if len(left) == 1 else f"{len(left)} items"
        text = f"{count} of the first checklists to do{case.quoted(f', such as: {left[0].text}')}"
        yield Nudge(text, "inc checklist", case.began + limit)


def temporary_undocumented(case: Case) -> Iterator[Nudge]:
    """Something was done for the time being, and no action item says to take it away."""
    if case.incident.fields.get("status") == Status.CLOSED:
        return
    from inc.domain import conditions  # as above

    met = conditions.answer("temporary_documented", case.incident, case.policy, case.now)
    made = [one.at for one in case.of(Kind.MITIGATED)]
    if not met.is_met and made:
        told = case.quoted(f": {met.missing}")
        yield Nudge(f"a mitigation is temporary{told}", met.command, max(made))


def action_overdue(case: Case) -> Iterator[Nudge]:
    """An action item of the incident itself is open past its day."""
    from inc.domain.tasks import OPEN  # as above

    for item in case.incident.actions:
        due = _end_of_day(item.due, case) if item.state == OPEN else None
        if due:
            whose = f" (@{item.owner})" if item.owner else ""
            text = f"an action item is past its day{whose}{case.quoted(f': {item.text}')}"
            yield Nudge(text, "inc edit", due, due)


def _end_of_day(day: str, case: Case) -> datetime | None:
    """The end of a day on the calendar of the team; None for what is no day."""
    moment = read_iso(f"{day}T00:00:00Z")
    return moment.replace(tzinfo=case.policy.zone) + _DAY if moment else None


# ------------------------------------------------------------------ after the end


def not_closed(case: Case) -> Iterator[Nudge]:
    """Resolved for long, and still something to do, or nobody said that there is nothing."""
    ended, limit = case.incident.ended, case.policy.limit("close")
    if ended and limit and case.incident.status == Status.RESOLVED:
        text = f"resolved {ago(ended, case.now)}, and not closed"
        yield Nudge(text, "inc close", ended + limit, ended + limit)


def postmortem_due(case: Case) -> Iterator[Nudge]:
    """The postmortem is owed, and nobody has begun it."""
    ended, due = case.incident.ended, _postmortem_by(case)
    if not (case.postmortem and ended and due):
        return
    verb = "was" if case.now > due else "is"
    when = f"{case.clock(due)}, {ago(due, case.now)}"
    text = f"no postmortem has been begun; it {verb} due {when}"
    folder = case.postmortem.rpartition("/")[0]
    yield Nudge(text, f"mkdir -p {folder} && ${{EDITOR:-vi}} {case.postmortem}", ended, due)


def _postmortem_by(case: Case) -> datetime | None:
    """When the record says, else what the policy says."""
    from inc.domain import postmortem  # as above

    stated, ended = case.incident.time("postmortem_due_at"), case.incident.ended
    return stated or (postmortem.due(case.incident, case.policy, ended) if ended else None)


def channel_kept(case: Case) -> Iterator[Nudge]:
    """The channel has been kept for as long as the team does, and a checklist waits for its end."""
    ended, channel = case.incident.ended, case.incident.fields.get("channel")
    keep = span(str(case.policy.value("channel", "keep")))
    if not (ended and channel and keep and _waits_for_archiving(case)):
        return
    name = case.quoted(" ".join(str(channel).split())) or "its channel"
    text = f"resolved {ago(ended, case.now)}; {name} can be archived"
    yield Nudge(text, f"inc tick '{_ARCHIVED}'", ended + keep, ended + keep)


def _waits_for_archiving(case: Case) -> bool:
    from inc.domain import checklists  # as above

    items = checklists.standing(case.incident, case.policy, case.now)
    return any(one.is_open and one.text.casefold().startswith(_ARCHIVED) for one in items)
