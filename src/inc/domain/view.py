"""An incident at an instant in words: what the brief of a handoff and the screen share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any, NamedTuple

from inc.domain import cadence, checklists, handoffs, ledger, overrides, people
from inc.domain.cadence import Due, Promise
from inc.domain.handoffs import Pending
from inc.domain.incident import Incident
from inc.domain.ledger import Hypothesis
from inc.domain.people import Seat
from inc.domain.policy import Policy
from inc.domain.tasks import OPEN, ActionItem
from inc.domain.text import clean_line
from inc.domain.timeline import Entry, of_kinds
from inc.domain.times import ago, clock, countdown, words
from inc.domain.update_text import EMPTY, points
from inc.domain.vocabulary import Audience, Kind, spoken


class View(NamedTuple):
    """An incident at an instant, as people in a zone are told of it."""

    incident: Incident
    policy: Policy
    now: datetime
    zone: tzinfo

    # ------------------------------------------------------------------ times

    def clock(self, moment: datetime) -> str:
        """An instant to the minute, without the day where that is today's."""
        return clock(moment, self.now, self.zone)

    def countdown(self, moment: datetime) -> str:
        """How long until something is due, or since when it is overdue."""
        return countdown(moment, self.now)

    def by(self, entry: Entry) -> str:
        """Who said something, and how long ago."""
        who = f"@{entry.author}, " if entry.author else ""
        return who + ago(entry.at, self.now)

    # ------------------------------------------------------------------ people

    def seat(self, seat: Seat) -> str:
        """Who sits there: `@alice → @bob (offered 5 min ago)`, `nobody (required on SEV1)`."""
        who = ", ".join(f"@{person}" for person in seat.people) or "nobody"
        if seat.handoff:
            return f"{who} → @{seat.handoff.to} ({self.handoff(seat.handoff)})"
        lacks = seat.is_required and not seat.people
        return f"{who} (required on {self.incident.severity})" if lacks else who

    def handoff(self, pending: Pending) -> str:
        """How far a handoff is."""
        if pending.taken_at:
            return f"taken {ago(pending.taken_at, self.now)}, not confirmed yet"
        return f"offered {ago(pending.offered_at, self.now)}, not taken yet"

    def people(self) -> list[dict[str, str]]:
        """Every role that somebody has or ought to have, and who that is."""
        top = people.structure(self.incident, self.policy)
        seats = top.walk() if top else ()
        return [{"role": spoken(seat.role), "who": self.seat(seat)} for seat in seats]

    def handoffs(self) -> list[dict[str, str]]:
        """The handoffs under way, with what was said of the state."""
        return [
            {
                "role": spoken(one.role),
                "from": one.holder,
                "to": one.to,
                "why": clean_line(one.why),
                "status": clean_line(one.status),
                "step": self.handoff(one),
            }
            for one in handoffs.pending(self.incident.entries)
        ]

    # ------------------------------------------------------------------ theories and changes

    def hypotheses(self) -> list[dict[str, str]]:
        """The ledger: each theory, what became of it, and the evidence."""
        return [
            {
                "state": one.state,
                "text": one.entry.first_line,
                "evidence": evidence(one),
                "by": self.by(one.entry),
                "time_box": self.time_box(one),
            }
            for one in ledger.hypotheses(self.incident.entries)
        ]

    def time_box(self, one: Hypothesis) -> str:
        """How much of its time is left to the theory that is being tested."""
        limit = self.policy.limit("hypothesis")
        if limit is None or one.state != ledger.OPEN or not self.incident.is_open:
            return ""
        left = limit - (self.now - one.entry.at)
        if left < timedelta(0):
            return f"past its {words(limit)}"
        return f"{words(left)} left of {words(limit)}"

    def running(self) -> list[Entry]:
        """The changes whose effect nobody can have seen yet."""
        entries = self.incident.entries if self.incident.is_open else ()
        return ledger.running_changes(entries, self.now, self.policy.limit("change"))

    def overlap(self) -> str:
        """What to say of several changes that run at once; nothing where there are not."""
        entries = self.incident.entries if self.incident.is_open else ()
        return ledger.overlap(entries, self.now, self.policy.limit("change"), self.zone)

    def changes(self) -> list[dict[str, Any]]:
        """All changes made so far, with their times."""
        running = {id(entry) for entry in self.running()}
        return [
            {
                "at": self.clock(entry.at),
                "text": entry.first_line,
                "by": entry.author,
                "mitigated": entry.kind is Kind.MITIGATED,
                "running": id(entry) in running,
            }
            for entry in ledger.changes(self.incident.entries)
        ]

    def needs(self) -> list[dict[str, str]]:
        """What was asked for since it began or came back; the record cannot tell what was met."""
        asked: list[Entry] = []
        for entry in of_kinds(self.incident.entries, (Kind.REOPENED, Kind.NEED)):
            asked = [] if entry.kind is Kind.REOPENED else [*asked, entry]
        return [{"text": entry.first_line, "by": self.by(entry)} for entry in asked]

    # ------------------------------------------------------------------ updates

    def dues(self) -> list[Due]:
        """The next update for each audience that is to be told."""
        return cadence.dues(self.incident, self.policy)

    def updates(self) -> list[dict[str, str]]:
        """What each audience was told last, and when it hears the next."""
        due = {one.audience: one for one in self.dues()}
        told = {who: cadence.updates(self.incident.entries, who) for who in Audience}
        return [
            self._update(audience, told[audience], due.get(audience))
            for audience in Audience
            if told[audience] or audience in due
        ]

    def _update(self, audience: Audience, told: Sequence[Entry], due: Due | None) -> dict[str, str]:
        last = told[-1] if told else None
        return {
            "audience": audience.value,
            "at": self.clock(last.at) if last else "",
            "by": last.author if last else "",
            "text": _gist(last) if last else "",
            "next": self.due(due) if due else "",
        }

    def due(self, due: Due) -> str:
        """When an audience hears the next, and whether people were told that time."""
        how = " (promised)" if due.promised else ""
        return f"{self.clock(due.at)}, {self.countdown(due.at)}{how}"

    def missed(self, promise: Promise) -> str:
        """A promise that was not kept: to whom, for when, and how late."""
        late = (promise.waited_until or self.now) - promise.at
        return f"{promise.audience} {self.clock(promise.at)}, {words(late)} late"

    def promises(self) -> dict[str, Any]:
        """How many promised updates came in time or were not needed, and those that were missed."""
        made = cadence.promises(self.incident)
        missed = [one for one in made if one.is_missed(self.now)]
        kept = [one for one in made if one.kept_at and one not in missed]
        return {
            "kept": len(kept),
            "over": sum(one.is_over for one in made),
            "missed": [self.missed(one) for one in missed],
        }

    # ------------------------------------------------------------------ what is left to do

    def checklists(self) -> list[dict[str, Any]]:
        """The checklists that have begun: how much is done, and what is open."""
        later = checklists.later(self.incident, self.policy)
        titles: dict[str, dict[str, Any]] = {}
        for one in checklists.standing(self.incident, self.policy, self.now):
            if one.checklist not in later:
                counted = titles.setdefault(
                    one.title, {"title": one.title, "done": 0, "all": 0, "open": []}
                )
                counted["all"] += 1
                counted["done"] += not one.is_open
                counted["open"] += [one.text] * one.is_open
        return list(titles.values())

    def actions(self) -> list[str]:
        """The action items that are open, with owner and due date."""
        return [_action(one) for one in self.incident.actions if one.state == OPEN]

    def overrides(self) -> list[tuple[Entry, str]]:
        """The entries that ended something although a gate was shut, and the reason of each."""
        return overrides.reasons(self.incident.entries)

    def reminders(self) -> list[str]:
        """What the policy wants said at a handoff."""
        lists = self.policy.checklists(self.incident.severity, self.incident.type)
        return [item.text for one in lists if one.name == "handoff" for item in one.items]


def evidence(one: Hypothesis) -> str:
    """The evidence that a theory was confirmed or refuted by."""
    return clean_line(ledger.verdict(one.answer).evidence) if one.answer else ""


def _gist(update: Entry) -> str:
    """The first line of an update, or its points where it is nothing else."""
    if update.first_line != EMPTY:
        return update.first_line
    return "; ".join(line[2:] for line in points(update.text) if "Next update:" not in line)


def _action(one: ActionItem) -> str:
    about = [
        f"@{one.owner.removeprefix('@')}" if one.owner else "",
        f"due {one.due}" * bool(one.due),
    ]
    told = ", ".join(part for part in about if part)
    return f"{one.text} ({told})" if told else one.text
