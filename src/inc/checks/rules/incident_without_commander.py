"""An incident that nobody commands, at a severity that needs a commander.

What: the policy asks for a commander at this severity (`roles.commander.required`), and nobody
holds the role or held it at any time. An incident that was declared a moment ago is given the time
in which somebody has to answer (`severity.SEV.respond_within`); one that ended is not.

Why: without a commander everybody debugs and nobody decides, escalates or tells the customers.

Bad:
    severity: SEV1
    roles:
      tech_lead: bob

Good:
    severity: SEV1
    roles:
      commander: alice
      tech_lead: bob
"""

from collections.abc import Iterator

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.reading import roles_held
from inc.checks.rule import INCIDENTS, Rule
from inc.domain.vocabulary import Role


def _find(examined: Examined) -> Iterator[Problem]:
    return (one for role, one in roles_held.missing(examined) if role is Role.COMMANDER)


RULE = Rule("INC201", __name__, __doc__, Level.ERROR, INCIDENTS, _find)
