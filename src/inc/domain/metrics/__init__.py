"""How incidents are detected, answered and resolved, in numbers; what each means, a policy says.

`definitions` reads from the policy what is measured, `summaries` measures it, `measured` puts all
numbers of some incidents together, `groups` divides incidents by month, severity, service … ,
`volume`, `outcomes` and `load` count. Times and spans are whole seconds, times since 1970 (UTC).

An incident belongs to the period in which it began. `Row` is one that is measured, `Columns` are
any number of them; which ones are left out (drills, restricted ones, those merged into another) is
decided, and counted, before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import compress
from typing import Any, Final, NamedTuple

LONGEST: Final = 3_653 * 86_400
"""Ten years: a longer span is a slip of the finger, and as impossible as a negative one."""

MISSING: Final = -(1 << 62)
"""What stands in a column for a time that the record does not have: before all that it may have."""


class Row(NamedTuple):
    """An incident as it is measured; a time that the record does not have is None.

    `resolved` is the last time that it was resolved. A time that no definition asks for may be
    None, too.
    """

    key: int
    """What names it among the others: a number of the index."""
    began: int | None = None
    """When it began as far as the record knows: started, else detected, else declared …"""
    is_open: int = 0
    reopened: int = 0
    """How often it was reopened."""
    severity: str = ""
    started: int | None = None
    detected: int | None = None
    acknowledged: int | None = None
    declared: int | None = None
    mitigated: int | None = None
    resolved: int | None = None
    closed: int | None = None

    @property
    def ended(self) -> int | None:
        """When it was resolved, or closed without that; None while it is open."""
        if self.is_open:
            return None
        return self.closed if self.resolved is None else self.resolved


MOMENTS: Final = ("began", *Row._fields[5:])
"""The times that a definition may name."""


class Columns:
    """Incidents as they are measured: a sequence for each field of a `Row`, all of one length.

    There may be 100,000, and to go through one takes a tenth of going through as many rows. A
    time that the record does not have is MISSING here. Columns that nobody needs may be left out:
    their times are missing. To go through all of it gives rows.
    """

    def __init__(self, columns: Mapping[str, Sequence[Any]]) -> None:
        self._columns = columns
        self._lacking: dict[str, Sequence[int]] = {}
        self.key: Sequence[int] = columns["key"]
        """What names each among the others."""

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Columns:
        """The columns of some rows."""
        each = [[MISSING if one is None else one for one in row] for row in rows]
        columns = zip(*each, strict=True) if each else [()] * len(Row._fields)
        return cls({name: [*column] for name, column in zip(Row._fields, columns, strict=True)})

    def __len__(self) -> int:
        return len(self.key)

    def __iter__(self) -> Iterator[Row]:
        columns = (self._column(name) for name in Row._fields)
        for values in zip(*columns, strict=True):
            yield Row._make(None if one == MISSING else one for one in values)

    def _column(self, name: str) -> Sequence[Any]:
        if name in self._columns:
            return self._columns[name]
        default = Row._field_defaults[name]
        return [MISSING if default is None else default] * len(self)

    def times(self, moment: str) -> Sequence[int]:
        """One of the MOMENTS of each."""
        return self._column(moment)

    def lacking(self, moment: str) -> Sequence[int]:
        """Where those stand that lack one of the MOMENTS."""
        if moment not in self._lacking:
            self._lacking[moment] = _places(self.times(moment), MISSING)
        return self._lacking[moment]

    @property
    def is_open(self) -> Sequence[int]:
        """Whether each is open: 1, else 0."""
        return self._column("is_open")

    @cached_property
    def open_places(self) -> Sequence[int]:
        """Where those stand that are open."""
        return [*compress(range(len(self)), self.is_open)]

    @property
    def reopened(self) -> Sequence[int]:
        """How often each was reopened."""
        return self._column("reopened")

    @property
    def severity(self) -> Sequence[str]:
        """The severity of each."""
        return self._column("severity")

    @cached_property
    def instants(self) -> list[int]:
        """When they began, in order, without those of which nobody knows it."""
        return sorted(self.times("began"))[len(self.lacking("began")) :]

    def at(self, places: Sequence[int]) -> Columns:
        """Those at some places, in the order of these."""
        some = ((name, map(column.__getitem__, places)) for name, column in self._columns.items())
        return Columns({name: [*column] for name, column in some})


def _places(column: Sequence[int], value: int) -> Sequence[int]:
    """Where a value stands in a column."""
    places: list[int] = []
    with suppress(ValueError):  # it is not found once more
        while True:
            places.append(column.index(value, places[-1] + 1 if places else 0))
    return places
