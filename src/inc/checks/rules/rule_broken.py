"""A rule of inc that broke on a document.

What and why: to be written.
"""

from inc.checks.finding import Level
from inc.checks.rule import EVERY, Rule

RULE = Rule("INC001", __name__, __doc__, Level.ERROR, EVERY)
