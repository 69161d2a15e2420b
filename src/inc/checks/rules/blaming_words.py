"""Words that blame somebody.

What: a postmortem or a runbook says one of the phrases of the policy (`language.blame`): “should
have”, “failed to”, “human error”. Each phrase has a suggestion. Of things they are no blame and are
left alone: “the alert should have fired”, “`order-service` failed to start”. So are quotations,
code and what inc wrote.

Why: who is blamed says less the next time, and a sentence that ends at a person ends before the
cause: the question is what made it easy to do, and what did not catch it.

Bad:
    John should have tested the migration.

Good:
    The pipeline allowed a migration that was never run on a copy of the data.
"""

import re
from collections.abc import Iterator

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem, Sort
from inc.checks.reading import wording
from inc.checks.reading.paragraphs import BLANKED, Paragraph, paragraphs
from inc.checks.rule import Rule

_THING = re.compile(
    r"(?i)(?:alert|alarm|monitor|monitoring|check|probe|service|server|system|pod|process|job"
    r"|request|connection|query|queries|deploy|deployment|release|pipeline|build|test|script"
    r"|database|replica|node|cluster|cache|queue|client|api|dashboard|log|metric|config|code"
    r"|configuration|host|disk|container|worker|retry|retries|migration|rollback|failover|timeout"
    r"|gateway|lock|token|certificate|app|application|instance|it|which|that|this|these|those"
    r"|page|site|checkout|payment|order|login|search|backup|restore|command|tool|runbook|network"
    r"|link|switch|router|breaker|limit|guard|rule|library|template|procedure|attempt|transaction"
    r"|email|mail|message|notification|event|webhook|upload|download|sync|import|export|install"
    r"|update|upgrade|patch|change|fix|version|driver|kernel|thread|socket|session|call|read|write"
    r"|operation|component|module|function|feature|flag|validation|consumer|producer|broker|topic"
    r"|partition|shard|index|indexes|task|autoscaler|balancer|proxy|cdn|dns|firewall|store|storage"
    r"|bucket|volume|image|package|dependency|dependencies|policy|policies|cron|feed|report|card"
    r"|users?|customers?|shoppers?|visitors?|impact|outage|incident|damage|problem"
    r"|what|how|why|there|nothing|something|anything)(?:e?s)?"
)
_BEFORE = re.compile(r"(\S{1,60})\s{1,3}(?:(?:also|then|never|often|always|still)\s{1,3})?\Z")
_VERBS = ("should", "could", "would", "failed", "neglected", "forgot")


def _find(examined: Examined) -> Iterator[Problem]:
    advice = examined.policy.table("language", "blame")
    blame = wording.of(advice)
    if blame is None or not blame.may_be_in(examined.text.lower().replace("’", "'")):
        return
    told = {wording.spelt(phrase): str(what) for phrase, what in advice.items()}
    for paragraph in paragraphs(examined):
        for match in blame.pattern.finditer(paragraph.text):
            if not _is_of_a_thing(paragraph, match):
                line, column = paragraph.place(match.start())
                said = " ".join(match[0].split())
                hint = _sentence(told.get(wording.spelt(match[0]), ""))
                yield Problem(
                    line, f"“{said}” blames somebody", hint, column, f"{said} {_around(match)}"
                )


def _is_of_a_thing(paragraph: Paragraph, match: re.Match[str]) -> bool:
    """Whether what should have, or failed to, is plainly no person."""
    if not match[0].lower().startswith(_VERBS):
        return False
    before = _BEFORE.search(paragraph.text, max(0, match.start() - 80), match.start())
    if before is None:
        return False
    word = before[1].strip("*_()“”\"',")
    is_a_name = re.search(r"[0-9_/.]|\w-\w", word) is not None and not word.startswith("@")
    return _THING.fullmatch(word) is not None or is_a_name or BLANKED in word


def _around(match: re.Match[str]) -> str:
    """The words around it, which make it the same finding when lines are wrapped anew."""
    return match.string[max(0, match.start() - 60) : match.end() + 60]


def _sentence(advice: str) -> str:
    return f"{advice[:1].upper()}{advice[1:].rstrip('.')}." if advice else "Say it without blame."


_SORTS = frozenset({Sort.POSTMORTEM, Sort.RUNBOOK})
RULE = Rule("INC501", __name__, __doc__, Level.WARNING, _SORTS, _find)
