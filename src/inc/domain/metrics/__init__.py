"""How incidents are detected, answered and resolved, in numbers; what each means, a policy says.

`definitions` reads from the policy what is measured, `summaries` measures it, `measured` puts all
numbers of some incidents together, `groups` divides incidents by month, severity, service … ,
`volume`, `outcomes` and `load` count. Times and spans are whole seconds, times since 1970 (UTC).

An incident belongs to the period in which it began. `Row` is one that is measured; which ones are
left out (drills, restricted ones, those merged into another) is decided, and counted, before.
"""

from __future__ import annotations

from typing import Final, NamedTuple

LONGEST: Final = 3_653 * 86_400
"""Ten years: a longer span is a slip of the finger, and as impossible as a negative one."""


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
