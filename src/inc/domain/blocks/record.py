"""What the blocks of a postmortem are made of, and how they tell a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple

from inc.domain.incident import Incident
from inc.domain.policy import Policy
from inc.domain.timeline import Entry
from inc.domain.times import minute
from inc.domain.vocabulary import Kind


class Record(NamedTuple):
    """An incident as the blocks are told of it; `way_to` is the link to the document of one.

    What a block says may not depend on `now` while the record stays: or no two copies of a
    postmortem would agree, and each refresh would be a change.
    """

    incident: Incident
    policy: Policy
    now: datetime
    authors: Sequence[str]
    way_to: Callable[[str], str]

    @property
    def entries(self) -> Sequence[Entry]:
        """What happened, without what closed an incident that was over: that is no part of it.

        It may be closed long after people have read the postmortem, which must not grow old by it.
        """
        over = self.incident.time("resolved_at")
        if over is None:
            return self.incident.entries
        closing = (Kind.CLOSED, Kind.CHECKED)
        return [one for one in self.incident.entries if one.kind not in closing or one.at < over]

    @property
    def zones(self) -> list[tuple[str, tzinfo]]:
        """The zones in which times are told, with their names: that of the team, and UTC."""
        zone = self.policy.zone
        return [("UTC", UTC)] if zone is UTC else [(self.policy.timezone, zone), ("UTC", UTC)]

    def is_one_day(self, first: datetime, last: datetime) -> bool:
        """Whether two instants are of one day, in each of the zones."""
        days = ({minute(one, zone)[:10] for one in (first, last)} for _, zone in self.zones)
        return all(len(told) == 1 for told in days)

    def when(self, moment: datetime, also: str = "", after: datetime | None = None) -> str:
        """An instant: `2026-03-04 16:23 CET (15:23 UTC; also)`.

        The day is left out where that of an instant before it is the same.
        """
        first, *rest = (minute(moment, zone) for _, zone in self.zones)
        aside = "; ".join([*(_apart(told, first) for told in rest), *([also] if also else [])])
        told = _apart(first, minute(after, self.zones[0][1])) if after else first
        return f"{told} ({aside})" if aside else told


def _apart(told: str, known: str) -> str:
    """A time without its day where the other one is on that day."""
    day, _, clock = told.partition(" ")
    return clock if known.startswith(day) else told
