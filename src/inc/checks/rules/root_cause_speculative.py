"""A guess in the root cause of a published postmortem.

What: the section “Root cause” of a postmortem that is published says “probably”, “we think”,
“might be” or another phrase of the policy (`language.speculation`). Before that it may.

Why: who reads it in a year takes it for known. What is not known is worth a sentence of its own, or
an action item that finds it out.

Bad:
    The pool was probably exhausted by the new ORM.

Good:
    The new ORM does not return connections after a time-out. What triggered the first time-out is
    not known.
"""

from collections.abc import Iterator

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.reading import wording
from inc.checks.reading.paragraphs import paragraphs
from inc.checks.rule import POSTMORTEMS, Rule
from inc.domain.postmortem import Stage

_TITLES = ("root cause", "root causes", "root cause analysis")
_HINT = "Say what is known and how; say what is not known, or make it an action item."


def _find(examined: Examined) -> Iterator[Problem]:
    if not examined.is_readable or examined.postmortem.stage is not Stage.PUBLISHED:
        return
    guesses = wording.of(examined.policy.value("language", "speculation") or ())
    if guesses is None or not guesses.may_be_in(examined.text.lower()):
        return
    for paragraph in paragraphs(examined):
        for match in (
            guesses.pattern.finditer(paragraph.text) if _is_there(paragraph.section) else ()
        ):
            line, column = paragraph.place(match.start())
            said = " ".join(match[0].split())
            around = match.string[max(0, match.start() - 40) : match.end() + 40]
            yield Problem(
                line, f"“{said}” is a guess, told as the root cause", _HINT, column, around
            )


def _is_there(section: str) -> bool:
    return section in _TITLES


RULE = Rule("INC503", __name__, __doc__, Level.WARNING, POSTMORTEMS, _find)
