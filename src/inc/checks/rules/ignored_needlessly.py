"""A comment that ignores what is not there.

What: `<!-- inc: ignore CODE REASON -->` stands at a line about which that rule has nothing to say;
or it did, and somebody mended it since.

Why: a comment that is left over hides the next finding of that kind, which nobody has agreed to.

Bad:
    - [ ] Fix: Upgrade (@bob, by 2026-03-06) <!-- inc: ignore INC301 his name is not to be here -->

Good:
    - [ ] Fix: Upgrade (@bob, by 2026-03-06)
"""

from inc.checks.finding import Level
from inc.checks.rule import EVERY, Rule

RULE = Rule("INC003", __name__, __doc__, Level.WARNING, EVERY)
