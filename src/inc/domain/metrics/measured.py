"""All numbers of some incidents, put together: of all that are asked for, or of one group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import NamedTuple

from inc.domain.metrics import Columns
from inc.domain.metrics.definitions import Definition
from inc.domain.metrics.outcomes import Items, Promises
from inc.domain.metrics.summaries import Summary, summary
from inc.domain.metrics.support_hours import SupportHours


class Facts(NamedTuple):
    """What is known of some incidents.

    `repeats` are the keys of those that repeat an earlier cause; promises and items stand under
    the key of their incident. What is not to be divided may stand under any one key, summed.
    """

    rows: Columns
    repeats: Set[int] = frozenset()
    promises: Mapping[int, Promises] = {}
    items: Mapping[int, Items] = {}

    def of(self, rows: Columns) -> Facts:
        """What is known of some of them."""
        keys = set(rows.key)
        return Facts(
            rows,
            self.repeats & keys,
            {key: self.promises[key] for key in keys & self.promises.keys()},
            {key: self.items[key] for key in keys & self.items.keys()},
        )


class Measured(NamedTuple):
    """The numbers of some incidents."""

    incidents: int
    open: int
    reopened: int
    """How many were reopened; their time is that to the last end."""
    undated: int
    """How many of them nobody knows when they began, so they are in no period."""
    repeats: int
    spans: Mapping[str, Summary]
    promises: Promises
    items: Items

    @property
    def repeat_rate(self) -> float | None:
        """The part of the incidents that repeat an earlier cause, 0 to 1."""
        return self.repeats / self.incidents if self.incidents else None


def measure(
    facts: Facts, definitions: Iterable[Definition], support: SupportHours | None = None
) -> Measured:
    """The numbers of some incidents; spans by definitions that count support hours, in those."""
    rows = facts.rows
    return Measured(
        incidents=len(rows),
        open=len(rows.open_places),
        reopened=len(rows) - rows.reopened.count(0),
        undated=len(rows.lacking("began")),
        repeats=sum(map(facts.repeats.__contains__, rows.key)),
        spans={one.name: summary(rows, one, support) for one in definitions},
        promises=Promises.added([Promises(), *facts.promises.values()]),
        items=Items.added([Items(), *facts.items.values()]),
    )
