"""A generated block that no longer says what the record says.

What: in a postmortem, a block between `<!-- inc:begin … -->` and `<!-- inc:end … -->` is as the
program wrote it, and `inc postmortem refresh` would write something else today: the incident was
changed, or its authors, or a policy that the block speaks of; or a newer inc has other words for
it. While the incident is open nothing is said, for then its facts change all the time.

Why: whoever reads the postmortem takes its times for those of the record. `inc postmortem review`
and `publish` bring the blocks up to date; what was recorded after them is in none.

Bad:
    <!-- inc:begin metrics 1a2b3c4d5e6f -->
    | Time to detect | 3 min | …
    (and the incident says since yesterday: detected after 23 min)

Good:
    <!-- inc:begin metrics 6f5e4d3c2b1a -->
    | Time to detect | 23 min | …
"""

from collections.abc import Iterator
from typing import Final

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.reading.counterpart import incident_beside
from inc.checks.rule import POSTMORTEMS, Rule
from inc.domain.postmortem import Stage
from inc.domain.vocabulary import Kind
from inc.store import generated
from inc.store.blocks import BEGIN

_LARGEST: Final = 1 << 18  # bytes of an incident; a larger one is no record that people wrote
_MOST_ROLES: Final = 500  # who had one; each is compared with all the others


def _find(examined: Examined) -> Iterator[Problem]:
    if BEGIN.encode() not in examined.data or not examined.is_readable:
        return
    beside = incident_beside(examined)
    if beside is None or beside.name != examined.name:
        return  # one that was merged into another is history
    if beside.incident.is_open or _is_too_much(beside):
        return
    stated = examined.postmortem
    record = generated.record_of(beside.incident, examined.policy, examined.now, stated.authors)
    flag = " --published" if stated.stage is Stage.PUBLISHED else ""
    for block in generated.outdated(examined.document, record):
        what = f"the generated block {block.name} does not say what the record says now"
        hint = f"inc postmortem refresh {examined.name}{flag}"
        yield Problem(block.begin + 1, what, hint, about=f"outdated {block.name}")


def _is_too_much(beside: Examined) -> bool:
    """Whether somebody may have made the incident for us to work on it for ever."""
    changes = sum(one.kind is Kind.ROLE for one in beside.entries)
    people = sum(map(len, beside.incident.roles.values()))
    return len(beside.data) > _LARGEST or max(changes, people) > _MOST_ROLES


RULE = Rule("INC119", __name__, __doc__, Level.WARNING, POSTMORTEMS, _find)
