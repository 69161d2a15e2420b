"""A rule that a branch makes weigh less.

What: compared with the base (`inc check --base origin/main`), inc.toml turns a rule off or makes a
warning of an error, for all documents (`check.rules`) or for some (`check.paths`). Until the branch
is merged the base decides: the rule weighs here what it weighs there.

Why: a branch that can switch off the check on itself needs no reviewer. A team may loosen a rule,
and somebody who is not the author should see it and agree.

Bad:
    [check.rules]
    INC601 = "off"

Good:
    A branch of its own that changes inc.toml, with the reason in its description.
"""

from collections.abc import Iterator

from inc.checks import settings
from inc.checks.finding import Level, Problem
from inc.checks.rule import EVERY, Rule
from inc.checks.survey import Survey


def _find_all(survey: Survey) -> Iterator[tuple[str, Problem]]:
    base = survey.around.base
    if base is None or base.settings is None:
        return
    from inc.checks.registry import RULES  # it lists this rule, too

    defaults = {code: rule.level for code, rule in RULES.items()}
    for one in settings.loosened(base.settings, defaults):
        where = f" for {one.where}" if one.where else ""
        message = (
            f"{one.code} is {_WORDS[one.level]}{where} in this branch and {_WORDS[one.was]} in the "
            "base; until it is merged, the base decides"
        )
        hint = "Say in the pull request why, or leave it as the base has it."
        about = f"{one.code} {one.level} {one.where}"
        yield settings.FILE, Problem(one.line, message, hint, about=about)


_WORDS = {Level.OFF: "off", Level.WARNING: "a warning", Level.ERROR: "an error"}

RULE = Rule("INC004", __name__, __doc__, Level.WARNING, EVERY, find_all=_find_all)
