"""A generated block that somebody edited, or whose markers are broken.

What: in a postmortem, what stands between `<!-- inc:begin … -->` and `<!-- inc:end … -->` is not
what the program wrote there; or one of the two lines is missing, doubled or cannot be read.

Why: readers take the block for what the record says, and an edit there is in no record: the
timeline of a postmortem would tell another story than that of its incident. `inc postmortem
refresh` leaves the block alone from then on, so that it grows old as well.

Bad:
    <!-- inc:begin facts 1a2b3c4d5e6f -->
    Duration: about an hour (we think)

Good:
    <!-- inc:begin facts 1a2b3c4d5e6f -->
    Duration: 47 min
    <!-- inc:end facts -->

    In the next region it took about an hour, we think.
"""

from collections.abc import Iterator

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.rule import POSTMORTEMS, Rule
from inc.domain.postmortem import Stage
from inc.store import blocks


def _find(examined: Examined) -> Iterator[Problem]:
    if b"<!-- inc:begin" not in examined.data and b"<!-- inc:end" not in examined.data:
        return
    if not examined.is_readable:
        return
    found = blocks.find(examined.document)
    flag = " --published" if examined.postmortem.stage is Stage.PUBLISHED else ""
    refresh = f"inc postmortem refresh {examined.name}{flag}"
    for block in found.blocks:
        if block.is_edited:
            what = f"the generated block {block.name} was edited by hand, so it is not the record"
            hint = f"Move your words below its end, and then: {refresh} --overwrite {block.name}"
            yield Problem(block.begin + 1, what, hint, about=f"edited {block.name}")
    for trouble in found.troubles:
        yield Problem(trouble.line + 1, trouble.what, f"Mend the marker, and then: {refresh}")


RULE = Rule("INC118", __name__, __doc__, Level.ERROR, POSTMORTEMS, _find)
