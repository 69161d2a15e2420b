"""A clock time in prose that the timeline contradicts.

What: a postmortem says when the incident started, was detected, acknowledged, declared, mitigated
or resolved, the record knows that moment, and it is another one. Nothing is said where anything
else happened in that minute, or where the time has a zone that is not UTC. Without a zone the
clock of the team counts as well as UTC.

Why: whoever reads the summary and the timeline beside each other believes neither of them.

Bad (when it was mitigated at 15:38):
    The rollback helped, and the incident was mitigated at 15:48.

Good:
    The rollback helped, and the incident was mitigated at 15:38.
"""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.reading import clock_times
from inc.checks.reading.clock_times import Claim
from inc.checks.reading.counterpart import incident_beside
from inc.checks.reading.paragraphs import paragraphs
from inc.checks.rule import POSTMORTEMS, Rule
from inc.domain.incident import Incident
from inc.domain.timeline import TIME_FIELDS
from inc.domain.times import clock
from inc.domain.vocabulary import Audience

_DAY = 24 * 60


def _find(examined: Examined) -> Iterator[Problem]:
    claims = list(clock_times.claims(paragraphs(examined))) if examined.is_readable else []
    beside = incident_beside(examined) if claims else None
    if beside is None:
        return
    incident, zones = beside.incident, _zones(examined)
    happened = _moments(incident)
    for paragraph, claim in claims:
        right = incident.time(f"{claim.moment}_at")
        if right and not any(_agrees(claim, moment, zones) for moment in happened):
            line, column = paragraph.place(claim.start)
            told = clock(right, right, examined.policy.zone)
            message = f"says {claim.text}; the timeline has {told}"
            hint = f"Write {told} here, or correct it: inc amend ENTRY --at TIME -i {incident.id}"
            yield Problem(line, message, hint, column, f"{claim.text} {paragraph.text[:200]}")


def _zones(examined: Examined) -> list[tzinfo]:
    """The clocks that a text without a zone may mean."""
    policy = examined.policy
    return [policy.zone, *(policy.zone_for(audience) for audience in Audience)]


def _moments(incident: Incident) -> list[datetime]:
    """All moments at which something happened."""
    stated = (incident.time(name) for name in TIME_FIELDS)
    return [*filter(None, stated), *(entry.at for entry in incident.entries)]


def _agrees(claim: Claim, moment: datetime, zones: list[tzinfo]) -> bool:
    """Whether it is that minute, or the one beside it, on a clock that may be meant."""
    clocks = [moment, *(moment.astimezone(zone) for zone in zones if not claim.is_utc)]
    apart = (abs(one.hour * 60 + one.minute - claim.minute) for one in clocks)
    return any(min(one, _DAY - one) <= 1 for one in apart)


RULE = Rule("INC402", __name__, __doc__, Level.WARNING, POSTMORTEMS, _find)
