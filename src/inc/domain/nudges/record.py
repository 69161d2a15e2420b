"""What the document lacks while it burns, and what follows the end: these need all of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from inc.domain.nudges.nudge import Case, Nudge
from inc.domain.policy import span
from inc.domain.times import ago
from inc.domain.vocabulary import Kind, Status

_FIRST: Final = timedelta(minutes=10)
_DAY: Final = timedelta(days=1)
_ARCHIVED: Final = "channel archived"


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
    if (
        case.incident.is_open
        and case.severity in required
        and not case.incident.fields.get("channel")
    ):
        name = case.policy.channel_name(case.incident.id)
        text = f"no channel is named; {case.severity} has one of its own"
        due = case.answered_by(case.began)
        yield Nudge(text, f"inc update --channel '{name}'", case.began, due)


def items_open(case: Case) -> Iterator[Nudge]:
    """Items of the checklists of the first minutes are still open; one nudge for all of them."""
    if not case.is_burning:
        return
    from inc.domain import checklists  # as above

    lists = case.policy.checklists(case.severity, case.incident.type)
    begun = {one.name for one in lists if one.begins == "declare"}
    items = checklists.standing(case.incident, case.policy, case.now)
    left = [one for one in items if one.is_open and one.checklist in begun]
    if left:
        count = "1 item" if len(left) == 1 else f"{len(left)} items"
        text = f"{count} of the first checklists to do, such as: {left[0].text}"
        yield Nudge(text, "inc checklist", case.began + _FIRST)


def temporary_undocumented(case: Case) -> Iterator[Nudge]:
    """Something was done for the time being, and no action item says to take it away."""
    if case.incident.fields.get("status") == Status.CLOSED:
        return
    from inc.domain import conditions  # as above

    met = conditions.answer("temporary_documented", case.incident, case.policy, case.now)
    made = [one.at for one in case.of(Kind.MITIGATED)]
    if not met.is_met and made:
        yield Nudge(f"a mitigation is temporary: {met.missing}", met.command, max(made))


# ------------------------------------------------------------------ after the end


def not_closed(case: Case) -> Iterator[Nudge]:
    """Resolved a day ago, and still something to do, or nobody said that there is nothing."""
    ended = case.incident.ended
    if ended and case.incident.status == Status.RESOLVED:
        text = f"resolved {ago(ended, case.now)}, and not closed"
        yield Nudge(text, "inc close", ended + _DAY, ended + _DAY)


def postmortem_due(case: Case) -> Iterator[Nudge]:
    """The postmortem is owed, and nobody has begun it."""
    ended, due = case.incident.ended, _postmortem_by(case)
    if case.has_postmortem or not (ended and due):
        return
    verb = "was" if case.now > due else "is"
    when = f"{case.clock(due)}, {ago(due, case.now)}"
    text = f"no postmortem has been begun; it {verb} due {when}"
    yield Nudge(text, f"write {postmortem_path(case.incident.id)}", ended, due)


def _postmortem_by(case: Case) -> datetime | None:
    """When the record says, else what the policy says; a drill owes none of its own accord."""
    ended = case.incident.ended
    stated = case.incident.time("postmortem_due_at")
    wanted = case.policy.wants_postmortem(case.severity) and not case.incident.is_drill
    if stated or not (ended and wanted):
        return stated
    return case.policy.deadline(ended, case.policy.value("postmortem", "document"))


def postmortem_path(incident_id: str) -> str:
    """Where the postmortem of an incident stands in the workspace."""
    return f"postmortems/{incident_id[:4]}/{incident_id[5:7]}/{incident_id}.md"


def channel_kept(case: Case) -> Iterator[Nudge]:
    """The channel has been kept for as long as the team does."""
    ended, channel = case.incident.ended, case.incident.fields.get("channel")
    keep = span(str(case.policy.value("channel", "keep")))
    if not (ended and channel and keep) or _is_archived(case):
        return
    text = f"resolved {ago(ended, case.now)}; {' '.join(str(channel).split())} can be archived"
    yield Nudge(text, f"inc tick '{_ARCHIVED}'", ended + keep, ended + keep)


def _is_archived(case: Case) -> bool:
    from inc.domain.tasks import OPEN

    boxes = [box for box in case.incident.boxes if box.text.casefold().startswith(_ARCHIVED)]
    return any(box.state != OPEN for box in boxes)
