"""A comment that ignores a rule and does not say which, or why.

What and why: to be written.
"""

from inc.checks.finding import Level
from inc.checks.rule import EVERY, Rule

RULE = Rule("INC002", __name__, __doc__, Level.ERROR, EVERY)
