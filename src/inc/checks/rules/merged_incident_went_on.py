"""An incident that was merged into another one, and went on.

What: after `inc merge`, entries came to the stub, or one that went along has other words there. It
is so where somebody merged an incident while others, unseen, went on writing to it.

Why: nobody looks into a stub. Whoever reads the incident that goes on does not find what was done,
and a time that was corrected is still wrong there.

Bad:
    merged_into: 2026-03-04-checkout-failures
    - `2026-03-04T15:50:00Z` **merged** @carol — into 2026-03-04-checkout-failures ^0j4hs7m2c9xd
    - `2026-03-04T15:52:00Z` **finding** @bob — the index is back ^0j4hsb1r5w0k

Good:
    inc merge 2026-03-04-search-is-slow -i 2026-03-04-checkout-failures
"""

from collections.abc import Iterator

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.reading import merged_away
from inc.checks.rule import INCIDENTS, Rule
from inc.domain.operations.merge_again import since
from inc.domain.timeline import Entry


def _find(examined: Examined) -> Iterator[Problem]:
    if not merged_away.target_of(examined):
        return
    this, _ = merged_away.goes_on(examined)
    late = since(examined.incident, this).went_on if this else []
    if this and late:
        line = next(one.start + 1 for one in examined.placed if one.entry == late[0])
        what = f"it went on after it was merged: {this.id} has not {_named(late)}"
        hint = f"Take it over: inc merge {examined.name} -i {this.id}"
        yield Problem(line, what, hint, about="went on")


def _named(late: list[Entry]) -> str:
    if len(late) == 1:
        return f"its entry ^{late[0].id}" if late[0].id else "its newest entry"
    return f"its {len(late)} entries"


RULE = Rule("INC123", __name__, __doc__, Level.WARNING, INCIDENTS, _find)
