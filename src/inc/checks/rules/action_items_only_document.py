"""A postmortem all of whose action items only document something.

What: the postmortem is in review or published, and each action item that was not dropped has the
type `document`.

Why: a better runbook helps whoever is woken next time. It does not keep anybody from being woken:
something should prevent, detect or mitigate.

Bad:
    - [ ] Document: Describe the pool in the runbook (P2, @bob, by 2026-03-14)

Good:
    - [ ] Document: Describe the pool in the runbook (P2, @bob, by 2026-03-14)
    - [ ] Detect: Alert when the pool is 80 % full (P1, @carol, by 2026-03-07)
"""

from collections.abc import Iterator

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.reading import items
from inc.checks.reading.counterpart import incident_beside
from inc.checks.rule import POSTMORTEMS, Rule
from inc.domain.postmortem import Stage


def _find(examined: Examined) -> Iterator[Problem]:
    if not examined.is_readable or examined.postmortem.stage is Stage.DRAFT:
        return
    found = items.kept(examined)
    if not found or any(placed.item.type != "document" for placed in found):
        return
    beside = incident_beside(examined)
    if not (beside and any(one.item.type != "document" for one in items.kept(beside))):
        which = "the only action item" if len(found) == 1 else f"each of {len(found)} action items"
        hint = (
            f'What would prevent, detect or mitigate it? inc action add "TEXT" -i {examined.name}'
        )
        yield Problem(found[0].line + 1, f"{which} is of the type “document”", hint, about="all")


RULE = Rule("INC309", __name__, __doc__, Level.WARNING, POSTMORTEMS, _find)
