"""A rule of inc that broke on a document.

What: a rule stopped with an error of its own while it looked at this document. The other rules
went on.

Why: a check that crashes silently looks like one that found nothing. It is a bug in inc, not in the
document: please report it, with the document if you can. Until it is mended the rule can be
switched off for the file, with `check.paths` in inc.toml.
"""

from inc.checks.finding import Level
from inc.checks.rule import EVERY, Rule

RULE = Rule("INC001", __name__, __doc__, Level.ERROR, EVERY)
