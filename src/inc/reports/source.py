"""Where the facts of a report come from: the index, the policy, the clock, and the documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from inc.domain.incident import Incident
from inc.domain.metrics import MOMENTS, Columns, Row
from inc.domain.metrics.support_hours import SupportHours
from inc.domain.policy import Policy
from inc.domain.times import minute
from inc.index import measures, reporting
from inc.index.database import Index
from inc.index.measures import Scope
from inc.index.reporting import About
from inc.reports.periods import Period
from inc.reports.told import lasted

Facts = dict[str, Any]


class Source(NamedTuple):
    """What a report is made of; `read` gives an incident for the little that the index has not."""

    database: Index
    policy: Policy
    now: datetime
    read: Callable[[str], Incident]
    support: SupportHours

    @property
    def second(self) -> int:
        """Now, in seconds since 1970."""
        return int(self.now.timestamp())

    @property
    def today(self) -> str:
        """Today in the policy's zone, as documents have it."""
        return self.now.astimezone(self.policy.zone).date().isoformat()

    def rows(self, scope: Scope) -> Columns:
        """The incidents of a scope that count, the earliest first, with all of their times."""
        found = measures.rows(self.database, scope, MOMENTS)
        names = self.about(found)
        order = [(row.began or 0, names[row.key].id, place) for place, row in enumerate(found)]
        return found.at([place for *_, place in sorted(order)])

    def values(self, scope: Scope, *keys: str) -> list[tuple[int, str]]:
        """The values of labels of the incidents that count."""
        return measures.values(self.database, scope, keys)

    def about(self, rows: Iterable[Row]) -> dict[int, About]:
        """What names each of some incidents."""
        return reporting.about(self.database, (row.key for row in rows))

    def minute(self, second: int | None) -> str:
        """An instant on the clock of the policy's zone; nothing for none."""
        moment = None if second is None else datetime.fromtimestamp(second, UTC)
        return minute(moment, self.policy.zone)

    def open_for(self, row: Row) -> str:
        """How long an incident lasted, or has lasted until now."""
        ended = self.second if row.ended is None else row.ended
        return lasted(None if row.began is None else ended - row.began)


def of(period: Period) -> Scope:
    """The incidents that began in a period."""
    return Scope(since=period.start, until=period.stop)


def named(one: About) -> Facts:
    """The facts that name an incident."""
    return {"id": one.id, "title": one.title, "severity": one.severity}
