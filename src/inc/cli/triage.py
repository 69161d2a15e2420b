"""Triage at a terminal: the questions of the policy, and the severity that their answers give."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from inc.cli import asking, output
from inc.cli.writing import here, usable_policy
from inc.domain.policy import NONE, Policy
from inc.domain.triage import IMPACTS, SCOPES, TRENDS, WORKAROUNDS, Triage, worse
from inc.domain.vocabulary import Severity
from inc.errors import IncError, UsageError

_CHOICES: Final = {
    "user_impact": IMPACTS,
    "scope": SCOPES,
    "trend": TRENDS,
    "workaround": WORKAROUNDS,
}


def answered(user_impact: str | None, scope: str | None) -> Triage:
    """What the options say; UsageError with what is allowed."""
    return Triage(_read("--user-impact", user_impact, IMPACTS), _read("--scope", scope, SCOPES))


def _read(option: str, typed: str | None, choices: Sequence[str]) -> str:
    word = (typed or "").strip().lower()
    if typed is not None and word not in choices:
        raise UsageError(f"{option} is '{typed}'", hint=f"One of: {', '.join(choices)}.")
    return word


def assess(known: Triage) -> tuple[Severity, Triage]:
    """The severity that the answers give; on a terminal the missing ones are asked for."""
    if known.user_impact and known.scope:
        severity = _policy().judged(known.user_impact, known.scope)
        output.talk(f"{severity} by the matrix: {known.reason}.")
        return severity, known
    if not asking.is_interactive():
        raise UsageError("no severity was given (-s): how bad is it?", hint=_ways())
    policy = _policy()
    triage = _asked(known, policy)
    return _offered(triage, policy), triage


def _policy() -> Policy:
    return usable_policy(here())


def _asked(known: Triage, policy: Policy) -> Triage:
    answers = known._asdict()
    for name, choices in _CHOICES.items():
        question = policy.value("triage", "questions", name)
        if not answers[name] and question != NONE:
            answers[name] = _answer(question, choices, is_optional=name not in _NEEDED)
    return Triage(**answers)


def _answer(question: str, choices: Sequence[str], *, is_optional: bool) -> str:
    if not is_optional:
        return asking.choose(question, choices)
    taken = asking.choose(question, [*choices, _UNKNOWN], _UNKNOWN)
    return "" if taken == _UNKNOWN else taken


_NEEDED = ("user_impact", "scope")
"""What the matrix asks for; the rest may stay unknown."""
_UNKNOWN = "unknown"


def _offered(triage: Triage, policy: Policy) -> Severity:
    judged = policy.judged(triage.user_impact, triage.scope)
    output.talk(f"{judged} by the matrix: {triage.reason}.")
    if triage.trend == "increasing" and worse(judged) is not judged:
        output.talk(f"The impact is increasing: {worse(judged)} is wiser.")
    question = policy.value("triage", "questions", "severity")
    return Severity(asking.choose(question, [word.value for word in Severity], judged.value))


def _ways() -> str:
    """The severities of the policy, and the ways to one."""
    policy = Policy()
    with suppress(IncError, OSError):
        policy = here().policy
    lines = [
        f"-s {severity.lower()}  {next(iter(policy.definition(severity).criteria), '')}"
        for severity in Severity
    ]
    return "\n".join(
        [
            *lines,
            "When in doubt, the worse one. What each means: inc severity --explain",
            "Or let the matrix say: --user-impact high --scope wide",
        ]
    )
