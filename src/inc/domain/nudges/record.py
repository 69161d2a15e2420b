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
_REMEMBERED: Final = timedelta(days=7)
"""For how long after the end people are asked what they saw: later nobody knows."""
_FEW: Final = 2
"""How many action items that are late get a nudge each."""


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
    """Action items, of its postmortem too, are open past their day; many are one nudge."""
    from inc.domain.tasks import OPEN  # as above

    still_open = (item for item in case.actions if item.state == OPEN)
    dated = [(due, item) for item in still_open if (due := _end_of_day(item.due, case))]
    dated.sort(key=lambda one: one[0])
    late = [(due, item) for due, item in dated if due < case.now]
    if len(late) > _FEW:
        since, first = late[0]
        example = case.quoted(f", such as: {first.text}")
        text = f"{len(late)} action items are past their day{example}"
        yield Nudge(text, "inc action list --overdue", since, since)
        dated = dated[len(late) :]
    for due, item in dated:
        whose = f" (@{item.owner})" if item.owner else ""
        text = f"an action item is past its day{whose}{case.quoted(f': {item.text}')}"
        command = f"inc action done ^{item.id}" if item.id else "inc action list --overdue"
        yield Nudge(text, command, due, due)


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
    """The postmortem is owed, and it is not published."""
    from inc.domain import postmortem  # as above

    ended, due = case.incident.ended, postmortem.owed_by(case.incident, case.policy)
    if not (ended and due):
        return
    known = case.postmortem
    state, command = _POSTMORTEM_STEPS.get(known.stage if known else "", ("", ""))
    if command:
        yield Nudge(f"{state}; {_when_due(due, case)}", command, ended, due)


_POSTMORTEM_STEPS: Final = {
    "": ("no postmortem has been begun", "inc postmortem new"),
    "draft": ("the postmortem is a draft", "inc postmortem review"),
    "in-review": ("the postmortem is in review", "inc postmortem publish"),
}
"""How far a postmortem is that is not published, and the command that brings it further."""


def postmortem_meeting(case: Case) -> Iterator[Nudge]:
    """People are to meet about the postmortem, and it does not say when."""
    from inc.domain import postmortem  # as above

    ended, due = case.incident.ended, postmortem.meeting_owed_by(case.incident, case.policy)
    if not (ended and due):
        return
    known = case.postmortem
    if known and (known.stage == postmortem.Stage.PUBLISHED or known.time("meeting_at")):
        return
    written = postmortem.owed_by(case.incident, case.policy) or ended
    text = f"no meeting about the postmortem is planned; {_when_due(due, case)}"
    command = "inc postmortem review --meeting TIME" if known else "inc postmortem new"
    yield Nudge(text, command, min(written, due), due)


def _when_due(due: datetime, case: Case) -> str:
    return f"it {'was' if case.now > due else 'is'} due {case.clock(due)}, {ago(due, case.now)}"


def runbook_used(case: Case) -> Iterator[Nudge]:
    """A runbook was used, and nobody has written down since what it lacked."""
    ended = case.incident.ended
    if not (ended and case.has(Kind.RUNBOOK)):
        return
    from inc.domain.runbooks import typed  # as above

    for name in case.unreviewed:
        text = f"the runbook {name} was used, and not touched since; is it still right?"
        yield Nudge(text, f"inc runbook review {typed(name)}", ended)


def detected_missing(case: Case) -> Iterator[Nudge]:
    """The impact is reduced, and nobody wrote down when it was noticed, so no metric has it."""
    incident, ended = case.incident, case.incident.ended
    since = incident.time("mitigated_at") or ended
    if not since or incident.fields.get("detected_at") or incident.is_drill:
        return
    if incident.status == Status.CLOSED and case.now - (ended or since) > _REMEMBERED:
        return
    from inc.domain.metrics.definitions import SPANS, definition  # as above

    each = [definition(case.policy, name) for name in SPANS]
    lost = [one.name.upper() for one in each if "detected" in (one.first, one.last)]
    if lost:
        named = " and ".join(filter(None, (", ".join(lost[:-1]), lost[-1])))
        text = f"nobody wrote down when it was detected, so it is not in {named}"
        yield Nudge(text, 'inc log -k detected --at TIME "alert fired"', since)


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
