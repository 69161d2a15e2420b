"""Escalation: somebody is called in who can do or decide more."""

from __future__ import annotations

from collections.abc import Sequence

from inc.domain.escalations import escalation_text
from inc.domain.identifiers import is_among
from inc.domain.incident import Change, Draft, Facts, Incident, change, record
from inc.domain.policy import Policy
from inc.domain.text import clean_line
from inc.domain.timeline import said
from inc.domain.vocabulary import Kind
from inc.errors import UsageError


def escalate(
    incident: Incident,
    facts: Facts,
    policy: Policy,
    to: Sequence[str],
    words: str,
    reason: str = "",
) -> Change:
    """Call people or teams in, for a reason of the policy, in one's own words, or both."""
    people = list(dict.fromkeys(to))
    if is_among(facts.author, people):
        raise UsageError(
            "you are here already, so you cannot be called in",
            hint="Name somebody who can do or decide more; calling too early is fine.",
        )
    if not people or not (words.strip() or reason):
        what = "why is it escalated?" if people else "who is to be called in?"
        raise UsageError(what, hint=f"inc escalate --to WHO -m WHY\n{ways(policy)}")
    sentence = clean_line(policy.escalation_reasons()[reason]) if reason else ""
    told = said(sentence, words) if sentence else words
    added = record(
        incident.entries, facts, [Draft(Kind.ESCALATED, escalation_text(people, reason, told))]
    )
    return change(incident, "escalate", added=added)


def read_reason(typed: str, policy: Policy) -> str:
    """Read a reason of the policy; UsageError, with all of them, for anything else."""
    wanted = "-".join(typed.replace("_", " ").split()).lower()
    for name in policy.escalation_reasons():
        if name.lower() == wanted:
            return name
    raise UsageError(f"'{typed}' is not a reason to escalate", hint=ways(policy))


def ways(policy: Policy) -> str:
    """The reasons of the policy with their sentences, and its levels."""
    reasons, levels = policy.escalation_reasons(), policy.value("escalation", "levels") or ()
    width = max(map(len, reasons), default=0)
    why = [f"  {name:<{width}}  {clean_line(said)}" for name, said in reasons.items()]
    whom = [f"  {place}  {clean_line(level)}" for place, level in enumerate(levels, 1)]
    return "\n".join(
        [*(["Reasons (--reason):", *why] if why else []), *(["Levels:", *whom] if whom else [])]
    )
