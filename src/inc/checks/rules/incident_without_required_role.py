"""An incident in which a role that its severity needs was never filled.

What: the policy asks for a role beside the commander at this severity (`roles.ROLE.required`), and
nobody holds it or held it at any time. The commander has a rule of its own: INC201.

Why: a role that nobody has is done by the commander on the side, or by nobody. If your team does
not need it, take the severity out of the policy instead of leaving the role empty.

Bad (a SEV1 without a scribe):
    roles:
      commander: alice
      tech_lead: bob
      comms_lead: carol

Good:
    roles:
      commander: alice
      tech_lead: bob
      comms_lead: carol
      scribe: dan
"""

from collections.abc import Iterator

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.reading import roles_held
from inc.checks.rule import INCIDENTS, Rule
from inc.domain.vocabulary import Role


def _find(examined: Examined) -> Iterator[Problem]:
    return (one for role, one in roles_held.missing(examined) if role is not Role.COMMANDER)


RULE = Rule("INC202", __name__, __doc__, Level.WARNING, INCIDENTS, _find)
