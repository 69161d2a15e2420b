"""Which incidents a list is about."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from inc.domain.incident import Incident


class Selection(NamedTuple):
    """Filters that all have to hold; an empty one holds for every incident."""

    is_open: bool | None = None
    severities: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None

    def takes(self, incident: Incident) -> bool:
        """Whether an incident is one of them; the time that counts is when it began."""
        began = incident.began
        services = {service.casefold() for service in incident.list_of("services")}
        return (
            self.is_open in (None, incident.is_open)
            and (not self.severities or incident.severity in self.severities)
            and (not self.statuses or incident.status in self.statuses)
            and (not self.services or bool(self.services & services))
            and (self.since is None or (began is not None and began >= self.since))
            and (self.until is None or (began is not None and began < self.until))
        )
