"""Incidents that were merged, and contradict each other where it does harm.

What: an entry is redacted in one of the two and has its words in the other; the one is restricted,
and the one it was merged into is not; or each was merged into the other. It is so where two people
acted at once and did not see each other.

Why: words that must be gone are not gone while one of two documents has them. And two incidents
that were merged into each other are both closed: an outage that goes on is in no list.

Bad:
    inc redact 9m2x -i search      # bob
    inc merge search -i checkout   # carol, before she had what bob did

Good:
    inc merge search -i checkout   # again: what was redacted in one is redacted in both
"""

from collections.abc import Iterator

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.reading import merged_away
from inc.checks.rule import INCIDENTS, Rule
from inc.domain.incident import Incident
from inc.domain.operations.merge_again import since


def _find(examined: Examined) -> Iterator[Problem]:
    if not merged_away.target_of(examined):
        return
    this, circle = merged_away.goes_on(examined)
    if circle:
        what = f"it and {circle} were merged into each other, so nobody sees either as open"
        name = examined.name
        hint = (
            f"{name} goes on: inc merge {circle} -i {name}; or the other: inc merge {name} -i "
            f"{merged_away.target_of(examined)}"
        )
        yield Problem(examined.line_of("merged_into"), what, hint, about="circle")
    if this:
        yield from _contradictions(examined, this)


def _contradictions(examined: Examined, this: Incident) -> Iterator[Problem]:
    stub = examined.incident
    again = f"inc merge {examined.name} -i {this.id}"
    if stub.is_restricted and not this.is_restricted:
        what = f"it is restricted, and {this.id}, which has its entries, is not"
        hint = f"inc restrict -i {this.id} -m WHY"
        yield Problem(examined.line_of("visibility"), what, hint, about="restricted")
    found = since(stub, this)
    lines = {one.entry.id: one.start + 1 for one in examined.placed}
    told = (
        (found.live_there, f"is redacted here, and {this.id} has its words"),
        (found.live_here, f"is redacted in {this.id}, and its words are here"),
    )
    for pairs, what in told:
        for entry, _ in pairs:
            hint = f"Redact it in both: {again}"
            yield Problem(lines[entry.id], f"^{entry.id} {what}", hint, about=entry.id)


RULE = Rule("INC124", __name__, __doc__, Level.ERROR, INCIDENTS, _find)
