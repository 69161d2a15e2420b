"""A comment that ignores what is not there.

What and why: to be written.
"""

from inc.checks.finding import Level
from inc.checks.rule import EVERY, Rule

RULE = Rule("INC003", __name__, __doc__, Level.WARNING, EVERY)
