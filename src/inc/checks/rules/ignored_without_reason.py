"""A comment that ignores a rule and does not say which, or why.

What: `<!-- inc: ignore … -->` names no rule, or gives no reason. It ignores nothing then.

Why: whoever reads the document next has to know whether the finding was wrong, or whether somebody
wanted a green check. A few words are enough, and a reviewer can agree with them or not.

Bad:
    The customer should have called. <!-- inc: ignore INC501 -->

Good:
    The customer should have called. <!-- inc: ignore INC501 their own words, on request -->
"""

from inc.checks.finding import Level
from inc.checks.rule import EVERY, Rule

RULE = Rule("INC002", __name__, __doc__, Level.ERROR, EVERY)
