"""A credential that a branch allows itself.

What: compared with the base (`inc check --base origin/main`), inc.toml allows something that looks
like a live credential (`credentials.allowed`). It counts, so that a branch with an example in it
can be merged; it is told, so that a reviewer looks at it.

Why: whoever writes a password into a document can also write that it is none. Somebody else should
look at what has this fingerprint, and whether the reason is one.

Bad:
    [credentials.allowed]
    "1f0c9a52d1e07b36" = "just a test"

Good:
    [credentials.allowed]
    "1f0c9a52d1e07b36" = "the example of the vendor's manual, revoked in 2019"
"""

from collections.abc import Iterator

from inc.checks import settings
from inc.checks.finding import Level, Problem
from inc.checks.rule import EVERY, Rule
from inc.checks.survey import Survey
from inc.domain.text import shortened


def _find_all(survey: Survey) -> Iterator[tuple[str, Problem]]:
    base = survey.around.base
    if base is None or base.settings is None:
        return
    for mark, why, line in settings.newly_allowed(base.settings):
        reason = f"“{shortened(' '.join(why.split()), 80)}”" if why.strip() else "no reason"
        yield (
            settings.FILE,
            Problem(
                line,
                f"this branch allows the credential {mark}, with {reason}",
                "Look at what it is; if it is live, rotate it and take it out.",
                about=mark,
            ),
        )


RULE = Rule("INC602", __name__, __doc__, Level.WARNING, EVERY, find_all=_find_all)
