"""What the record itself can answer: the computed items of checklists, one function each.

What can be computed is not asked: nobody ticks "green for 15 minutes", the times say it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from shlex import quote
from typing import Final, NamedTuple

from inc.domain import cadence, ledger, postmortem, update_text
from inc.domain.incident import Incident
from inc.domain.policy import Policy
from inc.domain.tasks import ActionItem
from inc.domain.timeline import Entry, status_of
from inc.domain.times import words
from inc.domain.vocabulary import Audience, Kind, Role, Status


class Answer(NamedTuple):
    """Whether a condition is met; if not, what is missing and the command that helps."""

    is_met: bool
    missing: str = ""
    command: str = ""


Condition = Callable[[Incident, Policy, datetime], Answer]
_MET: Final = Answer(is_met=True)


def answer(name: str, incident: Incident, policy: Policy, now: datetime) -> Answer:
    """What the record says to a condition of the policy."""
    return CONDITIONS[name](incident, policy, now)


def _has_time(field: str, command: str) -> Condition:
    def check(incident: Incident, policy: Policy, now: datetime) -> Answer:
        return _MET if incident.time(field) else Answer(False, "", command)

    return check


def _has_field(field: str, command: str) -> Condition:
    def check(incident: Incident, policy: Policy, now: datetime) -> Answer:
        return _MET if incident.fields.get(field) else Answer(False, "", command)

    return check


def _channel(incident: Incident, policy: Policy, now: datetime) -> Answer:
    if incident.fields.get("channel"):
        return _MET
    return Answer(False, "", f"inc update --channel {quote(policy.channel_name(incident.id))}")


def _has_role(role: Role) -> Condition:
    def check(incident: Incident, policy: Policy, now: datetime) -> Answer:
        held = incident.roles.get(role.value)
        return _MET if held else Answer(False, "nobody", f"inc assign {role} WHO")

    return check


def _told_words(incident: Incident, audience: Audience) -> list[Entry]:
    """What an audience was told in words: the next update's time alone tells nobody anything."""
    told = cadence.updates(incident.entries, audience)
    return [entry for entry in told if update_text.tells(entry.text)]


def _told(audience: Audience) -> Condition:
    def check(incident: Incident, policy: Policy, now: datetime) -> Answer:
        told = _told_words(incident, audience)
        return _MET if told else Answer(False, "no update yet", f"inc update -a {audience} TEXT")

    return check


def _told_of_recovery(incident: Incident, policy: Policy, now: datetime) -> Answer:
    mitigated = incident.time("mitigated_at")
    told = _told_words(incident, Audience.CUSTOMER)
    if mitigated and told and told[-1].at >= mitigated:
        return _MET
    return Answer(False, "no update since the mitigation", "inc update -a customer TEXT")


def _told_of_end(audience: Audience) -> Condition:
    def check(incident: Incident, policy: Policy, now: datetime) -> Answer:
        resolved = incident.time("resolved_at")
        told = _told_words(incident, audience)
        if resolved and told and told[-1].at >= resolved:
            return _MET
        return Answer(False, "no update since it was resolved", f"inc update -a {audience} -e")

    return check


def _hypothesis(incident: Incident, policy: Policy, now: datetime) -> Answer:
    kinds = (Kind.HYPOTHESIS, Kind.CONFIRMED)
    if any(entry.kind in kinds for entry in incident.entries):
        return _MET
    return Answer(False, "none yet", "inc hypothesis TEXT")


def _green(incident: Incident, policy: Policy, now: datetime) -> Answer:
    """Nothing was changed, alerted or went back since, for as long as the policy says."""
    needed = policy.limit("green")
    if needed is None:
        return _MET
    mitigated = incident.time("mitigated_at")
    if not mitigated:
        return Answer(False, "nothing was mitigated yet", "inc mitigate TEXT")
    since = green_since(incident, mitigated)
    passed = now - since
    if passed >= needed:
        return _MET
    if now < since:
        return Answer(False, f"something happened after that, {words(since - now)} later")
    return Answer(False, f"green for {words(passed)}, {words(needed - passed)} to go")


def green_since(incident: Incident, mitigated: datetime) -> datetime:
    """Since when everything is green: the mitigation, or what disturbed it later."""
    disturbed = (entry.at for entry in incident.entries if disturbs(entry))
    return max([mitigated, *disturbed])


def disturbs(entry: Entry) -> bool:
    """Whether an entry starts the time anew for which everything has to stay green."""
    if entry.kind is Kind.STATUS:
        return status_of(entry) is Status.INVESTIGATING
    return entry.kind in (Kind.MITIGATED, Kind.ACTION, Kind.ALERT, Kind.REOPENED)


def _temporary_documented(incident: Incident, policy: Policy, now: datetime) -> Answer:
    missing = [one for one in temporary(incident) if not is_documented(one, incident.actions)]
    if not missing:
        return _MET
    return Answer(False, f"no action item for: {missing[0]}", "inc edit")


def temporary(incident: Incident) -> list[str]:
    """What was done for the time being, in the words of the mitigations that say so."""
    done = [entry for entry in incident.entries if entry.kind is Kind.MITIGATED]
    told = [ledger.mitigation(entry.first_line) for entry in done]
    return [one.name for one in told if one.is_temporary]


def is_documented(mitigation: str, actions: Sequence[ActionItem]) -> bool:
    """Whether an action item speaks of a mitigation; letter case and spaces do not count."""
    wanted = " ".join(mitigation.split()).casefold()
    return any(wanted in " ".join(one.text.split()).casefold() for one in actions)


def _postmortem_scheduled(incident: Incident, policy: Policy, now: datetime) -> Answer:
    if postmortem.due(incident, policy, now) is None or incident.fields.get("postmortem_due_at"):
        return _MET
    return Answer(False, "no postmortem_due_at in the document", "inc edit")


CONDITIONS: Final[Mapping[str, Condition]] = {
    "acknowledged": _has_time("acknowledged_at", "inc ack"),
    "mitigated": _has_time("mitigated_at", "inc mitigate TEXT"),
    "impact": _has_field("impact", "inc update --impact TEXT"),
    "channel": _channel,
    "commander": _has_role(Role.COMMANDER),
    "tech_lead": _has_role(Role.TECH_LEAD),
    "comms_lead": _has_role(Role.COMMS_LEAD),
    "scribe": _has_role(Role.SCRIBE),
    "hypothesis": _hypothesis,
    "green": _green,
    "temporary_documented": _temporary_documented,
    "internal_told": _told(Audience.INTERNAL),
    "executive_told": _told(Audience.EXECUTIVE),
    "customer_told": _told(Audience.CUSTOMER),
    "customer_told_of_recovery": _told_of_recovery,
    "internal_told_of_end": _told_of_end(Audience.INTERNAL),
    "customer_told_of_end": _told_of_end(Audience.CUSTOMER),
    "postmortem_scheduled": _postmortem_scheduled,
}
"""Each name that an item of a checklist may be computed by."""
